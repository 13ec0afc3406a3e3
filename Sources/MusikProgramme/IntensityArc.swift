public import MusikModel

/// How loud the programme is over the course of the infusion, beside the loudness of each piece.
public struct IntensityArc: Hashable, Sendable, Codable {
    /// A corner of a curve drawn by hand.
    public struct Point: Hashable, Sendable, Codable {
        /// Minutes of infusion.
        public var minute: Double
        /// Percent of the span (0 to 100), or LU.
        public var value: Double

        /// A corner.
        public init(minute: Double, value: Double) {
            self.minute = minute
            self.value = value
        }
    }

    /// What the arc follows.
    public enum Shape: Hashable, Sendable, Codable {
        /// Nothing: every piece at the target.
        case flat
        /// The plasma level by Domino's model.
        case domino
        /// The plasma level by Clements' model.
        case clements
        /// Percent of the span: straight lines between the corners, level before and after.
        case drawn([Point])
        /// LU relative to the target: straight lines between the corners, level before and after.
        case drawnLU([Point])
    }

    /// What the arc follows.
    public var shape: Shape
    /// How far 0 % lies below 100 %, in LU. 100 % plays at the loudness target: an arc in percent
    /// only ever lowers.
    public var span: Decibels = 6
    /// When the infusion runs.
    public var infusion = InfusionCourse()

    /// An arc with the usual span, over an infusion of 40 minutes that starts with the programme.
    public init(_ shape: Shape = .flat) { self.shape = shape }

    /// The fastest an arc moves the gain, in dB per second; together with the seams' slope 0.2.
    public static let steepest = 0.05

    /// The level at a minute of an infusion without a break, in LU relative to the target, before
    /// the slope is limited; a model's level is 0 % before the infusion.
    public func level(atMinute minute: Double) -> Decibels {
        var arc = self
        arc.infusion = InfusionCourse(plannedMinutes: infusion.plannedMinutes)
        return arc.curve(seconds: [minute * 60])[0]
    }

    /// The levels at moments of the timeline in seconds, in order.
    private func curve(seconds: [Double]) -> [Decibels] {
        switch shape {
        case .flat: seconds.map { _ in 0 }
        case .domino: levels(.domino, at: seconds)
        case .clements: levels(.clements, at: seconds)
        case .drawn(let points):
            seconds.map {
                let value = Self.value(of: points, at: infusion.minute(at: $0))
                return Decibels(span.value * (value / 100 - 1))
            }
        case .drawnLU(let points):
            seconds.map { Decibels(Self.value(of: points, at: infusion.minute(at: $0))) }
        }
    }

    /// The levels of a model: 100 % is the peak of the infusion as it was planned.
    private func levels(_ model: Pharmacokinetics, at seconds: [Double]) -> [Decibels] {
        let start = infusion.start
        let last = max(0, (seconds.last ?? 0) - start)
        let count = min(Int(last), 48 * 3600) + 1
        let planned = max(1, Int(infusion.plannedMinutes * 60))
        let peak = model.levels(seconds: planned) { _ in true }[planned]
        let levels = model.levels(seconds: count) { infusion.isRunning(at: start + Double($0)) }
        return seconds.map { second in
            let elapsed = second - start
            guard elapsed > 0 else { return Decibels(-span.value) }
            let index = min(Int(elapsed), levels.count - 2)
            let share = min(1, elapsed - Double(index))
            let level = levels[index] + (levels[index + 1] - levels[index]) * share
            return Decibels(span.value * (min(1, level / peak) - 1))
        }
    }

    private static func value(of points: [Point], at minute: Double) -> Double {
        guard let next = points.firstIndex(where: { $0.minute > minute }) else {
            return points.last?.value ?? 0
        }
        if next == 0 { return points[0].value }
        let (left, right) = (points[next - 1], points[next])
        return left.value + (right.value - left.value)
            * ((minute - left.minute) / (right.minute - left.minute))
    }

    /// The arc as a gain over the timeline, its slope limited, or nil where it is flat.
    ///
    /// A point every 10 s up to `seconds`. Where the curve is steeper than `steepest`, the line
    /// runs below it.
    public func line(rate: SampleRate, seconds: Double) -> GainLine? {
        if shape == .flat { return nil }
        let count = max(2, Int(seconds / 10) + 2)
        var levels = curve(seconds: (0..<count).map { Double($0) * 10 }).map(\.value)
        let step = Self.steepest * 10
        for index in 1..<count { levels[index] = min(levels[index], levels[index - 1] + step) }
        for index in (0..<count - 1).reversed() {
            levels[index] = min(levels[index], levels[index + 1] + step)
        }
        return GainLine(
            points: levels.enumerated().map { index, level in
                GainLine.Point(
                    frame: FrameCount(Int64(index) * 10 * Int64(rate.hertz)),
                    gain: Decibels(level))
            })
    }
}
