/// What an output thread has to say of its device.
///
/// A plain value of fixed size, so that it crosses a lock-free ring.
@frozen
public struct DeviceEvent: Hashable, Sendable, BitwiseCopyable, Codable {
    /// What happened.
    @frozen
    public enum Kind: UInt8, Hashable, Sendable, BitwiseCopyable, Codable {
        /// The device is open and its stream runs.
        case opened
        /// An under-run was recovered; `frames` were lost by the clock.
        case underrun
        /// Time was lost without any error from the device; `frames` by the pointer's rate.
        case lostTime
        /// The device is gone or no longer makes progress; `code` is the errno.
        case lost
        /// The device is back; `frames` passed while it was away.
        case recovered
        /// The system slept (ESTRPIPE) and the device was resumed.
        case resumed
        /// The buffer was dropped for an urgent command; `frames` were unheard and taken back.
        case dropped
        /// Real-time rights or locked memory were refused; `code` is the errno.
        case rightsRefused
        /// The card's own volume was written and read back as wanted; `hundredths` is that volume.
        case volumeSet
        /// The card's own volume was another one, and was put back; `hundredths` is by how much it
        /// had been louder, negative where it had been softer.
        case volumeRestored
        /// The card's own volume can't be put back or not be read; `code` is the errno, 0 where the
        /// card took another one. `hundredths` is by how much it is louder than wanted, which the
        /// programme's own gain makes up for; 0 where it isn't, or nobody knows.
        case volumeRefused
    }
    /// What happened.
    public var kind: Kind
    /// An errno, positive, or 0.
    public var code: Int32
    /// Frames concerned, or 0.
    public var frames: Int64
    /// Hundredths of a decibel concerned, or 0.
    public var hundredths: Int32
    /// When, in nanoseconds of CLOCK_MONOTONIC.
    public var nanoseconds: UInt64

    /// Describes an event.
    public init(
        kind: Kind, code: Int32 = 0, frames: Int64 = 0, hundredths: Int32 = 0, nanoseconds: UInt64
    ) {
        self.kind = kind
        self.code = code
        self.frames = frames
        self.hundredths = hundredths
        self.nanoseconds = nanoseconds
    }
}
