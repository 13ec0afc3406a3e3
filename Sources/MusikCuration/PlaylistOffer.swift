public import MusikModel

/// What the builder offers: lists that are clearly different, and how good any list could be.
public struct PlaylistOffer: Hashable, Sendable, Codable {
    /// The lists; the best first.
    public var candidates: [PlaylistCandidate]
    /// No list is worth more than this.
    public var bound: Double
    /// Whether the first list was proved to be the best one there is.
    public var isProved: Bool
    /// How many options could be chosen from.
    public var choice: Int
    /// Whether fewer lists are offered than were asked for, because no further one is clearly
    /// different from these.
    public var isShort: Bool
}

/// One list.
public struct PlaylistCandidate: Hashable, Sendable, Codable {
    /// One track, or one cue, at its place.
    public struct Entry: Hashable, Sendable, Codable {
        /// Its place in the request's options; nil for a moment of quiet.
        public var option: Int?
        /// Its content; nil for a moment of quiet.
        public var digest: ContentDigest?
        /// When it begins, in seconds from the window's start.
        public var startSeconds: Double
        /// How long it sounds, whole, in seconds.
        public var seconds: Double
        /// How long it overlaps with the next one, in seconds; nought for the last one and for cues.
        public var overlapSeconds: Double
        /// What speaks most for it.
        public var reason: EntryReason

        /// When it ends, in seconds from the window's start.
        public var endSeconds: Double { startSeconds + seconds }
    }

    /// In order. Music: the lengths less the overlaps are the window.
    public var entries: [Entry]
    /// What it is worth, part by part.
    public var parts: PlaylistParts
    /// The most any list could be worth.
    public var bound: Double
    /// The expected liking of a minute of it, with its 90 % interval.
    public var liking: PreferenceEstimate
    /// Why these pieces.
    public var reasons: [PlaylistReason]
    /// What is uncertain.
    public var uncertainties: [PlaylistUncertainty]
    /// The options for planning anew while it plays, most useful first; none is in the list.
    public var reserve: [Int]
    /// Seconds from one cue to the next; nil for music.
    public var spacingSeconds: Double?

    /// The objective, in points of liking.
    public var objective: Double { parts.total }
    /// By how much a list could be better at most, in points of liking.
    public var gap: Double { max(0, bound - objective) }
    /// The options in order, quiet left out.
    public var options: [Int] { entries.compactMap(\.option) }
}

/// What speaks most for one entry, compared with the middle of what could be chosen.
public enum EntryReason: String, Hashable, Sendable, Codable, CaseIterable {
    /// How much it is liked.
    case liked
    /// Its intensity is what the arc wants there.
    case arc
    /// It is dark at the peak.
    case calmPeak
    /// It goes well with its neighbours.
    case neighbours
}

/// Why a list is as it is.
public enum PlaylistReason: Hashable, Sendable, Codable {
    /// The liking that is expected of a minute of it, beside that of the middle of the choice.
    case liked(expected: Double, middle: Double)
    /// Its intensity follows the arc within so many LU, in the mean.
    case followsArc(meanMiss: Double)
    /// It is so many octaves darker than the middle of the choice while the arc is at its peak.
    case calmPeak(octaves: Double)
    /// Neighbours differ by so many LU in the mean.
    case smooth(meanStep: Double)
    /// None of it was heard in the sessions that were given.
    case unheard
    /// Beside the first list, one trait is so many standard deviations higher, or lower.
    case differs(trait: Int, by: Double)
    /// So many of its moments are of this kind; cue arm.
    case cues(kind: CuePart.Kind, moments: Int)
    /// Everybody heard in it is this speaker; cue arm.
    case speaker(String)
}

/// What is uncertain about a list.
public enum PlaylistUncertainty: Hashable, Sendable, Codable {
    /// Little is known of how this option is liked: the standard deviation of its liking.
    case littleKnown(option: Int, deviation: Double)
    /// The tempo of so many tracks isn't clear.
    case tempoUnclear(tracks: Int)
    /// The tonal centre of so many tracks isn't clear.
    case toneUnclear(tracks: Int)
}

extension PlaylistUncertainty {
    /// From this standard deviation on an estimate counts as little knowledge, in points.
    public static let littleKnownDeviation = 15.0
}
