import MusikTestSupport
import Testing

@testable import MusikTrial

/// The published vectors.
@Suite struct ChaCha20Tests {
    private static let key = (0..<32).map { UInt8($0) }

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
    }

    @Test("A block is that of RFC 8439, section 2.3.2")
    func block() {
        let nonce = Self.bytes("00 00 00 09 00 00 00 4a 00 00 00 00")
        #expect(
            ChaCha20(key: Self.key).block(1, nonce: nonce)
                == Self.bytes(
                    """
                    10 f1 e7 e4 d1 3b 59 15 50 0f dd 1f a3 20 71 c4 \
                    c7 d1 f4 c7 33 c0 68 03 04 22 aa 9a c3 d4 6c 4e \
                    d2 82 64 46 07 9f aa 09 14 c2 d7 05 d9 8b 02 a2 \
                    b5 12 9c d1 de 16 4e b9 cb d0 83 e8 a2 50 3c 4e
                    """))
    }

    @Test("The blocks of a key of zeros are those of RFC 8439, appendix A.1")
    func zeros() {
        let cipher = ChaCha20(key: [UInt8](repeating: 0, count: 32))
        #expect(
            Array(cipher.block(0).prefix(32))
                == Self.bytes(
                    """
                    76 b8 e0 ad a0 f1 3d 90 40 5d 6a e5 53 86 bd 28 \
                    bd d2 19 b8 a0 8d ed 1a a8 36 ef cc 8b 77 0d c7
                    """))
        #expect(
            Array(cipher.block(1).prefix(32))
                == Self.bytes(
                    """
                    9f 07 e7 be 55 51 38 7a 98 ba 97 7c 73 2d 08 0d \
                    cb 0f 29 a0 48 e3 65 69 12 c6 53 3e 32 ee 7a ed
                    """))
    }

    @Test("A key for a purpose is that of draft-irtf-cfrg-xchacha, section 2.2.1")
    func purpose() {
        let nonce = Self.bytes("00000009 0000004a 00000000 31415927")
        #expect(
            ChaCha20(key: Self.key).key(for: nonce)
                == Self.bytes(
                    "82413b42 27b27bfe d30e4250 8a877d73 a0f9e4d5 8a74a853 c12ec413 26d3ecdc"))
    }
}
