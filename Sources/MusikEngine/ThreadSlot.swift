/// Holds at most one running thread, so that it can be joined exactly once from anywhere.
public final class ThreadSlot: @unchecked Sendable {
    // Safe to share: the slot is used under its monitor.
    private let monitor = Monitor()
    private var thread: NamedThread?

    /// An empty slot.
    public init() {}

    /// Starts a thread in the empty slot.
    public func start(_ name: String, work: @escaping @Sendable () -> Void) {
        monitor.locked {
            precondition(thread == nil, "the slot's thread is still running")
            thread = NamedThread(name, work: work)
        }
    }

    /// Waits for the thread's end, if there is one.
    public func join() {
        let running = monitor.locked { () -> NamedThread? in
            defer { thread = nil }
            return thread
        }
        running?.join()
    }
}
