/// When an infusion runs, in seconds on a programme's timeline.
public struct InfusionCourse: Hashable, Sendable, Codable {
    /// A stretch in which it runs.
    public struct Run: Hashable, Sendable, Codable {
        /// Its first moment; may lie before the timeline.
        public var from: Double
        /// Its end.
        public var to: Double

        /// A stretch of some length, or of none.
        public init(from: Double, to: Double) {
            precondition(from <= to, "a stretch ends after it began")
            self.from = from
            self.to = to
        }
    }

    /// The planned length in minutes.
    public let plannedMinutes: Double
    /// The stretches in which it runs, in order; never empty.
    public let runs: [Run]

    /// An infusion without a break.
    /// - Parameter start: its first moment.
    public init(plannedMinutes: Double = 40, start: Double = 0) {
        self.plannedMinutes = plannedMinutes
        runs = [Run(from: start, to: start + plannedMinutes * 60)]
    }

    /// An infusion that was held, began late or ended early: the stretches in which it runs, in
    /// order, at least one.
    public init(plannedMinutes: Double, runs: [Run]) {
        precondition(!runs.isEmpty, "an infusion that has begun runs")
        precondition(zip(runs, runs.dropFirst()).allSatisfy { $0.to <= $1.from }, "in order")
        self.plannedMinutes = plannedMinutes
        self.runs = runs
    }

    /// When it begins.
    public var start: Double { runs[0].from }

    /// When it ends.
    public var end: Double { runs[runs.count - 1].to }

    /// Whether any of its moments lies elsewhere than another's by more than so many seconds.
    public func departs(from other: InfusionCourse, by seconds: Double) -> Bool {
        guard runs.count == other.runs.count else { return true }
        return zip(runs, other.runs).contains {
            abs($0.from - $1.from) > seconds || abs($0.to - $1.to) > seconds
        }
    }

    /// Whether it runs at a moment.
    func isRunning(at second: Double) -> Bool {
        runs.contains { $0.from <= second && second < $0.to }
    }

    /// The minute of the planned infusion that a moment stands for: what ran so far, pauses left
    /// out; after its end, early or not, what follows the planned end. Negative before it began.
    func minute(at second: Double) -> Double {
        if second < start { return (second - start) / 60 }
        if second >= end { return plannedMinutes + (second - end) / 60 }
        return runs.reduce(0) { $0 + max(0, min(second, $1.to) - $1.from) } / 60
    }
}
