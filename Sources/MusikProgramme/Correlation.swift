public import MusikModel

/// A passage of a sound file, counted at the file's own rate.
public struct Passage: Hashable, Sendable {
    /// The file.
    public var source: SourceReference
    /// The file's own rate.
    public var rate: SampleRate
    /// The first frame of the passage.
    public var start: FrameCount
    /// How many frames it has.
    public var length: FrameCount

    /// Names a passage.
    public init(source: SourceReference, rate: SampleRate, start: FrameCount, length: FrameCount) {
        self.source = source
        self.rate = rate
        self.start = start
        self.length = length
    }
}

/// Two passages that sound together in a crossfade.
public struct PassagePair: Hashable, Sendable {
    /// The one that leaves.
    public var outgoing: Passage
    /// The one that comes.
    public var incoming: Passage

    /// Pairs two passages.
    public init(outgoing: Passage, incoming: Passage) {
        self.outgoing = outgoing
        self.incoming = incoming
    }
}

/// Measures the correlation of pairs of passages, one result per pair in their order.
///
/// Results are limited to 0...1 by the planner (a negative correlation would ask for more than
/// equal power), and one that is no number counts as 0. Called at most once per plan and seam, on
/// the thread that plans.
public typealias CorrelationMeter = @Sendable ([PassagePair]) -> [Double]
