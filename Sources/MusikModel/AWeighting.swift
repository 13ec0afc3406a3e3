#if canImport(Glibc)
    private import Glibc
#endif

/// The frequency weighting A of sound level meters.
public enum AWeighting {
    /// The curve's poles in hertz (IEC 61672-1, annex E): two, one, one and two of them.
    public static let poles = (20.598_997, 107.652_65, 737.862_23, 12_194.217)

    /// The weighting of a tone in dB, 0 at 1 kHz (IEC 61672-1, annex E).
    public static func decibels(at hertz: Double) -> Double {
        20 * log10(response(hertz) / response(1000))
    }

    /// By how much the A-weighted level of any sound may pass its loudness in LUFS (ITU-R BS.1770),
    /// in dB, channels summed in both.
    ///
    /// At no frequency does the curve pass the K-weighting, the constant of -0.691 LU included, by
    /// more than 0.03 dB (at 1083 Hz); below 500 Hz and above 2 kHz it lies lower.
    public static let aboveLoudness = 0.1

    private static func response(_ hertz: Double) -> Double {
        let square = hertz * hertz
        func corner(_ pole: Double) -> Double { square + pole * pole }
        return square * square
            / (corner(poles.0) * (corner(poles.1) * corner(poles.2)).squareRoot() * corner(poles.3))
    }
}
