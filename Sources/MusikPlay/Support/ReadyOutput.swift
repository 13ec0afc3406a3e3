#if canImport(Glibc)
    internal import Glibc
#endif

/// Output to whoever may not be reading it: a terminal that is stopped (Ctrl-S, a connection that hangs)
/// must not stop a session.
enum ReadyOutput {
    /// Writes what a descriptor takes at once, and leaves the rest.
    ///
    /// - Returns: false where nobody is there any more.
    static func write(_ bytes: inout ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        // Only for the moment: a terminal's shell shares this flag.
        let flags = fcntl(descriptor, F_GETFL)
        _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
        defer { _ = fcntl(descriptor, F_SETFL, flags) }
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if errno == EAGAIN {
                return true
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
