private import Synchronization

/// A bounded queue of plain values from one producer thread to one consumer thread, without locks.
///
/// A full ring refuses the value and counts it. The real-time check of the release build happens
/// where the functions are used, because it needs a concrete value type.
@safe struct ValueRing<Value: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
    // Safe to share: each slot is written only by the producer before `head` passes it and read
    // only by the consumer before `tail` does.
    private let slots: UnsafeMutablePointer<Value>
    private let mask: Int
    private let head = Atomic<Int>(0)
    private let tail = Atomic<Int>(0)
    private let refused = Atomic<Int>(0)

    /// A ring of `capacity` places, a power of two, filled with a value so that the memory is
    /// touched.
    init(capacity: Int, filler: Value) {
        precondition(capacity > 0 && capacity & (capacity - 1) == 0, "a power of two")
        unsafe slots = .allocate(capacity: capacity)
        unsafe slots.initialize(repeating: filler, count: capacity)
        mask = capacity - 1
    }

    deinit { unsafe slots.deallocate() }

    /// How many values were refused so far. Any thread.
    var refusedCount: Int { refused.load(ordering: .relaxed) }

    /// Appends a value; false when the ring is full. Producer thread.
    @inline(__always)
    func push(_ value: Value) -> Bool {
        let position = head.load(ordering: .relaxed)
        guard position - tail.load(ordering: .acquiring) <= mask else {
            refused.wrappingAdd(1, ordering: .relaxed)
            return false
        }
        unsafe slots[position & mask] = value
        head.store(position + 1, ordering: .releasing)
        return true
    }

    /// Takes the oldest value. Consumer thread.
    @inline(__always)
    func pop() -> Value? {
        let position = tail.load(ordering: .relaxed)
        guard position < head.load(ordering: .acquiring) else { return nil }
        let value = unsafe slots[position & mask]
        tail.store(position + 1, ordering: .releasing)
        return value
    }
}
