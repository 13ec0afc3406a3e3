/// Bounds-checked reading of a part of a file held in memory.
@safe struct ByteView: Sendable {
    // Keeps `base` alive; nil where the caller guarantees it.
    private let owner: SoundFileBytes?
    nonisolated(unsafe) private let base: UnsafeRawPointer
    let count: Int

    init(owner: SoundFileBytes?, base: UnsafeRawPointer, count: Int) {
        self.owner = owner
        unsafe self.base = unsafe base
        self.count = count
    }

    subscript(offset: Int) -> UInt8 {
        precondition(offset >= 0 && offset < count)
        return unsafe base.load(fromByteOffset: offset, as: UInt8.self)
    }

    /// A part of these bytes; the range must lie inside.
    func part(_ range: Range<Int>) -> ByteView {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return unsafe ByteView(owner: owner, base: base + range.lowerBound, count: range.count)
    }

    /// The bytes of a range inside, for loops where a check per byte would cost.
    func withBytes<Result>(
        _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return unsafe body(
            UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
    }

    /// Whether these bytes stand at an offset; false where the view ends before.
    func matches(_ bytes: [UInt8], at offset: Int) -> Bool {
        guard offset >= 0, offset + bytes.count <= count else { return false }
        for index in bytes.indices where self[offset + index] != bytes[index] { return false }
        return true
    }

    /// Whether these ASCII letters stand at an offset; false where the view ends before.
    func matches(_ letters: StaticString, at offset: Int) -> Bool {
        guard offset >= 0, offset + letters.utf8CodeUnitCount <= count else { return false }
        for index in 0..<letters.utf8CodeUnitCount {
            guard unsafe letters.utf8Start[index] == self[offset + index] else { return false }
        }
        return true
    }

    /// An unsigned number of 1 to 8 bytes, most significant first; nil where the view ends before.
    func bigEndian(_ bytes: Int, at offset: Int) -> UInt64? {
        guard offset >= 0, offset + bytes <= count else { return nil }
        var value: UInt64 = 0
        for index in 0..<bytes { value = value << 8 | UInt64(self[offset + index]) }
        return value
    }

    /// An unsigned number of 1 to 8 bytes, least significant first; nil where the view ends before.
    func littleEndian(_ bytes: Int, at offset: Int) -> UInt64? {
        guard offset >= 0, offset + bytes <= count else { return nil }
        var value: UInt64 = 0
        for index in (0..<bytes).reversed() { value = value << 8 | UInt64(self[offset + index]) }
        return value
    }
}
