/// The cyclic checksums that sound files carry, a byte at a time from a table.
struct Checksum: Sendable {
    private let table: [UInt32]
    private let width: Int
    private let isReflected: Bool

    /// Polynomial 0x04C11DB7, 32 bits, most significant bit first (RFC 3533 section 6).
    static let ogg = Checksum(width: 32, polynomial: 0x04C1_1DB7, isReflected: false)
    /// Polynomial 0x8005, 16 bits, most significant bit first: a FLAC frame (RFC 9639 section 9.3).
    static let flacFrame = Checksum(width: 16, polynomial: 0x8005, isReflected: false)
    /// Polynomial 0x07, 8 bits: a FLAC frame's header (RFC 9639 section 9.1.8).
    static let flacHeader = Checksum(width: 8, polynomial: 0x07, isReflected: false)
    /// Polynomial 0x8005, 16 bits, least significant bit first: LAME's checksum of the music.
    static let lame = Checksum(width: 16, polynomial: 0xA001, isReflected: true)

    private init(width: Int, polynomial: UInt32, isReflected: Bool) {
        self.width = width
        self.isReflected = isReflected
        let top: UInt32 = 1 << (width - 1)
        let mask = UInt32.max >> (32 - width)
        table = (0..<256).map { (byte: UInt32) in
            var value = isReflected ? byte : byte << (width - 8)
            for _ in 0..<8 {
                let out = value & (isReflected ? 1 : top)
                value = isReflected ? value >> 1 : value << 1
                if out != 0 { value ^= polynomial }
            }
            return value & mask
        }
    }

    /// The checksum after one more byte.
    func add(_ byte: UInt8, to start: UInt32) -> UInt32 {
        if isReflected { return table[Int((start ^ UInt32(byte)) & 0xFF)] ^ start >> 8 }
        let mask = UInt32.max >> (32 - width)
        return (table[Int((start >> (width - 8)) & 0xFF ^ UInt32(byte))] ^ start << 8) & mask
    }

    /// The checksum after more bytes.
    func add(_ bytes: ByteView, _ range: Range<Int>, to start: UInt32) -> UInt32 {
        var crc = start
        unsafe table.withUnsafeBufferPointer { table in
            unsafe bytes.withBytes(range) { bytes in
                if isReflected {
                    for index in 0..<bytes.count {
                        let byte = unsafe UInt32(bytes[index])
                        unsafe crc = table[Int((crc ^ byte) & 0xFF)] ^ crc >> 8
                    }
                } else {
                    let shift = UInt32(width - 8)
                    for index in 0..<bytes.count {
                        let byte = unsafe UInt32(bytes[index])
                        unsafe crc = table[Int((crc &>> shift) & 0xFF ^ byte)] ^ crc << 8
                    }
                    crc &= UInt32.max >> (32 - UInt32(width))
                }
            }
        }
        return crc
    }

    /// The checksum after some zero bytes.
    func addZeros(_ count: Int, to start: UInt32) -> UInt32 {
        var crc = start
        for _ in 0..<count { crc = add(0, to: crc) }
        return crc
    }
}
