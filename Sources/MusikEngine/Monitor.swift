private import Glibc

/// A lock with a condition, waited on in bounded time. Never for an audio thread.
@safe public final class Monitor: @unchecked Sendable {
    // Safe to share: both C objects are made for sharing and never move.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    /// A lock nobody holds.
    public init() {
        unsafe pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        // Waits must not change length when somebody sets the wall clock.
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Runs a body under the lock.
    public func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try body()
    }

    /// Waits, inside `locked`, until signalled or the time is up.
    public func wait(milliseconds: Int) { wait(microseconds: milliseconds * 1000) }

    /// Waits, inside `locked`, until signalled or the time is up.
    public func wait(microseconds: Int) {
        var until = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &until)
        let nanoseconds = until.tv_nsec + microseconds * 1000
        until.tv_sec += nanoseconds / 1_000_000_000
        until.tv_nsec = nanoseconds % 1_000_000_000
        unsafe pthread_cond_timedwait(condition, mutex, &until)
    }

    /// Wakes everybody who waits.
    public func signal() { unsafe pthread_cond_broadcast(condition) }
}
