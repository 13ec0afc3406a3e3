/// A number of frames, or a position counted in frames from a stated origin.
///
/// A *frame* is one sample per channel. Which clock the frames belong to (a source's own rate or
/// the programme's) is stated where the value is declared.
@frozen
public struct FrameCount: Hashable, Sendable, Comparable, BitwiseCopyable,
    ExpressibleByIntegerLiteral
{
    /// The count; negative only as the result of a subtraction.
    public var value: Int64

    /// Wraps a count of frames.
    @inlinable
    public init(_ value: Int64) { self.value = value }

    /// Wraps a count of frames.
    @inlinable
    public init(_ value: Int) { self.value = Int64(value) }

    /// Makes literals such as `let start: FrameCount = 0` possible.
    @inlinable
    public init(integerLiteral value: Int64) { self.value = value }

    /// No frames, or the origin.
    public static var zero: FrameCount { 0 }

    /// Orders counts by value.
    @inlinable
    public static func < (left: FrameCount, right: FrameCount) -> Bool { left.value < right.value }

    /// The sum of two counts.
    @inlinable
    public static func + (left: FrameCount, right: FrameCount) -> FrameCount {
        FrameCount(left.value + right.value)
    }

    /// The difference of two counts.
    @inlinable
    public static func - (left: FrameCount, right: FrameCount) -> FrameCount {
        FrameCount(left.value - right.value)
    }

    /// Adds in place.
    @inlinable
    public static func += (left: inout FrameCount, right: FrameCount) { left.value += right.value }

    /// Subtracts in place.
    @inlinable
    public static func -= (left: inout FrameCount, right: FrameCount) { left.value -= right.value }

    /// The length in seconds at a rate.
    @inlinable
    public func seconds(at rate: SampleRate) -> Double { Double(value) / Double(rate.hertz) }

    /// The count nearest to a length in seconds at a rate.
    @inlinable
    public init(seconds: Double, at rate: SampleRate) {
        self.init(Int64((seconds * Double(rate.hertz)).rounded()))
    }

    /// The same moment counted at another rate, to the nearest frame (halves go up).
    ///
    /// Exact integer arithmetic, so that sums of converted positions never drift.
    @inlinable
    public func converted(from source: SampleRate, to target: SampleRate) -> FrameCount {
        if source == target { return self }
        let numerator = value.multipliedFullWidth(by: Int64(target.hertz))
        let half = Int64(source.hertz) / 2
        let low = numerator.low.addingReportingOverflow(UInt64(half))
        let high = numerator.high + (low.overflow ? 1 : 0)
        let divided = Int64(source.hertz).dividingFullWidth((high, low.partialValue))
        return FrameCount(divided.remainder < 0 ? divided.quotient - 1 : divided.quotient)
    }
}

extension FrameCount: Codable {
    /// Decodes a bare integer.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(Int64.self))
    }

    /// Encodes a bare integer.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
