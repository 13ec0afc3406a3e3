internal import Synchronization

/// The numbers of a `ProgrammeClock`, where an audio thread can reach them without counting
/// references.
struct ProgrammeClockCore: ~Copyable {
    // A count that is odd while the three numbers are being written, and changes with each writing.
    private let sequence = Atomic<UInt64>(0)
    private let frame = Atomic<UInt64>(0)
    private let moment = Atomic<UInt64>(0)
    private let rate = Atomic<UInt64>(0)

    /// Writes the three that must be read together. One thread at a time.
    func publish(_ line: ClockLine) {
        sequence.wrappingAdd(1, ordering: .sequentiallyConsistent)
        frame.store(line.frame.bitPattern, ordering: .sequentiallyConsistent)
        moment.store(line.moment, ordering: .sequentiallyConsistent)
        rate.store(line.rate.bitPattern, ordering: .sequentiallyConsistent)
        sequence.wrappingAdd(1, ordering: .sequentiallyConsistent)
    }

    /// Reads the three unless they are being written three times in a row; false where they show
    /// nothing. Audio thread.
    func read(into line: inout ClockLine) -> Bool {
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
