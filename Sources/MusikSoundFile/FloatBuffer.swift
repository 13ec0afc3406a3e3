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

    /// The first of some samples that is not a number or infinite; nil where all are finite.
    func firstNonNumber(in count: Int) -> Int? {
        // All exponent bits set; counting instead of leaving early keeps the loop a vector one.
        let exponent: UInt32 = 0x7F80_0000
        var found: UInt32 = 0
        for index in 0..<count {
            let bits = unsafe start[index].bitPattern
            found &+= bits & exponent == exponent ? 1 : 0
        }
        guard found > 0 else { return nil }
        return (0..<count).first { unsafe !start[$0].isFinite }
    }
}
