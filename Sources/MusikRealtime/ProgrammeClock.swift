internal import Synchronization

/// The programme's clock as the reference output sets it: which programme frame is heard when.
///
/// The monotonic clock with the rate of the reference card. It runs on by itself at the last rate
/// while that card is away. One thread publishes at a time, the reference output's; any thread
/// reads. Neither ever waits for the other.
public final class ProgrammeClock: Sendable {
    // A count that is odd while the three numbers are being written, and changes with each writing.
    private let sequence = Atomic<UInt64>(0)
    private let frame = Atomic<UInt64>(0)
    private let moment = Atomic<UInt64>(0)
    private let rate = Atomic<UInt64>(0)

    /// A clock that shows nothing yet.
    public init() {}

    /// Sets the clock. Audio thread of the reference output.
    #if !DEBUG
        @_noLocks
    #endif
    public func publish(_ line: ClockLine) {
        sequence.wrappingAdd(1, ordering: .sequentiallyConsistent)
        frame.store(line.frame.bitPattern, ordering: .sequentiallyConsistent)
        moment.store(line.moment, ordering: .sequentiallyConsistent)
        rate.store(line.rate.bitPattern, ordering: .sequentiallyConsistent)
        sequence.wrappingAdd(1, ordering: .sequentiallyConsistent)
    }

    /// Stops showing anything: the programme is held. Audio thread of the reference output.
    #if !DEBUG
        @_noLocks
    #endif
    public func withdraw() { publish(ClockLine(frame: 0, moment: 0, rate: 0)) }

    /// Reads the clock into a line kept by the reader, which stays as it is where the clock is just
    /// being written three times in a row. False where the clock shows nothing. Any thread.
    #if !DEBUG
        @_noLocks
    #endif
    public func read(into line: inout ClockLine) -> Bool {
        for _ in 0..<3 {
            let before = sequence.load(ordering: .sequentiallyConsistent)
            let read = ClockLine(
                frame: Double(bitPattern: frame.load(ordering: .sequentiallyConsistent)),
                moment: moment.load(ordering: .sequentiallyConsistent),
                rate: Double(bitPattern: rate.load(ordering: .sequentiallyConsistent)))
            if before % 2 == 0, sequence.load(ordering: .sequentiallyConsistent) == before {
                line = read
                break
            }
        }
        return line.rate > 0
    }
}
