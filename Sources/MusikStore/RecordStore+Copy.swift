internal import FoundationEssentials
internal import GRDB
public import MusikModel

#if canImport(Glibc)
    internal import Glibc
#endif

extension RecordStore {
    /// The digest of the first event, by which a record is told from every other.
    public func origin() throws(StoreError) -> ContentDigest {
        let bytes = try read("origin") {
            try Data.fetchOne($0, sql: "SELECT digest FROM event WHERE number = 1")
        }
        guard let bytes, bytes.count == 32 else {
            throw StoreError(reason: .notARecord, path: path, call: "origin")
        }
        return ContentDigest(bytes: bytes)
    }

    /// Writes the record, as it is at one moment, into a file of its own.
    ///
    /// Only what is there now is written: nothing of a note that was destroyed. The file is its
    /// owner's alone, and need not be on the disk yet when this returns.
    /// - Parameter target: a file that isn't there yet.
    /// - Returns: the number of the last event in the copy.
    /// - Throws: `StoreError`, `exists` where there is such a file; it is gone after any other.
    public func copy(to target: String) throws(StoreError) -> Int {
        try Self.makeEmptyFile(target)
        do {
            try queue.writeWithoutTransaction {
                try $0.execute(sql: "VACUUM INTO ?", arguments: [target])
            }
            var configuration = Configuration()
            configuration.readonly = true
            // Another process may have appended meanwhile: the copy itself says what is in it.
            let copied = try DatabaseQueue(path: target, configuration: configuration)
            let head = try copied.read { try EventWriter.lastLink($0).number }
            try copied.close()
            return head
        } catch {
            unsafe unlink(target)
            throw StoreError(error, path: target, call: "copy")
        }
    }

    /// Keeps the record in its present form beside itself, on the disk, before a migration.
    ///
    /// - Parameter form: the form that it is about to get; the copy's name carries it, and a copy
    ///   of an earlier attempt makes way.
    func keepCopy(before form: Int) throws(StoreError) {
        let slash = path.lastIndex(of: "/")
        let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
        let folder = slash.map { String(path[...$0]) } ?? "."
        let stem = name.hasSuffix(".sqlite") ? name.dropLast(7) : name
        let kept = String(path[..<name.startIndex]) + stem + ".before-\(form).sqlite"
        let unfinished = kept + ".part"
        unsafe unlink(unfinished)
        _ = try copy(to: unfinished)
        try Self.sync(unfinished)
        guard unsafe rename(unfinished, kept) == 0 else {
            throw Self.failure(errno, kept, call: "rename")
        }
        try Self.sync(folder)
    }

    /// Waits until a file, or the names in a folder, are on the disk.
    private static func sync(_ path: String) throws(StoreError) {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure(errno, path, call: "open") }
        defer { _ = close(file) }
        guard fsync(file) == 0 else { throw failure(errno, path, call: "fsync") }
    }

    private static func makeEmptyFile(_ path: String) throws(StoreError) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        let file = unsafe open(path, flags, 0o600)
        guard file >= 0 else { throw failure(errno, path, call: "copy") }
        _ = close(file)
    }

    private static func failure(_ code: Int32, _ path: String, call: String) -> StoreError {
        let reason: StoreError.Reason =
            switch code {
            case EEXIST: .exists
            case ENOSPC, EDQUOT: .full
            case EACCES, EPERM, EROFS: .readOnly
            case ENOENT, ENOTDIR: .absent
            // SQLITE_IOERR, as which SQLite itself would give it.
            default: .sqlite(code: 10, message: "errno \(code)")
            }
        return StoreError(reason: reason, path: path, call: call)
    }
}
