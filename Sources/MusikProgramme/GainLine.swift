public import MusikModel

/// A gain over the timeline: straight lines in dB between points, level before the first and after
/// the last.
public struct GainLine: Hashable, Sendable, Codable {
    /// One corner of the line.
    public struct Point: Hashable, Sendable, Codable {
        /// Where, on the programme's timeline.
        public var frame: FrameCount
        /// The gain there.
        public var gain: Decibels

        /// A corner at a frame.
        public init(frame: FrameCount, gain: Decibels) {
            self.frame = frame
            self.gain = gain
        }
    }

    /// The corners, strictly ordered by frame; never empty.
    public private(set) var points: [Point]

    /// A line through corners, at least one, strictly ordered by frame.
    public init(points: [Point]) {
        precondition(!points.isEmpty, "a gain line has at least one point")
        precondition(
            zip(points, points.dropFirst()).allSatisfy { $0.frame < $1.frame },
            "the points of a gain line are strictly ordered")
        self.points = points
    }

    /// The same gain throughout.
    public init(constant gain: Decibels) {
        points = [Point(frame: 0, gain: gain)]
    }

    /// The gain at a frame.
    public func gain(at frame: FrameCount) -> Decibels {
        guard let next = points.firstIndex(where: { $0.frame > frame }) else {
            return points[points.count - 1].gain
        }
        if next == 0 { return points[0].gain }
        let (left, right) = (points[next - 1], points[next])
        let share =
            Double((frame - left.frame).value) / Double((right.frame - left.frame).value)
        return Decibels(left.gain.value + (right.gain.value - left.gain.value) * share)
    }
}
