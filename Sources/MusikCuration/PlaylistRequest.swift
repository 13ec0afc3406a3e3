public import MusikModel

/// Everything a playlist is built from.
public struct PlaylistRequest: Hashable, Sendable {
    /// One track, or one cue, with what is thought of it.
    public struct Option: Hashable, Sendable {
        /// The content.
        public var track: CurationTrack
        /// How much the patient would like it.
        public var estimate: PreferenceEstimate
        /// What it does in the cue arm; nil for music.
        public var cue: CuePart?

        /// Offers a track.
        public init(track: CurationTrack, estimate: PreferenceEstimate, cue: CuePart? = nil) {
            self.track = track
            self.estimate = estimate
            self.cue = cue
        }
    }

    /// The shortest window, in seconds.
    public static let shortestWindow = 60.0

    /// The most tracks that may be pinned.
    public static let mostPinned = 40

    /// What may be chosen from; each content once.
    public var options: [Option]
    /// What is heard: music, or cues and quiet.
    public var arm: Arm = .music
    /// The exact length, in seconds; 60 s to 8 h.
    public var windowSeconds: Double
    /// How long neighbours overlap, in seconds.
    public var overlapSeconds: ClosedRange<Double> = 4...12
    /// The wanted intensity over the window.
    public var arc = PlaylistArc.flat
    /// What was heard in earlier sessions, the last session first.
    public var recent: [[ContentDigest]] = []
    /// What must not be chosen, and why.
    public var exclusions: [ContentDigest: PlaylistExclusion] = [:]
    /// How many tracks of one group a list may hold; nil for any number.
    public var mostPerGroup: Int? = 3
    /// What every list must hold, in any place: what was pinned by hand.
    public var pinned: Set<ContentDigest> = []
    /// In how many of the earlier sessions a track may have been heard; nil for any number.
    public var mostHeard: Int?
    /// How many clearly different lists are wanted; at least 1.
    public var candidates = 3
    /// Decides ties and where the improvement begins anew; the same seed gives the same lists.
    public var seed: UInt64 = 0
    /// What is worth how much.
    public var weights = ObjectiveWeights()
    /// Seconds from the start of one cue to the start of the next; cue arm only.
    public var spacingSeconds = 240.0
    /// The length of the cue that closes the window; cue arm only.
    public var closingSeconds = 0.0
    /// How much the patient would like a moment without a cue; nil allows none. Cue arm only.
    public var quiet: PreferenceEstimate?

    /// A request with the usual settings.
    public init(options: [Option], windowSeconds: Double) {
        self.options = options
        self.windowSeconds = windowSeconds
    }
}

/// What a cue does.
public struct CuePart: Hashable, Sendable, Codable {
    /// The kinds a patient chooses from.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Attention to the breath.
        case breath
        /// Attention to the body, part by part.
        case bodyScan
        /// A moment without a cue.
        case quiet
        /// A voice that keeps company: openness and acceptance.
        case voice
    }

    /// What it does.
    public var kind: Kind
    /// Who speaks; one list keeps to one speaker.
    public var speaker: String?

    /// Describes a cue.
    public init(kind: Kind, speaker: String? = nil) {
        self.kind = kind
        self.speaker = speaker
    }
}

/// Why something must not be chosen.
public enum PlaylistExclusion: String, Hashable, Sendable, Codable, CaseIterable {
    /// The patient doesn't want it.
    case refused
    /// It has words in a language the patient understands.
    case lyrics
    /// Nobody approved it.
    case notApproved
    /// It isn't what was wished for today.
    case notWished
    /// It is too probable that the patient would hate it.
    case risky
    /// It was heard in as many earlier sessions as is allowed.
    case heard
    /// It is shorter than three of the longest overlaps.
    case tooShort
    /// It is longer than the window.
    case tooLong

    /// Whether somebody who asks for it by hand may have it all the same: what was heard often, what
    /// isn't the day's wish and what the model doubts are the builder's limits, and not a person's.
    public var yieldsToWish: Bool {
        switch self {
        case .heard, .notWished, .risky: true
        case .refused, .lyrics, .notApproved, .tooShort, .tooLong: false
        }
    }
}
