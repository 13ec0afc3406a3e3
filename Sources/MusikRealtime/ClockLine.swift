/// Which frame belongs to which moment: a point and a rate.
///
/// Frames are doubles because a clock stands between two frames nearly always; a day of 192 kHz is
/// exact to a hundred-thousandth of a frame.
@frozen
public struct ClockLine: Hashable, Sendable, BitwiseCopyable {
    /// The frame at `moment`.
    public var frame: Double
    /// CLOCK_MONOTONIC in nanoseconds.
    public var moment: UInt64
    /// Frames per second of the monotonic clock.
    public var rate: Double

    /// A line through a point.
    @inlinable
    public init(frame: Double, moment: UInt64, rate: Double) {
        self.frame = frame
        self.moment = moment
        self.rate = rate
    }

    /// The frame at a moment, before or after the line's own. Any thread.
    @inlinable
    public func frame(at nanoseconds: UInt64) -> Double {
        frame + Double(Int64(bitPattern: nanoseconds &- moment)) * rate * 1e-9
    }

    /// The moment of a frame, to the nanosecond below. Any thread.
    @inlinable
    public func moment(of frame: Double) -> UInt64 {
        moment &+ UInt64(bitPattern: Int64((frame - self.frame) / rate * 1e9))
    }

    /// The same clock counted from another frame: `frames` are added to each. Any thread.
    @inlinable
    public func advanced(by frames: Double) -> ClockLine {
        ClockLine(frame: frame + frames, moment: moment, rate: rate)
    }

    /// The same frames so much later. Any thread.
    @inlinable
    public func delayed(by nanoseconds: Int64) -> ClockLine {
        ClockLine(
            frame: frame, moment: moment &+ UInt64(bitPattern: nanoseconds), rate: rate)
    }
}
