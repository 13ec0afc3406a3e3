internal import CSodium

/// Makes libsodium ready, once, before anything of it is used.
enum Sodium {
    static let isReady: Void = {
        // It fails only where the system has no source of chance at all.
        let code = sodium_init()
        precondition(code >= 0, "sodium_init")
    }()
}

/// Chance from the system's secure generator.
public enum SecureChance {
    /// So many bytes that nobody can foretell. Any thread.
    public static func bytes(_ count: Int) -> [UInt8] {
        Sodium.isReady
        var bytes = [UInt8](repeating: 0, count: count)
        unsafe bytes.withUnsafeMutableBytes { unsafe randombytes_buf($0.baseAddress!, count) }
        return bytes
    }
}
