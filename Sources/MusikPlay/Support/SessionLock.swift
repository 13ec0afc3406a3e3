#if canImport(Glibc)
    internal import Glibc
#endif

/// Makes a process the one that runs a session on a data folder.
///
/// The kernel gives the lock back when the process ends, however it ends, so that nothing is ever
/// left locked. The file tells other terminals who runs the session and where its socket is.
struct SessionLock: ~Copyable {
    /// What the lock's file says.
    struct Holder: Hashable, Sendable {
        /// The process.
        var pid: Int32
        /// The path of its control socket; empty until it listens.
        var socketPath: String
    }

    private let descriptor: Int32

    /// The lock's file in a data folder.
    static func path(in folder: DataFolder) -> String { folder.path + "/session.lock" }

    /// Takes the lock.
    /// - Throws: 69 with the process that has it; 73, 74 or 77 where the file can't be made.
    static func take(_ folder: DataFolder) throws(Failure) -> SessionLock {
        let path = path(in: folder)
        let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            let code = errno
            throw Failure(
                Sysexit(creating: code), "\(path) can't be opened: \(errorText(code)).",
                remedy: "Check who owns \(folder.path).")
        }
        guard FileLock.take(file) else {
            let code = errno
            _ = close(file)
            guard code == EAGAIN || code == EACCES else {
                throw Failure(
                    .inputOutput, "\(path) can't be locked: \(errorText(code)).",
                    remedy: "Put the data folder on a local disk: --data DIR.")
            }
            let pid = read(path).map { "process \($0.pid)" } ?? "another process"
            throw Failure(
                .unavailable, "A session is running already (\(pid)) on \(folder.path).",
                remedy: "See it with “musik-play status”, end it with “musik-play stop”, "
                    + "or use another --data folder.")
        }
        let lock = SessionLock(descriptor: file)
        try lock.write(Holder(pid: getpid(), socketPath: ""), path: path)
        return lock
    }

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit {
        _ = ftruncate(descriptor, 0)
        _ = close(descriptor)
    }

    /// Says where the session listens.
    /// - Throws: 74 where the file can't be written.
    func announce(socketPath: String, in folder: DataFolder) throws(Failure) {
        try write(Holder(pid: getpid(), socketPath: socketPath), path: Self.path(in: folder))
    }

    /// Who holds the lock of a folder; nil where nobody does.
    static func holder(in folder: DataFolder) -> Holder? {
        let file = unsafe open(path(in: folder), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { _ = close(file) }
        // Asked without taking it: asking must never keep a session from starting.
        return FileLock.isTaken(file) ? read(path(in: folder)) : nil
    }

    private func write(_ holder: Holder, path: String) throws(Failure) {
        var text = "\(holder.pid)\n\(holder.socketPath)\n"
        let count = text.withUTF8 { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard count == text.utf8.count, ftruncate(descriptor, off_t(count)) == 0 else {
            throw Failure(
                .inputOutput, "\(path) can't be written: \(errorText(errno)).",
                remedy: "Make room on the disk of the data folder.")
        }
    }

    private static func read(_ path: String) -> Holder? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { _ = close(file) }
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe Glibc.read(file, buffer.baseAddress, buffer.count)
        }
        let lines = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 3, let pid = Int32(lines[0]) else { return nil }
        return Holder(pid: pid, socketPath: String(lines[1]))
    }
}
