public import MusikModel

/// STUB for building against: the interface of what an output thread pulls from.
@safe public struct OutputFeed: @unchecked Sendable {
    /// What one call of `render` did.
    public struct Report: Sendable {
        /// Nothing has started yet: the frames are silence before the first programme frame.
        public var isIdle: Bool
        /// Frames that had to be silence because the mixer had not kept up.
        public var starvedFrames: Int
        /// Everything planned and commanded has been delivered; only silence follows.
        public var isFinished: Bool
    }
    /// Fills `frames` interleaved stereo frames of the device's format. Audio thread.
    public func render(into destination: UnsafeMutableRawPointer, frames: Int) -> Report {
        unsafe destination.initializeMemory(as: UInt8.self, repeating: 0, count: frames * 4)
        return Report(isIdle: true, starvedFrames: 0, isFinished: false)
    }
    /// Lets time pass for a device that is not there: as `render`, without samples. Returns the
    /// frames really skipped. Audio thread.
    public func skip(frames: Int) -> Int { frames }
    /// Takes back the last rendered frames, because the device dropped them unheard: the next
    /// `render` delivers them again, after commands posted meanwhile, with a 10 ms fade from
    /// silence. Returns how many frames were taken back (at most one second). Audio thread.
    public func rewind(frames: Int) -> Int { frames }
    /// Counts pause, talk over and quiet commands (not their ends). A device with a long buffer
    /// that sees it change drops its buffer, rewinds by what was unheard and goes on. Any thread.
    public var urgentCommands: UInt32 { 0 }
    /// The format `render` writes; set by the output before its first `render` and at every
    /// re-opening. Audio thread or before it starts.
    public func setFormat(_ format: SampleFormat) {}
    /// The rate of the frames.
    public var rate: SampleRate { .standard }
    /// Says which rendered frame (counted since the feed was made, rewinds taken back) left the
    /// device at a moment of CLOCK_MONOTONIC in nanoseconds. Audio thread.
    public func publish(heardFrames: Int64, at nanoseconds: UInt64) {}
    /// Frames rendered or skipped since the feed was made, rewinds taken back. Audio thread.
    public var renderedFrames: Int64 { 0 }
    /// Posts an event to the session through a bounded ring; a full ring counts it. Audio thread.
    public func post(_ event: DeviceEvent) {}
}
