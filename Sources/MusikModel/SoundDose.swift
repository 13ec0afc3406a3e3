/// How much of a week's allowance of sound an exposure takes.
///
/// WHO and ITU-T, recommendation H.870 (Guidelines for safe listening devices/systems), adults (mode 1):
/// 80 dBA for 40 hours in seven days are 100 %, which is an exposure of 1.6 Pa²h; equal energies count
/// alike, so that 3 dB more halve the time.
public enum SoundDose {
    /// The week's allowance in pascals squared times hours.
    public static let allowance = 1.6
    /// The pressure of 0 dB, in pascals (ISO 1683).
    public static let referencePressure = 20e-6

    /// Per cent of the week's allowance.
    ///
    /// - Parameters:
    ///   - exposure: seconds times mean square, of which full scale is 1, A-weighted.
    ///   - fullScale: the sound level of full scale, in dBA.
    public static func percent(exposure: Double, fullScale: Double) -> Double {
        let square = referencePressure * referencePressure * Decibels(fullScale).power
        return exposure * square / 3600 / allowance * 100
    }
}
