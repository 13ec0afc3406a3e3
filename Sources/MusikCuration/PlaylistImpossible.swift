public import MusikModel

/// Why no list can be built, and what would help.
public enum PlaylistImpossible: Error, Hashable, Sendable {
    /// How much one kind of exclusion holds back, and whether lifting it alone would be enough.
    public struct Held: Hashable, Sendable {
        /// Why it must not be chosen.
        public var why: PlaylistExclusion
        /// How many options.
        public var count: Int
        /// How long they are together, in seconds.
        public var seconds: Double
        /// Whether a list could fill the window with them.
        public var isEnough: Bool
    }

    /// The window is shorter than 60 s or longer than 8 h.
    case window(allowed: ClosedRange<Double>)
    /// There is nothing to choose from.
    case nothingOffered
    /// Everything is excluded; the largest first.
    case everythingExcluded([Held])
    /// Everything that may be chosen, with the shortest overlaps, is too short by so many seconds;
    /// what is excluded, the largest first.
    case tooLittle(missingSeconds: Double, [Held])
    /// There is enough, but not within the number of tracks of one group that is allowed; the least
    /// number that would do.
    case groups(least: Int)
    /// No choice of tracks fills exactly this window with overlaps that are allowed; the nearest
    /// windows that can be filled, in seconds, and what is excluded, the largest first.
    case noFit(shorterSeconds: Double?, longerSeconds: Double?, [Held])
    /// What is pinned can't be in a list.
    case pinned(PinnedTrouble)
    /// No cue fits between the window's beginning and the closing cue; the longest spacing at which
    /// one would, in seconds, where there is one.
    case noCueFits(longestSpacingSeconds: Double?)
}

/// Why no list can hold everything that is pinned.
public enum PinnedTrouble: Hashable, Sendable {
    /// So many of them are not among the options.
    case notOffered(count: Int)
    /// There are more than may be pinned.
    case tooMany(most: Int)
    /// Some must not be chosen, and why.
    case excluded([ContentDigest: PlaylistExclusion])
    /// Even with the longest overlaps they are longer than the window, by so many seconds.
    case tooLong(bySeconds: Double)
    /// More of one group are pinned than are allowed; the least number that would do.
    case groups(least: Int)
    /// Without the pins a list could be built; with them none fills exactly this window, or, in the
    /// cue arm, they fit no list of one speaker. The nearest windows that can be filled, in seconds,
    /// where there are such.
    case noFit(shorterSeconds: Double?, longerSeconds: Double?)
}
