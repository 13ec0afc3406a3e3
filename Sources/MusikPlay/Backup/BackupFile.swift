internal import MusikDigest
internal import MusikModel

#if canImport(Glibc)
    internal import Glibc
#endif

/// A file of a backup while it is written: it gets its name only once it is whole.
///
/// Used by one thread, which waits for the medium.
final class BackupFile {
    private let folder: String
    private let path: String
    private let descriptor: Int32
    private var digester: Digester? = Digester(.sha256)
    private var isFinished = false
    /// What kept bytes from being written.
    private(set) var fault: BackupMiss?

    /// Makes an unfinished file of a name in a folder.
    init(_ name: String, in folder: String) throws(BackupMiss) {
        self.folder = folder
        path = folder + "/" + name
        let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        descriptor = unsafe open(path + ".part", flags, 0o600)
        guard descriptor >= 0 else { throw .failed(folder, "open", errno) }
    }

    deinit {
        _ = close(descriptor)
        if !isFinished { unsafe unlink(path + ".part") }
    }

    /// Appends bytes; false where the medium doesn't take them.
    func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        unsafe digester?.update(bytes)
        var done = 0
        while done < bytes.count {
            let put = unsafe Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
            if put < 0 && errno == EINTR { continue }
            guard put > 0 else {
                fault = .failed(folder, "write", put < 0 ? errno : ENOSPC)
                return false
            }
            done += put
        }
        return true
    }

    /// Waits until the medium has it, reads it back, and gives it its name.
    /// - Returns: the SHA-256 of what was written, which is what was read.
    func finish() throws(BackupMiss) -> ContentDigest {
        guard let digester = digester.take() else {
            preconditionFailure("a file is finished once")
        }
        let written = digester.finish()
        guard fsync(descriptor) == 0 else { throw .failed(folder, "fsync", errno) }
        // What is read back has to come from the medium and not from memory.
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        guard let read = Self.digest(of: descriptor), read == written else {
            throw .failed("\(folder): what was written reads back differently")
        }
        guard unsafe rename(path + ".part", path) == 0 else {
            throw .failed(folder, "rename", errno)
        }
        isFinished = true
        let names = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { _ = close(names) }
        // Some file systems have no call for it, and write names at once.
        guard names >= 0, fsync(names) == 0 || errno == EINVAL else {
            throw .failed(folder, "fsync", errno)
        }
        return ContentDigest(bytes: written)
    }

    /// The SHA-256 of a finished file; nil where it can't be read.
    static func digest(ofFile path: String) -> ContentDigest? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { _ = close(file) }
        return digest(of: file).map { ContentDigest(bytes: $0) }
    }

    private static func digest(of file: Int32) -> [UInt8]? {
        var digester = Digester(.sha256)
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var place: off_t = 0
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe pread(file, $0.baseAddress, $0.count, place)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return digester.finish() }
            unsafe buffer.withUnsafeBytes { unsafe digester.update(.init(rebasing: $0[..<count])) }
            place += off_t(count)
        }
    }
}
