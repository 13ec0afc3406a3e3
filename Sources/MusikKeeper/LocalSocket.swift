public import Glibc

/// What connections between processes of one machine need that Swift doesn't show.
public enum LocalSocket {
    /// The longest path that a Unix socket's address holds, in bytes.
    public static let longestPath = 107

    /// Calls with the address of a socket's path, which is no longer than `longestPath`.
    public static func withAddress<Result>(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        precondition(path.utf8.count <= longestPath, "the path is checked before")
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

    /// The number of the account at the other end of an open connection, as the kernel noted it when
    /// that was made; nil where this is no connection.
    public static func peerAccount(of descriptor: Int32) -> Int? {
        // `struct ucred`, which Swift's Glibc doesn't show: process, user and group.
        var credentials: (Int32, UInt32, UInt32) = (0, 0, 0)
        var size = socklen_t(12)
        let code = unsafe getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size)
        return code == 0 && size == 12 ? Int(credentials.1) : nil
    }

    /// Whether the other end of a connection is this account's, or the superuser's.
    public static func isOwn(_ descriptor: Int32) -> Bool {
        peerAccount(of: descriptor).map { $0 == Int(geteuid()) || $0 == 0 } ?? false
    }
}
