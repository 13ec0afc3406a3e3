private import CMusikKernels
private import Glibc

/// A thread of our own with a name that shows in the system's tools.
///
/// All signals are blocked on it: libraries start threads of their own from ours, which inherit
/// the mask, and a write to a dead daemon's socket on one of them would else end the process by
/// SIGPIPE. The terminal's signals belong to the main thread.
@safe public final class NamedThread: @unchecked Sendable {
    // Safe to share: the handle is written once, before anybody else can see the object.
    private let handle: pthread_t

    /// The system gave no thread; `code` is its errno.
    public struct Refused: Error, Hashable {
        /// An errno.
        public let code: Int32
    }

    private final class Body {
        let name: String
        let work: @Sendable () -> Void
        init(name: String, work: @escaping @Sendable () -> Void) {
            self.name = name
            self.work = work
        }
    }

    /// Starts a thread; the name is cut to the 15 bytes the kernel keeps.
    ///
    /// - Parameter stackBytes: the size of its stack, set so that locking memory stays cheap.
    public init(
        _ name: String, stackBytes: Int = 1 << 20, work: @escaping @Sendable () -> Void
    ) {
        do {
            handle = try Self.create(name, stackBytes, PTHREAD_CREATE_JOINABLE, work)
        } catch {
            preconditionFailure("the system refused a thread (\(error.code))")
        }
    }

    /// The kernel's number of the calling thread, by which /proc knows it. Any thread.
    public static var currentNumber: Int32 { musik_thread_number() }

    /// Gives the calling thread a name, cut to the 15 bytes the kernel keeps; of a process's first
    /// thread it is the process's. Any thread.
    public static func nameCurrent(_ name: String) {
        unsafe musik_name_thread(kept(name))
    }

    /// As much of a name as the kernel keeps.
    private static func kept(_ name: String) -> String { String(name.utf8.prefix(15)) ?? name }

    /// Waits for its end. To be called exactly once, not from an audio thread.
    public func join() { pthread_join(handle, nil) }

    /// Starts a thread that nobody waits for, because it may never end.
    ///
    /// - Throws: where the system gives no thread.
    public static func detach(
        _ name: String, stackBytes: Int = 1 << 20, work: @escaping @Sendable () -> Void
    ) throws(Refused) {
        _ = try create(name, stackBytes, PTHREAD_CREATE_DETACHED, work)
    }

    private static func create(
        _ name: String, _ stackBytes: Int, _ state: Int, _ work: @escaping @Sendable () -> Void
    ) throws(Refused) -> pthread_t {
        let body = unsafe Unmanaged.passRetained(
            Body(name: kept(name), work: work))
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setstacksize(&attributes, stackBytes)
        unsafe pthread_attr_setdetachstate(&attributes, Int32(state))
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        var handle = pthread_t()
        let code = unsafe pthread_create(
            &handle, &attributes,
            { context in
                let body = unsafe Unmanaged<Body>.fromOpaque(context!).takeRetainedValue()
                unsafe musik_name_thread(body.name)
                body.work()
                return nil
            }, body.toOpaque())
        guard code == 0 else {
            unsafe body.release()
            throw Refused(code: code)
        }
        return handle
    }
}
