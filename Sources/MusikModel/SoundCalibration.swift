/// How loud an output is where it is heard, as a site measured it, and how loud it may be.
public struct SoundCalibration: Hashable, Sendable, Codable {
    /// How an output's channels come to the ears.
    public enum Hearing: String, Hashable, Sendable, Codable {
        /// One channel to each ear: headphones.
        case eachEar
        /// All channels to both: loudspeakers.
        case bothEars
    }

    /// How it is heard.
    public var hearing: Hearing
    /// The sound level in dBA at the ear or the place of listening, extrapolated to noise whose
    /// A-weighted mean square is 1 (full scale) in each of both channels, at a level of 0 dB.
    public var fullScale: Double
    /// The highest sound level that may come about there, in dBA over any second.
    public var ceiling: Double

    /// A calibration; see `problem` for its ranges.
    public init(hearing: Hearing, fullScale: Double, ceiling: Double) {
        self.hearing = hearing
        self.fullScale = fullScale
        self.ceiling = ceiling
    }

    /// What makes the figures impossible; nil where they may be.
    public var problem: String? {
        if !(60...160).contains(fullScale) { return "a device is 60 to 160 dBA loud at full scale" }
        if !(40...100).contains(ceiling) { return "a ceiling is 40 to 100 dBA" }
        return nil
    }

    /// The highest level in dB, at most 0, at which a sound stays below the ceiling.
    ///
    /// A bound, not an estimate: the sound counts as loud as its loudness lets it be, all of it in one
    /// channel.
    /// - Parameter loudest: the loudness of its loudest second at a level of 0 dB, in LUFS.
    public func highestLevel(loudest: Decibels) -> Decibels {
        let level = ceiling - fullScale - AWeighting.aboveLoudness - loudest.value
        return Decibels(min(0, level))
    }
}
