/// What each part of the objective is worth, in points of liking (0 to 100).
///
/// What concerns a track counts for its share of the window; what concerns a seam or a pair counts
/// in full, once.
public struct ObjectiveWeights: Hashable, Sendable, Codable {
    /// Per LU by which a track's intensity misses what the arc wants at its middle.
    public var arc = 1.0
    /// Per octave of brightness above the library's middle, at the arc's peak.
    public var peakBrightness = 6.0
    /// For a track that was heard in the last session; six tenths of it for the one before, and so
    /// on.
    public var heard = 15.0
    /// Per LU between the intensities of neighbours.
    public var seamIntensity = 0.08
    /// Per octave between the brightness of neighbours.
    public var seamBrightness = 0.4
    /// Per doubling-free ratio of tempos above 1: a fifth faster is 0.2. Half and double time are
    /// the same tempo.
    public var seamTempo = 1.0
    /// For tonal centres at opposite ends of the circle of fifths, both certain.
    public var seamKey = 0.1
    /// For two tracks of one group in a list.
    public var sameGroup = 1.0
    /// For two tracks with the same traits in a list; nothing from half a standard deviation on.
    public var sameTraits = 1.0
    /// For a cue, or quiet, that is heard again; twice this for the third time, and so on.
    public var cueAgain = 6.0
    /// Per windowful by which the overlaps together miss their middle: what keeps time that is
    /// heard twice from counting as gain.
    public var room = 100.0

    /// The usual weights.
    public init() {}
}
