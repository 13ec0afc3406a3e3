/// What decides all of a trial's draws, and what keeps it hidden until the end.
public struct TrialSecret: Hashable, Sendable {
    /// The 32 bytes that all draws follow from.
    public let seed: [UInt8]
    /// 32 bytes that make the commitment impossible to guess by trying seeds.
    public let salt: [UInt8]

    /// Takes a seed and a salt of 32 bytes each; nil for any other lengths.
    public init?(seed: [UInt8], salt: [UInt8]) {
        guard seed.count == 32, salt.count == 32 else { return nil }
        self.seed = seed
        self.salt = salt
    }

    /// A site's draw by its number.
    ///
    /// A site's key is HChaCha20 of the seed and the site's code, filled up with zeros to 16 bytes; the
    /// draw is the first half of the ChaCha20 block of that number, with a nonce of zeros.
    ///
    /// - Parameters:
    ///   - number: From 1.
    ///   - site: The site's code, at most 16 bytes.
    public func draw(_ number: Int, at site: String) -> TrialDraw {
        let code = Array(site.utf8)
        precondition(code.count <= 16, "a site's code has at most 16 bytes")
        let purpose = code + [UInt8](repeating: 0, count: 16 - code.count)
        let cipher = ChaCha20(key: ChaCha20(key: seed).key(for: purpose))
        let block = cipher.block(UInt32(number))
        return TrialDraw(Array(block.prefix(TrialDraw.length)))!
    }

    /// The bytes whose SHA-256 is published before the first allocation.
    ///
    /// - Parameter design: The design's bytes, as they were signed.
    public func commitment(to design: [UInt8]) -> [UInt8] {
        Array("musik-play trial commitment 1\n".utf8) + salt + seed + design
    }
}
