#if canImport(Glibc)
    internal import Glibc
#endif

/// Shows that an engine plays for a data folder: an open file that its keeper and it have, and whose
/// lock the kernel gives back when both have ended, however they end.
struct EngineLock: ~Copyable {
    /// The open file, for the keeper.
    let descriptor: Int32

    /// The lock's file in a data folder; it holds the path of the engine's socket.
    static func path(in folder: DataFolder) -> String { folder.path + "/engine.lock" }

    /// Takes the lock.
    /// - Throws: 69 where an engine has it; 73 or 77 where the file can't be made.
    init(_ folder: DataFolder, address: String) throws(Failure) {
        let path = Self.path(in: folder)
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            let code = errno
            throw Failure(
                Sysexit(creating: code), "\(path) can't be opened: \(errorText(code)).",
                remedy: "Check who owns \(folder.path).")
        }
        guard FileLock.take(descriptor) else {
            throw Self.refusal(folder)
        }
        var text = address
        let count = text.withUTF8 { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard count == address.utf8.count, ftruncate(descriptor, off_t(count)) == 0 else {
            throw Failure(
                .inputOutput, "\(path) can't be written: \(errorText(errno)).",
                remedy: "Make room on the disk of the data folder.")
        }
    }

    deinit { _ = close(descriptor) }

    /// Makes sure that no engine plays for a folder, as one does whose session broke off.
    /// - Throws: 69 where one does.
    static func requireNone(in folder: DataFolder) throws(Failure) {
        if address(in: folder) != nil { throw refusal(folder) }
    }

    private static func refusal(_ folder: DataFolder) -> Failure {
        Failure(
            .unavailable, "A programme is playing already on \(folder.path).",
            remedy: "Take it back with “musik-play session --attach”.")
    }

    /// The path of the socket of the engine that plays for a folder; nil where none does.
    static func address(in folder: DataFolder) -> String? {
        let file = unsafe open(path(in: folder), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { _ = close(file) }
        guard FileLock.isTaken(file) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe pread(file, buffer.baseAddress, buffer.count, 0)
        }
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }
}
