/// The ChaCha20 block function and HChaCha20: numbers that are specified to the bit, with published
/// test vectors, so that a trial's draws can be recomputed by anybody in any year.
///
/// Sources: RFC 8439, section 2.3, and draft-irtf-cfrg-xchacha-03, section 2.2.
struct ChaCha20 {
    /// "expand 32-byte k".
    private static let constants = SIMD4<UInt32>(
        0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574)

    private let low: SIMD4<UInt32>
    private let high: SIMD4<UInt32>

    /// Takes a key of 32 bytes.
    init(key: [UInt8]) {
        precondition(key.count == 32, "a key has 32 bytes")
        low = Self.words(key[0..<16])
        high = Self.words(key[16..<32])
    }

    /// The 64 bytes of a block of the key stream.
    ///
    /// - Parameters:
    ///   - counter: The block's number.
    ///   - nonce: 12 bytes.
    func block(_ counter: UInt32, nonce: [UInt8] = [UInt8](repeating: 0, count: 12)) -> [UInt8] {
        precondition(nonce.count == 12, "a nonce has 12 bytes")
        let place = Self.words(Self.bytes(of: SIMD4(counter, 0, 0, 0)).prefix(4) + nonce)
        let mixed = mixed(with: place)
        return Self.bytes(of: mixed.0 &+ Self.constants) + Self.bytes(of: mixed.1 &+ low)
            + Self.bytes(of: mixed.2 &+ high) + Self.bytes(of: mixed.3 &+ place)
    }

    /// A key of 32 bytes for one purpose, by HChaCha20.
    ///
    /// - Parameter purpose: 16 bytes.
    func key(for purpose: [UInt8]) -> [UInt8] {
        precondition(purpose.count == 16, "a purpose has 16 bytes")
        let mixed = mixed(with: Self.words(purpose[...]))
        return Self.bytes(of: mixed.0) + Self.bytes(of: mixed.3)
    }

    private typealias Rows = (SIMD4<UInt32>, SIMD4<UInt32>, SIMD4<UInt32>, SIMD4<UInt32>)

    /// The twenty rounds, columns and diagonals in turn.
    private func mixed(with place: SIMD4<UInt32>) -> Rows {
        var rows: Rows = (Self.constants, low, high, place)
        for _ in 0..<10 {
            Self.quarterRounds(&rows)
            rows.1 = SIMD4(rows.1[1], rows.1[2], rows.1[3], rows.1[0])
            rows.2 = SIMD4(rows.2[2], rows.2[3], rows.2[0], rows.2[1])
            rows.3 = SIMD4(rows.3[3], rows.3[0], rows.3[1], rows.3[2])
            Self.quarterRounds(&rows)
            rows.1 = SIMD4(rows.1[3], rows.1[0], rows.1[1], rows.1[2])
            rows.2 = SIMD4(rows.2[2], rows.2[3], rows.2[0], rows.2[1])
            rows.3 = SIMD4(rows.3[1], rows.3[2], rows.3[3], rows.3[0])
        }
        return rows
    }

    private static func quarterRounds(_ rows: inout Rows) {
        rows.0 &+= rows.1
        rows.3 = turned(rows.3 ^ rows.0, by: 16)
        rows.2 &+= rows.3
        rows.1 = turned(rows.1 ^ rows.2, by: 12)
        rows.0 &+= rows.1
        rows.3 = turned(rows.3 ^ rows.0, by: 8)
        rows.2 &+= rows.3
        rows.1 = turned(rows.1 ^ rows.2, by: 7)
    }

    private static func turned(_ words: SIMD4<UInt32>, by count: UInt32) -> SIMD4<UInt32> {
        (words &<< count) | (words &>> (32 - count))
    }

    private static func words(_ bytes: ArraySlice<UInt8>) -> SIMD4<UInt32> {
        var words = SIMD4<UInt32>()
        for (place, byte) in bytes.enumerated() {
            words[place / 4] |= UInt32(byte) << UInt32(place % 4 * 8)
        }
        return words
    }

    private static func bytes(of words: SIMD4<UInt32>) -> [UInt8] {
        (0..<16).map { UInt8(truncatingIfNeeded: words[$0 / 4] >> UInt32($0 % 4 * 8)) }
    }
}
