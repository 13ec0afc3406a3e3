/// What an output has handed over so far, weighted as ears are.
public struct SoundExposure: Hashable, Sendable, BitwiseCopyable, Codable {
    /// Seconds times the A-weighted mean square of the left channel, of which full scale is 1.
    public var left: Double
    /// The same of the right channel.
    public var right: Double

    /// An exposure of two channels, nothing unless told otherwise.
    public init(left: Double = 0, right: Double = 0) {
        self.left = left
        self.right = right
    }

    /// The exposure at the place where a calibration was measured, in the same unit: of the louder
    /// ear under headphones, of both channels where both are heard.
    ///
    /// Two loudspeakers are taken as they were measured, with sound that differs between them.
    public func heard(_ hearing: SoundCalibration.Hearing) -> Double {
        switch hearing {
        case .eachEar: max(left, right)
        case .bothEars: (left + right) / 2
        }
    }
}
