private import Glibc

/// The machine's monotonic clock, which nobody can set.
public enum MonotonicClock {
    /// Nanoseconds since some moment before the machine started anything. Any thread.
    public static var nanoseconds: UInt64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }
}
