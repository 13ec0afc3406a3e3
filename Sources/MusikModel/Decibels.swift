#if canImport(Glibc)
    private import Glibc
#endif

/// A level ratio in decibels, of amplitude: 20 log10.
///
/// Also carries levels relative to full scale (dBFS, dBTP) and loudness (LUFS, LU) where the
/// declaration says so: all three add and subtract as decibels do.
@frozen
public struct Decibels: Hashable, Sendable, Comparable, BitwiseCopyable, ExpressibleByFloatLiteral,
    ExpressibleByIntegerLiteral
{
    /// The level in dB; minus infinity stands for silence.
    public var value: Double

    /// Wraps a level in dB.
    @inlinable
    public init(_ value: Double) { self.value = value }

    /// Makes literals such as `-23.0` possible.
    @inlinable
    public init(floatLiteral value: Double) { self.value = value }

    /// Makes literals such as `-23` possible.
    @inlinable
    public init(integerLiteral value: Int64) { self.value = Double(value) }

    /// The level of a linear amplitude; zero and below give minus infinity.
    public init(amplitude: Double) {
        value = amplitude > 0 ? 20 * log10(amplitude) : -.infinity
    }

    /// The level of a mean square (power); zero and below give minus infinity.
    public init(power: Double) {
        value = power > 0 ? 10 * log10(power) : -.infinity
    }

    /// The linear amplitude, 10^(dB/20).
    public var amplitude: Double { pow(10, value / 20) }

    /// The linear power, 10^(dB/10).
    public var power: Double { pow(10, value / 10) }

    /// Orders levels from quiet to loud.
    @inlinable
    public static func < (left: Decibels, right: Decibels) -> Bool { left.value < right.value }

    /// Adds levels (multiplies amplitudes).
    @inlinable
    public static func + (left: Decibels, right: Decibels) -> Decibels {
        Decibels(left.value + right.value)
    }

    /// Subtracts levels (divides amplitudes).
    @inlinable
    public static func - (left: Decibels, right: Decibels) -> Decibels {
        Decibels(left.value - right.value)
    }

    /// The opposite level (the reciprocal amplitude).
    @inlinable
    public static prefix func - (level: Decibels) -> Decibels { Decibels(-level.value) }
}

extension Decibels: Codable {
    /// Decodes a bare number; null stands for minus infinity, which JSON cannot write.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        value = container.decodeNil() ? -.infinity : try container.decode(Double.self)
    }

    /// Encodes a bare number, or null for minus infinity.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if value.isFinite { try container.encode(value) } else { try container.encodeNil() }
    }
}
