internal import MusikModel
internal import MusikRealtime

/// What the output loop needs of a feed; tests bring one that counts frames.
///
/// See `OutputFeed` for what each means. One thread at a time, the one that holds the call gate.
protocol PulledFeed: Sendable {
    var rate: SampleRate { get }
    var framesAhead: Int { get }
    var renderedFrames: Int64 { get }
    var urgentCommands: UInt32 { get }
    var framesReady: Int { get }
    func setFormat(_ format: SampleFormat)
    /// - Parameter deviceFrame: the first frame's number in the device's count since the stream began.
    func fill(_ destination: UnsafeMutableRawPointer, frames: Int, deviceFrame: Int64)
    /// - Parameter takesCommands: false where more is passed over at once.
    func skip(frames: Int, takesCommands: Bool) -> Int
    func rewind(frames: Int) -> Int
    func rise(frames: Int32)
    func trim(_ gain: Float)
    func publish(heardFrames: Int64, at nanoseconds: UInt64)
    func post(_ event: DeviceEvent)
    /// Since when it has been silent because another engine ended, in nanoseconds of CLOCK_MONOTONIC.
    var resumedSince: UInt64? { get }
    func publish(thread: Int32)
    func note(lateness nanoseconds: UInt64)
    func note(framesLeft: Int64)
    /// The device's count begins anew.
    func beginStream()
    /// The device's pointer was read.
    func observe(_ reading: PointerReading)
    /// The device stood still for a while, and its count goes on.
    func stoodStill()
    /// Whether this output is kept in step with another's clock: what it loses is made up for by that.
    var keepsStep: Bool { get }
    /// The frame, counted as `renderedFrames`, that the programme's clock asks for at a moment; nil
    /// where no such clock is known.
    func dueFrame(at nanoseconds: UInt64) -> Double?
    /// Whether this output is so far from the programme's clock that it is to be placed anew.
    var isAstray: Bool { get }
}

/// A reading of a device's pointer, in frames since its stream began.
struct PointerReading {
    /// Frames that have left the device.
    var played: Int64
    /// Frames handed over.
    var handed: Int64
    /// Frames rendered and not handed over.
    var pending: Int64
    /// CLOCK_MONOTONIC in nanoseconds.
    var moment: UInt64
}

/// A feed without a clock keeps to its device's, and one that nobody asks tells nothing of its
/// thread.
extension PulledFeed {
    func publish(thread: Int32) {}
    func note(lateness nanoseconds: UInt64) {}
    func note(framesLeft: Int64) {}
    func rise(frames: Int32) {}
    var resumedSince: UInt64? { nil }
    func trim(_ gain: Float) {}
    func beginStream() {}
    func stoodStill() {}
    var keepsStep: Bool { false }
    func observe(_ reading: PointerReading) {}
    func dueFrame(at nanoseconds: UInt64) -> Double? { nil }
    var isAstray: Bool { false }
}

extension OutputFeed: PulledFeed {
    @inline(__always)
    func fill(_ destination: UnsafeMutableRawPointer, frames: Int, deviceFrame: Int64) {
        // The report is for outputs that end by themselves; a card plays until it is stopped.
        _ = unsafe render(into: destination, frames: frames)
    }
}
