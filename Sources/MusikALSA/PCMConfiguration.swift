public import MusikModel
public import MusikRealtime

/// What a device agreed to, read back after it was set.
public struct PCMConfiguration: Hashable, Sendable {
    /// What a device refused and is used without.
    public enum Deviation: Hashable, Sendable {
        /// It stops by itself when it runs dry, instead of playing zeros: every late wake-up is an
        /// under-run that has to be recovered.
        case stopsWhenDry
        /// Its buffer isn't filled with zeros behind the last frame.
        case noSilenceFill
        /// Its time stamps are not of the monotonic clock; the moment of reading is taken instead.
        case noMonotonicStamps
    }

    /// Sample format.
    public var format: SampleFormat
    /// Rate, exactly the one asked for.
    public var rate: SampleRate
    /// Frames the device holds at most.
    public var bufferFrames: Int
    /// Frames between two wake-ups of the device.
    public var periodFrames: Int
    /// Who moves the frames.
    public var backend: DeviceBackend
    /// What was refused; going on without is decided here and shown by `doctor`.
    public var deviations: Set<Deviation>

    /// So much waits in the device that a command for quiet has to drop it: over 100 ms.
    public var hasLongBuffer: Bool { bufferFrames * 10 > rate.hertz }
}

/// How long a device's buffer should be.
struct BufferGoal {
    var bufferFrames: Int
    var periodFrames: Int

    /// 50 ms in periods of 10 ms on a card; 450 ms in periods of 50 ms where another process
    /// plays; both can be told otherwise.
    init(backend: DeviceBackend, milliseconds: Int?, rate: SampleRate, longestPeriod: Int) {
        let usual = backend == .served ? 450 : 50
        let buffer = milliseconds ?? usual
        let period = backend == .served ? max(buffer / 9, 1) : max(buffer / 5, 1)
        bufferFrames = rate.hertz * buffer / 1000
        periodFrames = min(rate.hertz * period / 1000, longestPeriod)
    }
}
