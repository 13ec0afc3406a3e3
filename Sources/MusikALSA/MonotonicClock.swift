internal import Glibc

/// CLOCK_MONOTONIC, the clock of the programme. It stands still while the machine sleeps.
enum MonotonicClock {
    /// Nanoseconds now. Any thread, the audio thread included (vDSO, no system call).
    static var now: UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Waits at least so long; signals are blocked on every thread that uses it.
    static func sleep(nanoseconds: UInt64) {
        var time = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        unsafe nanosleep(&time, nil)
    }

    /// Looks every millisecond whether something has come true; false after the limit.
    static func wait(milliseconds: UInt64, until condition: () -> Bool) -> Bool {
        let end = now + milliseconds * 1_000_000
        while !condition() {
            if now >= end { return false }
            sleep(nanoseconds: 1_000_000)
        }
        return true
    }
}
