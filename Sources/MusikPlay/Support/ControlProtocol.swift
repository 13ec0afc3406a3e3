#if canImport(Glibc)
    internal import Glibc
#endif

/// What another terminal may ask of a running session.
enum ControlCommand: String, Hashable, Sendable, CaseIterable {
    /// Every output silent at once; the same again brings it back.
    case quiet
    /// Every output down while somebody speaks; the same again brings it back.
    case talk
    /// The session ends as if the stop key had been pressed and confirmed.
    case stop
    /// What the session is doing, as one JSON object.
    case status
}

/// The rules of the socket: one message asks, one answers, then the connection ends.
enum ControlProtocol {
    /// The longest request, in bytes.
    static let maximumRequest = 64
    /// The longest answer, in bytes.
    static let maximumAnswer = 8192
    /// The longest path that a Unix socket's address holds, in bytes.
    static let maximumPath = 107

    /// The first byte of an answer that reports success; the rest is text.
    static let success: UInt8 = UInt8(ascii: "+")
    /// The first byte of an answer that reports failure; the rest is text.
    static let failure: UInt8 = UInt8(ascii: "-")

    /// Calls with the address of a socket's path.
    static func withAddress<Result>(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        precondition(path.utf8.count <= maximumPath, "the path is checked before")
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) {
            unsafe $0.copyBytes(from: path.utf8)
        }
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe body(generic, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    /// A new socket that keeps messages whole, closed when another program is started.
    /// - Throws: 69 where the system refuses one.
    static func makeSocket() throws(Failure) -> Int32 {
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else {
            throw Failure(
                .unavailable, "socket(AF_UNIX) failed: \(errorText(errno)).",
                remedy: "Close other programs and try again.")
        }
        return descriptor
    }
}
