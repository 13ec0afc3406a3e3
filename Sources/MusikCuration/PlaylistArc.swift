/// The intensity that is wanted over the window.
public struct PlaylistArc: Hashable, Sendable, Codable {
    /// What is wanted at equal steps from the window's start to its end: 0 for the library's
    /// calm end, 1 for its intense end, straight lines between.
    public var levels: [Double]
    /// Where the peak is, as a share of the window; nil where there is none.
    public var peak: Double?

    /// The same intensity all along.
    public static let flat = PlaylistArc(levels: [0.5])

    /// Follows levels; the peak is the middle of the highest ones unless told.
    public init(levels: [Double], peak: Double? = nil) {
        precondition(!levels.isEmpty, "an arc has a level")
        self.levels = levels
        self.peak = peak ?? Self.highest(levels)
    }

    private static func highest(_ levels: [Double]) -> Double? {
        guard let top = levels.max(), let low = levels.min(), top > low else { return nil }
        let first = levels.firstIndex(of: top)!
        let last = levels.lastIndex(of: top)!
        return Double(first + last) / 2 / Double(levels.count - 1)
    }

    /// The level at a share of the window, 0 to 1.
    public func level(at share: Double) -> Double {
        let place = min(max(share, 0), 1) * Double(levels.count - 1)
        let index = min(Int(place), levels.count - 1)
        guard index + 1 < levels.count else { return levels[index] }
        return levels[index] + (levels[index + 1] - levels[index]) * (place - Double(index))
    }

    /// How near a share of the window is to the peak: 1 there, 0 from a tenth of the window away.
    public func nearness(at share: Double) -> Double {
        guard let peak else { return 0 }
        return max(0, 1 - abs(share - peak) / 0.1)
    }
}
