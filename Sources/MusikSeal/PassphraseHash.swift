internal import CSodium

/// What is kept of a passphrase: Argon2id with a salt of its own, which takes a tenth of a second and
/// 64 MiB to try (libsodium's `crypto_pwhash_str`, its interactive limits).
///
/// Any thread but an audio thread.
public struct PassphraseHash: Hashable, Sendable {
    /// The text that is kept, such as `$argon2id$v=19$m=65536,t=2,p=1$…`.
    public let text: String

    /// Takes what was kept; nil where it is no such text.
    public init?(text: String) {
        guard text.hasPrefix("$argon2id$"), text.utf8.count < Int(crypto_pwhash_STRBYTES) else {
            return nil
        }
        self.text = text
    }

    /// Hashes a passphrase.
    public init(of passphrase: String) {
        Sodium.isReady
        var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let code = unsafe crypto_pwhash_str(
            &text, passphrase, UInt64(passphrase.utf8.count),
            UInt64(crypto_pwhash_OPSLIMIT_INTERACTIVE), Int(crypto_pwhash_MEMLIMIT_INTERACTIVE))
        precondition(code == 0, "there are 64 MiB for a passphrase")
        let length = text.firstIndex(of: 0) ?? text.count
        self.text = String(
            decoding: text[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Whether a passphrase is the one.
    public func accepts(_ passphrase: String) -> Bool {
        Sodium.isReady
        return unsafe crypto_pwhash_str_verify(
            text, passphrase, UInt64(passphrase.utf8.count)) == 0
    }
}
