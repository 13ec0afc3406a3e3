public import MusikModel

/// One side of a crossfade, or a fade from or to silence, on the timeline.
///
/// With p = (k + 1/2) / N for the k-th of N frames and s = p²(3 - 2p), the incoming side has
/// b = s / n and the outgoing a = (1 - s) / n, where n = √((1-s)² + s² + 2r(1-s)s). Then
/// a² + b² + 2rab = 1: the level of two passages of correlation r stays even. Before an incoming
/// fade the gain is 0 and after it 1; for an outgoing fade the reverse.
public struct Fade: Hashable, Sendable, Codable {
    /// Whether the clip appears or disappears.
    public enum Direction: String, Hashable, Sendable, Codable {
        /// From silence.
        case incoming = "in"
        /// To silence.
        case outgoing = "out"
    }

    /// Which side it is.
    public var direction: Direction
    /// Its first frame on the timeline.
    public var start: FrameCount
    /// How many frames it takes, at least 1.
    public var length: FrameCount
    /// The correlation r of the two passages, 0 to 1. With 1 the law is the plain S-curve, which
    /// is what a fade from or to silence uses.
    public var correlation: Double

    /// Describes one side of a fade.
    public init(
        _ direction: Direction, start: FrameCount, length: FrameCount, correlation: Double
    ) {
        precondition(length.value > 0, "a fade has at least one frame")
        precondition((0...1).contains(correlation), "a correlation is limited to 0...1")
        self.direction = direction
        self.start = start
        self.length = length
        self.correlation = correlation
    }

    /// One past its last frame.
    public var end: FrameCount { start + length }

    /// The linear gain at a frame.
    public func gain(at frame: FrameCount) -> Double {
        if frame < start { return direction == .incoming ? 0 : 1 }
        if frame >= end { return direction == .incoming ? 1 : 0 }
        let position = (Double((frame - start).value) + 0.5) / Double(length.value)
        let rising = position * position * (3 - 2 * position)
        let falling = 1 - rising
        let norm =
            (falling * falling + rising * rising + 2 * correlation * falling * rising)
            .squareRoot()
        return (direction == .incoming ? rising : falling) / norm
    }
}
