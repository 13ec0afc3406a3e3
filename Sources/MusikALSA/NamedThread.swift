internal import CALSA
internal import Glibc

/// A detached thread of one's own: named, with a stack of known size and all signals blocked.
///
/// Signals are blocked because sound libraries start threads of their own from ours, which inherit
/// the mask: a write to a dead daemon's socket on one of them would else kill the process by
/// SIGPIPE, and the terminal's signals belong to the main thread.
enum NamedThread {
    /// Stack of every thread here.
    static let stackBytes = 512 * 1024

    private final class Work {
        let body: @Sendable () -> Void
        let name: String

        init(_ name: String, _ body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }

        /// pthread_setname_np is an extension that Swift's Glibc module doesn't show.
        func run() {
            let file = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
            if file >= 0 {
                var name = name
                _ = name.withUTF8 { unsafe write(file, $0.baseAddress, $0.count) }
                close(file)
            }
            body()
        }
    }

    /// Starts a thread.
    ///
    /// - Parameter name: at most 15 bytes, as the kernel shows them.
    /// - Throws: an error when the system gives no thread.
    static func start(
        _ name: String, _ body: @escaping @Sendable () -> Void
    ) throws(ALSAError) {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setstacksize(&attributes, stackBytes)
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        let work = unsafe Unmanaged.passRetained(Work(name, body))
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, &attributes,
            { argument in
                unsafe Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, work.toOpaque())
        if code != 0 {
            unsafe work.release()
            throw ALSAError(call: "pthread_create", code: code, device: name)
        }
    }

    /// Gives the calling thread a fixed place before all others; returns an errno, 0 for success.
    static func makeRealTime(priority: Int32) -> Int32 {
        var parameters = sched_param()
        parameters.sched_priority = priority
        return unsafe pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters)
    }

    /// Touches half of the stack, so that no page of it has to be found later.
    static func touchStack() {
        unsafe withUnsafeTemporaryAllocation(byteCount: stackBytes / 2, alignment: 16) { memory in
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
