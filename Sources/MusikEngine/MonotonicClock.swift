private import Glibc

/// The machine's monotonic clock, which nobody can set. It stands still while the machine sleeps.
public enum MonotonicClock {
    /// Nanoseconds since some moment before the machine started anything. Any thread, the audio
    /// thread included (vDSO, no system call).
    public static var nanoseconds: UInt64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }

    /// Waits so long, or until a signal that the thread doesn't block. Any thread.
    public static func sleep(nanoseconds: UInt64) {
        var time = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        unsafe nanosleep(&time, nil)
    }

    /// Looks every millisecond whether something has come true; false after the limit. Not for an
    /// audio thread.
    public static func wait(milliseconds: UInt64, until condition: () -> Bool) -> Bool {
        let end = nanoseconds + milliseconds * 1_000_000
        while !condition() {
            if nanoseconds >= end { return false }
            sleep(nanoseconds: 1_000_000)
        }
        return true
    }
}
