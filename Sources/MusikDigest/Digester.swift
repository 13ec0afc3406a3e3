internal import CCrypto

/// A running checksum by libcrypto. Used by one thread.
@safe public struct Digester: ~Copyable {
    /// Which checksum.
    public enum Kind: Sendable {
        /// 32 bytes; identity of files and of rendered sound.
        case sha256
        /// 16 bytes; what FLAC keeps of its samples.
        case md5
    }

    private let context: OpaquePointer

    /// A checksum of no bytes yet.
    public init(_ kind: Kind) {
        // libcrypto fails here only without memory for some hundred bytes.
        guard let made = unsafe EVP_MD_CTX_new() else { preconditionFailure("EVP_MD_CTX_new") }
        unsafe context = unsafe made
        let algorithm = unsafe kind == .sha256 ? EVP_sha256() : EVP_md5()
        let code = unsafe EVP_DigestInit_ex(made, algorithm, nil)
        precondition(code == 1, "EVP_DigestInit_ex")
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Adds bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        let code = unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        precondition(code == 1, "EVP_DigestUpdate")
    }

    /// The checksum of all bytes added. The digester is used up.
    public consuming func finish() -> [UInt8] {
        var length: UInt32 = 0
        var result = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        let code = unsafe EVP_DigestFinal_ex(context, &result, &length)
        precondition(code == 1, "EVP_DigestFinal_ex")
        return Array(result.prefix(Int(length)))
    }
}

extension Digester {
    /// The SHA-256 of some bytes, in 32 bytes.
    public static func sha256(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var digester = Digester(.sha256)
        unsafe Array(bytes).withUnsafeBytes { unsafe digester.update($0) }
        return digester.finish()
    }

    /// The version of libcrypto that is running.
    public static var libraryVersion: String {
        unsafe OpenSSL_version(OPENSSL_VERSION).map { unsafe String(cString: $0) } ?? "unknown"
    }
}
