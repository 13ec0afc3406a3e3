/// How a follower walks along the programme for some output frames: a ratio that changes evenly.
@frozen
public struct FollowerRatio: Hashable, Sendable, BitwiseCopyable {
    /// Programme frames from the first output frame to the second.
    public var first: Double
    /// By how much each such step is longer than the one before.
    public var bend: Double

    /// A walk of a first step and a bend.
    @inlinable
    public init(first: Double, bend: Double = 0) {
        self.first = first
        self.bend = bend
    }

    /// How many programme frames output frame `count` is past output frame 0. Any thread.
    @inlinable
    public func advance(_ count: Int) -> Double {
        // In the order of `musik_resample`, so that both see the same position.
        Double(count) * (first + 0.5 * bend * (Double(count) - 1))
    }
}
