internal import Synchronization

/// What a thread publishes of its own punctuality, without locks.
///
/// Written by the thread itself, cleared by any, read by any.
public struct ThreadGauge: ~Copyable, Sendable {
    private let thread = Atomic<Int32>(0)
    /// Nanoseconds; -1 before the first wake-up.
    private let lateness = Atomic<Int64>(-1)
    private let frames = Atomic<Int64>(.max)

    /// A gauge that shows nothing.
    public init() {}

    /// The kernel's number of the thread; 0 before it runs. Any thread.
    public var number: Int32 { thread.load(ordering: .relaxed) }

    /// What it shows, without page faults. Any thread.
    public var health: ThreadHealth {
        let late = lateness.load(ordering: .relaxed)
        let least = frames.load(ordering: .relaxed)
        return ThreadHealth(
            thread: number, worstLateness: late < 0 ? nil : Double(late) * 1e-9,
            leastFrames: least == .max ? nil : least)
    }

    /// Says which thread it is, by the kernel's number. The thread itself.
    public func begin(_ number: Int32) { thread.store(number, ordering: .relaxed) }

    /// Forgets what was; what the thread notes at the same moment may stay. Any thread.
    public func clear() {
        lateness.store(-1, ordering: .relaxed)
        frames.store(.max, ordering: .relaxed)
    }

    /// Takes in that the thread came back so late, in nanoseconds. The thread itself.
    public func note(lateness nanoseconds: UInt64) {
        let late = Int64(clamping: nanoseconds)
        if late > lateness.load(ordering: .relaxed) { lateness.store(late, ordering: .relaxed) }
    }

    /// Takes in how many frames were left. The thread itself.
    public func note(framesLeft: Int64) {
        if framesLeft < frames.load(ordering: .relaxed) {
            frames.store(framesLeft, ordering: .relaxed)
        }
    }
}
