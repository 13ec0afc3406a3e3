/// A gain that rises by the same number of decibels each moment, from -60 dB to 0: how an output that
/// was away is heard again.
@frozen
public struct GainRise: Hashable, Sendable, BitwiseCopyable {
    /// The gain that it begins at.
    public static var least: Double { 0.001 }

    private var current = 1.0
    private var factor = 1.0
    private var remaining: Int32 = 0

    /// A gain of 1.
    public init() {}

    /// Whether the gain is 1 and stays so.
    public var isUnity: Bool { remaining == 0 }

    /// A rise that is over after so many frames, at least 100. Audio thread.
    public init(frames: Int32) {
        remaining = max(100, frames)
        current = Self.least
        // e to the power of ln 1000 / frames, by its series, which needs no library.
        let exponent = 6.907_755_278_982_137 / Double(remaining)
        var term = 1.0
        for number in 1...12 {
            term *= exponent / Double(number)
            factor += term
        }
    }

    /// Multiplies the gains of the next frames onto an envelope. Audio thread.
    mutating func multiply(_ envelope: UnsafeMutablePointer<Float>, frames: Int) {
        var number = 0
        while number < frames, remaining > 0 {
            unsafe envelope[number] *= Float(current)
            remaining -= 1
            current = remaining == 0 ? 1 : min(1, current * factor)
            number += 1
        }
    }
}
