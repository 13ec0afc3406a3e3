internal import Glibc
internal import MusikEngine

/// What the threads around a device need besides a name.
extension NamedThread {
    /// Stack of every thread here.
    private static let outputStackBytes = 512 * 1024

    /// Starts a thread that nobody waits for: a device call on it may never return.
    ///
    /// - Throws: an error when the system gives no thread.
    static func start(
        _ name: String, _ work: @escaping @Sendable () -> Void
    ) throws(ALSAError) {
        do {
            try detach(name, stackBytes: outputStackBytes, work: work)
        } catch {
            throw ALSAError(call: "pthread_create", code: error.code, device: name)
        }
    }

    /// Gives the calling thread a fixed place before all others; returns an errno, 0 for success.
    static func makeRealTime(priority: Int32) -> Int32 {
        var parameters = sched_param()
        parameters.sched_priority = priority
        return unsafe pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters)
    }

    /// Gives the calling thread an ordinary place again, whatever it inherited; returns an errno.
    static func makeOrdinary() -> Int32 {
        var parameters = sched_param()
        return unsafe pthread_setschedparam(pthread_self(), SCHED_OTHER, &parameters)
    }

    /// Touches half of the stack, so that no page of it has to be found later.
    static func touchStack() {
        let count = outputStackBytes / 2
        unsafe withUnsafeTemporaryAllocation(byteCount: count, alignment: 16) { memory in
            unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
            unsafe blackHole(memory.baseAddress!)
        }
    }

    /// Keeps the optimiser from dropping the writes before it.
    @inline(never)
    private static func blackHole(_ pointer: UnsafeMutableRawPointer) {
        unsafe pointer.storeBytes(of: 1, as: UInt8.self)
    }
}
