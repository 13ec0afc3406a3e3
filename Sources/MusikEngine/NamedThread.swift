private import CMusikKernels
private import Glibc

/// A thread of our own with a name that shows in the system's tools.
@safe public final class NamedThread: @unchecked Sendable {
    // Safe to share: the handle is written once, before anybody else can see the object.
    private var handle = pthread_t()

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
        let body = unsafe Unmanaged.passRetained(
            Body(name: String(name.utf8.prefix(15)) ?? name, work: work))
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        unsafe pthread_attr_setstacksize(&attributes, stackBytes)
        let result = unsafe pthread_create(
            &handle, &attributes,
            { context in
                let body = unsafe Unmanaged<Body>.fromOpaque(context!).takeRetainedValue()
                unsafe musik_name_thread(body.name)
                body.work()
                return nil
            }, body.toOpaque())
        unsafe pthread_attr_destroy(&attributes)
        precondition(result == 0, "the system refused a thread (\(result))")
    }

    /// Waits for its end. To be called exactly once, not from an audio thread.
    public func join() { pthread_join(handle, nil) }
}
