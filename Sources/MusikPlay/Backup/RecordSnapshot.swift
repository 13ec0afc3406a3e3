internal import FoundationEssentials
internal import MusikStore

#if canImport(Glibc)
    internal import Glibc
#endif

/// A copy of a record in clear, without a name: it is gone when this is, or the process.
struct RecordSnapshot: ~Copyable {
    /// The copy, open for reading from its start.
    let descriptor: Int32
    /// The number of the last event in it.
    let head: Int

    private static let prefix = ".copy-"

    /// Copies a record within its own folder, which is its owner's alone.
    init(of store: RecordStore) throws(Failure) {
        let end = store.path.lastIndex(of: "/") ?? store.path.startIndex
        let base = String(store.path[..<end]) + "/"
        Self.clear(base)
        let folder = base + Self.prefix + String(getpid())
        guard unsafe mkdir(folder, 0o700) == 0 else {
            let code = errno
            throw Failure(
                Sysexit(creating: code), "\(folder) can't be made: \(errorText(code)).",
                remedy: "Make room there.")
        }
        defer { unsafe rmdir(folder) }
        let path = folder + "/record.sqlite"
        let copied = try recording { () throws(StoreError) in try store.copy(to: path) }
        defer { unsafe unlink(path) }
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw Failure(
                .inputOutput, "\(path) can't be read: \(errorText(errno)).",
                remedy: "Check the disk.")
        }
        descriptor = file
        head = copied
    }

    deinit { _ = close(descriptor) }

    /// Removes what a process that was killed left behind.
    private static func clear(_ base: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
        for name in names where name.hasPrefix(prefix) {
            guard let process = Int32(name.dropFirst(prefix.count)),
                process == getpid() || (kill(process, 0) != 0 && errno == ESRCH)
            else { continue }
            try? FileManager.default.removeItem(atPath: base + name)
        }
    }
}
