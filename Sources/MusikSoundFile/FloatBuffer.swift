/// Memory for a fixed number of floats, zero at first, owned by one value.
@safe struct FloatBuffer: ~Copyable {
    let start: UnsafeMutablePointer<Float>
    let count: Int

    init(count: Int) {
        unsafe start = .allocate(capacity: max(1, count))
        unsafe start.initialize(repeating: 0, count: max(1, count))
        self.count = count
    }

    deinit { unsafe start.deallocate() }
}
