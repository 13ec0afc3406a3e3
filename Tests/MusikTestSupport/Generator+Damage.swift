extension Generator {
    /// Damages bytes in one place: a bit, a byte, a stretch lost or repeated, the end cut off.
    public mutating func damage(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let index = Int.random(in: bytes.indices, using: &self)
        let end = min(bytes.count, index + Int.random(in: 1...40, using: &self))
        switch Int.random(in: 0..<6, using: &self) {
        case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &self)
        case 1: bytes[index] = UInt8.random(in: 0...255, using: &self)
        case 2: bytes.insert(UInt8.random(in: 0...255, using: &self), at: index)
        case 3: bytes.removeSubrange(index..<end)
        case 4:
            bytes.insert(
                contentsOf: bytes[index..<end], at: Int.random(in: bytes.indices, using: &self))
        default: bytes.removeSubrange(index...)
        }
    }
}
