internal import Synchronization

/// Passes open devices between the thread that opens and closes them and the loop that plays.
///
/// A device is a pointer to heap memory, owned by whoever holds it; 0 is none, 1 means that no
/// device is taken any more.
struct DeviceExchange: ~Copyable {
    typealias Pointer = UnsafeMutablePointer<PCMDevice>

    private let ready = Atomic<UInt>(0)
    private let discarded = Atomic<UInt>(0)
    private let wanted = Atomic<Bool>(true)

    /// Whether the loop is without a device and nobody has promised it one.
    var isWanted: Bool { wanted.load(ordering: .acquiring) }

    /// Whether a device waits to be closed.
    var hasDiscarded: Bool { discarded.load(ordering: .acquiring) != 0 }

    /// The loop has lost its device and would like another. Audio thread.
    func want() { wanted.store(true, ordering: .releasing) }

    /// Moves an open device to where the loop finds it; closes it when none is wanted any more,
    /// because an earlier attempt that took long came first, or the output was stopped.
    func offer(_ device: consuming PCMDevice) {
        let isFirst = wanted.compareExchange(
            expected: true, desired: false, ordering: .acquiringAndReleasing
        ).exchanged
        guard isFirst else { return }
        let pointer = Pointer.allocate(capacity: 1)
        unsafe pointer.initialize(to: device)
        let isPlaced = ready.compareExchange(
            expected: 0, desired: UInt(bitPattern: pointer), ordering: .acquiringAndReleasing
        ).exchanged
        if !isPlaced { unsafe Self.close(pointer) }
    }

    /// Takes the device that is ready, once the one before has been fetched. Audio thread.
    func take() -> Pointer? {
        guard discarded.load(ordering: .acquiring) == 0 else { return nil }
        return unsafe Pointer(
            bitPattern: ready.exchange(0, ordering: .acquiringAndReleasing))
    }

    /// Leaves a device to be closed elsewhere: closing may wait for another process. Audio thread.
    ///
    /// The place is free: `take` gives no device before it is.
    func discard(_ device: Pointer) {
        discarded.store(UInt(bitPattern: device), ordering: .releasing)
    }

    /// Closes what the loop left. Not on an audio thread.
    func closeDiscarded() {
        if let pointer = unsafe Pointer(
            bitPattern: discarded.exchange(0, ordering: .acquiringAndReleasing))
        {
            unsafe Self.close(pointer)
        }
    }

    /// Refuses devices from now on and closes the one that was ready. After the loop's end.
    func shut() {
        let left = ready.exchange(1, ordering: .acquiringAndReleasing)
        if left > 1, let pointer = unsafe Pointer(bitPattern: left) { unsafe Self.close(pointer) }
    }

    /// Closes a device and frees its memory; may wait for another process.
    static func close(_ pointer: Pointer) {
        unsafe pointer.deinitialize(count: 1)
        unsafe pointer.deallocate()
    }
}
