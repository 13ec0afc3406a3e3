internal import Glibc

/// The path of an engine's socket, and how it is reached.
enum EngineAddress {
    /// A connection to the engine, or to the next one; nil where nobody keeps one.
    static func connect(_ path: String) -> Int32? {
        guard path.utf8.count <= LocalSocket.longestPath, let descriptor = make() else {
            return nil
        }
        let code = unsafe LocalSocket.withAddress(path) {
            unsafe Glibc.connect(descriptor, $0, $1)
        }
        guard code == 0 else {
            _ = close(descriptor)
            return nil
        }
        return descriptor
    }

    /// A socket that listens at a path, for this account only; one that was left there is replaced.
    ///
    /// - Throws: an errno.
    static func listen(_ path: String) throws(SpawnRefused) -> Int32 {
        guard path.utf8.count <= LocalSocket.longestPath else {
            throw SpawnRefused(code: ENAMETOOLONG)
        }
        guard let descriptor = make() else { throw SpawnRefused(code: errno) }
        _ = unsafe unlink(path)
        // Linux gives the file the mode of the socket, so that nobody else may ever connect.
        _ = fchmod(descriptor, 0o600)
        let bound = unsafe LocalSocket.withAddress(path) { unsafe bind(descriptor, $0, $1) }
        guard bound == 0, Glibc.listen(descriptor, 16) == 0 else {
            let code = errno
            _ = close(descriptor)
            throw SpawnRefused(code: code)
        }
        return descriptor
    }

    private static func make() -> Int32? {
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        return descriptor >= 0 ? descriptor : nil
    }
}
