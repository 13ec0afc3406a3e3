/// The programme's clock as the reference output sets it: which programme frame is heard when.
///
/// The monotonic clock with the rate of the reference card. It runs on by itself at the last rate
/// while that card is away. One thread publishes at a time, the reference output's; any thread
/// reads. Neither ever waits for the other.
@safe public final class ProgrammeClock: @unchecked Sendable {
    // Safe to share: `core` is nothing but atomics.
    let core: UnsafeMutablePointer<ProgrammeClockCore>

    /// A clock that shows nothing yet.
    public init() {
        unsafe core = .allocate(capacity: 1)
        unsafe core.initialize(to: ProgrammeClockCore())
    }

    deinit {
        unsafe core.deinitialize(count: 1)
        unsafe core.deallocate()
    }

    /// Sets the clock. Audio thread of the reference output.
    #if !DEBUG
        @_noLocks
    #endif
    public func publish(_ line: ClockLine) { unsafe core.pointee.publish(line) }

    /// Stops showing anything: the programme is held. Audio thread of the reference output.
    #if !DEBUG
        @_noLocks
    #endif
    public func withdraw() {
        unsafe core.pointee.publish(ClockLine(frame: 0, moment: 0, rate: 0))
    }

    /// Reads the clock into a line kept by the reader, which stays as it is where the clock is just
    /// being written three times in a row. False where the clock shows nothing. Any thread.
    #if !DEBUG
        @_noLocks
    #endif
    public func read(into line: inout ClockLine) -> Bool { unsafe core.pointee.read(into: &line) }
}
