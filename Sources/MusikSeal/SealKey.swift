internal import CSodium

/// A key that seals numbered texts, so that nobody without it can read or change them: XChaCha20 and
/// Poly1305 with associated data (libsodium's `crypto_aead_xchacha20poly1305_ietf`).
///
/// A number is the nonce: under one key, each number seals one text. Any thread.
public struct SealKey: Hashable, Sendable {
    /// The key's 32 bytes.
    public let bytes: [UInt8]

    /// How many bytes a key has.
    public static let length = 32
    /// By how many bytes what is sealed is longer than its text.
    public static let overhead = 16

    /// A new key, by chance.
    public init() { bytes = SecureChance.bytes(Self.length) }

    /// A key of 32 bytes; nil for any other number of them.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        self.bytes = bytes
    }

    /// Seals a text.
    ///
    /// - Parameters:
    ///   - number: Never used under this key for another text.
    ///   - context: What the text belongs to: whoever opens it has to name the same.
    public func seal(_ text: [UInt8], number: UInt64, context: [UInt8]) -> [UInt8] {
        Sodium.isReady
        var sealed = [UInt8](repeating: 0, count: text.count + Self.overhead)
        let code = unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
            &sealed, nil, text, UInt64(text.count), context, UInt64(context.count), nil,
            Self.nonce(number), bytes)
        precondition(code == 0, "crypto_aead_xchacha20poly1305_ietf_encrypt")
        return sealed
    }

    /// Opens what was sealed; nil where the key, the number or the context is another, or a byte was
    /// changed.
    public func open(_ sealed: [UInt8], number: UInt64, context: [UInt8]) -> [UInt8]? {
        Sodium.isReady
        guard sealed.count >= Self.overhead else { return nil }
        var text = [UInt8](repeating: 0, count: sealed.count - Self.overhead)
        let code = unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
            &text, nil, nil, sealed, UInt64(sealed.count), context, UInt64(context.count),
            Self.nonce(number), bytes)
        return code == 0 ? text : nil
    }

    /// The number in eight bytes, the low one first, and sixteen zeros.
    private static func nonce(_ number: UInt64) -> [UInt8] {
        (0..<24).map { $0 < 8 ? UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) : 0 }
    }
}
