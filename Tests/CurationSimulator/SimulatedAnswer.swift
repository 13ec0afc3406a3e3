public import MusikCuration

/// What a patient answers about one piece that sounded.
public struct SimulatedAnswer: Hashable, Sendable {
    /// The track's index in the library.
    public var track: Int
    /// 0 to 100; nil where it is missing.
    public var rating: Double?
    /// -2 to +2; nil where nobody asked.
    public var reaction: Int?
    /// Whether it was skipped.
    public var isSkipped = false

    /// Whether the patient said "not again".
    public var isNotAgain: Bool {
        (isSkipped && reaction == -2) || (rating.map { $0 <= 10 } ?? false)
    }
    /// Whether nobody can miss that it was disliked: skipped, -2, or rated 25 or less.
    public var isPlainDislike: Bool {
        isSkipped || reaction == -2 || (rating.map { $0 <= 25 } ?? false)
    }

    /// The bounds between reactions, on the scale of liking.
    public static let reactionBounds = [20.0, 40, 60, 80]
    /// The standard deviation of a reaction's error.
    public static let reactionDeviation = 15.0
    /// Below what a piece is skipped.
    public static let skipBound = 15.0
    /// The standard deviation of a skip's error.
    public static let skipDeviation = 12.0
}

/// What a patient chose between two excerpts.
public struct SimulatedChoice: Hashable, Sendable {
    /// The chosen one's index in the library.
    public var chosen: Int
    /// The other one's.
    public var other: Int

    /// The standard deviation of a choice's error.
    public static let deviation = 21.0
}

/// What a patient wishes for one day: one side of a running trait.
public struct SimulatedWish: Hashable, Sendable {
    /// The trait.
    public var trait: Int
    /// +1 for above the library's middle, -1 for below.
    public var sign: Double

    /// What a track on the other side is liked less.
    public static let loss = 20.0

    /// Whether a track is on the wish's side.
    public func holds(for track: CurationTrack) -> Bool { sign * track.traits[trait] >= 0 }
}
