internal import MusikEngine
internal import MusikRecord

#if canImport(Glibc)
    internal import Glibc
#endif

extension RecordClock {
    /// The machine's own clocks.
    static let system = RecordClock(
        wall: {
            var now = timespec()
            unsafe clock_gettime(CLOCK_REALTIME, &now)
            return WallTime(microseconds: Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000)
        }, monotonicNanoseconds: { MonotonicClock.nanoseconds })
}
