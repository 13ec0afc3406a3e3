/// A vertical scale: greater values stand higher.
struct ChartScale: Hashable, Sendable {
    private let values: ClosedRange<Double>
    private let top: Double
    private let bottom: Double
    /// The values that get a line.
    private(set) var ticks: [Double] = []

    /// Spreads values between two heights.
    init(_ values: ClosedRange<Double>, top: Double, bottom: Double) {
        self.values = values
        self.top = top
        self.bottom = bottom
    }

    /// Spreads whole steps around values, at least two, up to a limit that no value passes.
    init(
        around values: [Int], step: Double, limit: Double = .infinity, top: Double, bottom: Double
    ) {
        let most = (limit / step).rounded(.down)
        let low = min(most - 2, (Double(values.min() ?? 0) / step).rounded(.down))
        let high = min(most, max(low + 2, (Double(values.max() ?? 0) / step).rounded(.up)))
        self.init(low * step...high * step, top: top, bottom: bottom)
        ticks = (0...Int(high - low)).map { (low + Double($0)) * step }
    }

    /// The height of a value.
    func y(_ value: Double) -> Double {
        let share = (value - values.lowerBound) / (values.upperBound - values.lowerBound)
        return bottom - share * (bottom - top)
    }
}
