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
    func fill(_ destination: UnsafeMutableRawPointer, frames: Int)
    func skip(frames: Int) -> Int
    func rewind(frames: Int) -> Int
    func publish(heardFrames: Int64, at nanoseconds: UInt64)
    func post(_ event: DeviceEvent)
}

extension OutputFeed: PulledFeed {
    @inline(__always)
    func fill(_ destination: UnsafeMutableRawPointer, frames: Int) {
        // The report is for outputs that end by themselves; a card plays until it is stopped.
        _ = unsafe render(into: destination, frames: frames)
    }
}
