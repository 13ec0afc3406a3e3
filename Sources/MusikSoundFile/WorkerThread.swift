internal import Glibc

/// A named thread for blocking work, with a stack of a known size.
@safe final class WorkerThread: Sendable {
    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(_ name: String, _ body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    // Written once, before anybody else sees the object.
    nonisolated(unsafe) private var thread = pthread_t()

    /// Starts the thread; `name` has at most 15 letters.
    ///
    /// - Throws: `outOfMemory` where the system refuses a thread.
    init(
        _ name: String, stackBytes: Int = 1 << 20, _ body: @escaping @Sendable () -> Void
    ) throws(SoundFileError) {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setstacksize(&attributes, stackBytes)
        let start = unsafe Unmanaged.passRetained(Start(name, body))
        let code = unsafe pthread_create(
            &thread, &attributes,
            { context in
                let start = unsafe Unmanaged<Start>.fromOpaque(context!).takeRetainedValue()
                // As pthread_setname_np, which Glibc's module leaves out.
                unsafe prctl(PR_SET_NAME, start.name)
                start.body()
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            unsafe start.release()
            throw SoundFileError(.outOfMemory, path: "", call: "pthread_create")
        }
    }

    /// Waits for the thread's end. Once.
    func join() { unsafe pthread_join(thread, nil) }
}
