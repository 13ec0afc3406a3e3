internal import Glibc
internal import MusikEngine
internal import Synchronization

/// What the system lets a session do so that its sound is never late.
public struct RealTimeRights: Hashable, Sendable {
    /// How much of the process's memory stays in RAM.
    public enum MemoryLock: Hashable, Sendable {
        /// What is there and whatever comes.
        case everything
        /// What is there now; what comes later isn't locked, because the limit is finite.
        case presentOnly
        /// Nothing; the errno of `mlockall`.
        case refused(code: Int32)
    }

    /// How much memory is locked.
    public var memoryLock: MemoryLock
    /// The errno of trying SCHED_FIFO, 0 where it is allowed.
    public var schedulingCode: Int32
    /// The priority tried.
    public var priority: Int32
    /// RLIMIT_RTTIME in microseconds, nil without a limit: a real-time thread that computes so
    /// long without waiting once is killed together with its process.
    public var longestRunMicroseconds: UInt64?

    /// Whether the audio threads have all they ask for.
    public var isComplete: Bool { memoryLock == .everything && schedulingCode == 0 }

    /// The priority of output threads unless told otherwise: above the usual desktop sound server
    /// (5 to 20) and JACK (10), below a kernel's threaded interrupts on a tuned machine (80 and up).
    public static let outputPriority: Int32 = 70

    /// The priority of a thread that works ahead of the outputs: above all ordinary work, below the
    /// desktop's sound servers, which must not wait for it.
    public static let aheadPriority: Int32 = 4

    /// Gives the calling thread `aheadPriority` where the rights are there.
    ///
    /// Only for a thread that keeps time: one that computed on without a wait would be killed where
    /// RLIMIT_RTTIME is finite, and where it is below 100 ms nothing is changed. Any thread but an
    /// audio thread.
    public func raiseThreadAhead() {
        guard schedulingCode == 0, longestRunMicroseconds ?? .max >= 100_000 else { return }
        // Refused means as before: `schedulingCode` has told of it already.
        _ = NamedThread.makeRealTime(priority: Self.aheadPriority)
    }

    /// Locks memory and finds out what else is allowed. Once per process, before sound starts; not
    /// on an audio thread.
    ///
    /// Pages are locked as they are touched (MCL_ONFAULT), so that the large reserved and never
    /// used ranges of a process cost nothing.
    public static func acquire(priority: Int32 = outputPriority) -> RealTimeRights {
        var limit = rlimit()
        unsafe getrlimit(rttime, &limit)
        return RealTimeRights(
            memoryLock: lockMemory(), schedulingCode: trial(priority), priority: priority,
            longestRunMicroseconds: limit.rlim_cur == unlimited ? nil : UInt64(limit.rlim_cur))
    }

    private static let unlimited = ~rlim_t(0)
    /// RLIMIT_RTTIME, RLIMIT_MEMLOCK and MCL_ONFAULT of Linux, which Swift's Glibc module doesn't
    /// show.
    private static let rttime = __rlimit_resource_t(15)
    private static let memlock = __rlimit_resource_t(8)
    private static let onFault: Int32 = 4

    /// With a finite limit and MCL_FUTURE every later mapping that passes the limit fails, so a
    /// decoder's `malloc` or a thread's stack would fail in the middle of a session: then only what
    /// is there is locked.
    private static func lockMemory() -> MemoryLock {
        var limit = rlimit()
        unsafe getrlimit(memlock, &limit)
        if limit.rlim_cur == unlimited || mayLockWithoutLimit() {
            if mlockall(Int32(MCL_CURRENT) | Int32(MCL_FUTURE) | onFault) == 0 {
                return .everything
            }
        } else if mlockall(Int32(MCL_CURRENT) | onFault) == 0 {
            return .presentOnly
        }
        return .refused(code: errno)
    }

    /// CAP_IPC_LOCK, bit 14 of the effective set: it lifts RLIMIT_MEMLOCK.
    private static func mayLockWithoutLimit() -> Bool {
        guard let status = ProcFile.text("/proc/self/status"),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("CapEff:") }),
            let set = UInt64(line.dropFirst(7).drop { $0 == "\t" || $0 == " " }, radix: 16)
        else { return false }
        return set & (1 << 14) != 0
    }

    /// Tries the priority on a thread of its own, so that the caller keeps its own scheduling.
    private static func trial(_ priority: Int32) -> Int32 {
        let outcome = Outcome()
        do {
            try NamedThread.start("musik-rights") {
                outcome.code.store(
                    NamedThread.makeRealTime(priority: priority), ordering: .releasing)
            }
        } catch {
            return error.code
        }
        let answered = MonotonicClock.wait(milliseconds: 1000) {
            outcome.code.load(ordering: .acquiring) >= 0
        }
        return answered ? outcome.code.load(ordering: .acquiring) : ETIMEDOUT
    }

    private final class Outcome: Sendable {
        let code = Atomic<Int32>(-1)
    }
}
