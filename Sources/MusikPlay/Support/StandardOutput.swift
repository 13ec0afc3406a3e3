internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#endif

/// Standard output, for what is no line of text.
enum StandardOutput {
    /// Writes all bytes.
    /// - Throws: 74 where nobody takes them.
    static func write(_ bytes: Data) throws(Failure) {
        let bytes = Array(bytes)
        var count = 0
        while count < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    STDOUT_FILENO, buffer.baseAddress! + count, buffer.count - count)
            }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else {
                throw Failure(
                    .inputOutput, "Standard output takes nothing: \(errorText(errno)).",
                    remedy: "Name a file with --out.")
            }
            count += written
        }
    }
}
