public import MusikModel

/// What keeps the levels of outputs within what a site allows, for every programme.
public struct LevelLimits: Sendable {
    /// What was measured of each output; nil for one that nobody measured, which nothing limits.
    public var calibrations: [SoundCalibration?]
    /// What was measured of files.
    public var analysis: @Sendable (ContentDigest) -> TrackAnalysis?

    /// Limits for outputs, in their order.
    public init(
        _ calibrations: [SoundCalibration?],
        analysis: @escaping @Sendable (ContentDigest) -> TrackAnalysis?
    ) {
        self.calibrations = calibrations
        self.analysis = analysis
    }

    /// No limits but 0 dB, for so many outputs.
    public static func none(count: Int) -> LevelLimits {
        LevelLimits(Array(repeating: nil, count: count)) { _ in nil }
    }

    /// The highest level of each output at which no second of a programme passes its ceiling, in dB,
    /// at most 0.
    public func highestLevels(for programme: Programme) -> [Decibels] {
        guard calibrations.contains(where: { $0 != nil }) else {
            return calibrations.map { _ in 0 }
        }
        let loudest = programme.loudestSecond(analysis)
        return calibrations.map { $0?.highestLevel(loudest: loudest) ?? 0 }
    }
}
