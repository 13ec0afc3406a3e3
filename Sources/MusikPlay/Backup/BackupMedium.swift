internal import FoundationEssentials
internal import MusikModel
internal import MusikRecord
internal import MusikStore

#if canImport(Glibc)
    internal import Glibc
#endif

/// The folder of one record on the medium that is arranged for it.
///
/// It is made when the medium is arranged, and has the record's own name: where it is missing, the
/// medium is, although the folder that it is mounted on is there.
struct BackupMedium: Sendable {
    /// The arranged folder.
    let root: String
    /// The record's folder in it.
    let folder: String
    /// What the name of each backup begins with.
    private let prefix: String
    private let recordPath: String
    private let isRehearsal: Bool

    /// The medium in a folder, for a record.
    init(_ root: String, for store: RecordStore) throws(StoreError) {
        self.root = root
        recordPath = store.path
        isRehearsal = store.isRehearsal
        prefix = "musik-" + (store.isRehearsal ? "REHEARSAL-" : "") + "\(store.site)-"
        folder = root + "/" + prefix + (try store.origin()).hex.prefix(8)
    }

    /// The name of a backup; names sort by the number of the last event.
    func name(head: Int, at time: WallTime) -> String {
        let number = String(head)
        let zeros = String(repeating: "0", count: max(0, 6 - number.count))
        // As ISO 8601's basic form has it, which every file system takes.
        let stamp = time.description.prefix(19).filter { $0 != "-" && $0 != ":" }
        return prefix + zeros + number + "-" + stamp + "Z.age"
    }

    /// What holds it, judged against what holds the record.
    func verdict() -> MediumVerdict {
        let map = StorageMap.machine
        return MediumVerdict(record: map.carriers(of: recordPath), folder: map.carriers(of: root))
    }

    /// Why no backup here would be one, by what holds it; nil where it would.
    func obstacle(_ verdict: MediumVerdict) -> BackupMiss? {
        switch verdict {
        case .second: nil
        // Nothing in a rehearsal is anybody's: there memory stands for a medium.
        case .memory: isRehearsal ? nil : .memory(root)
        case .sameDisk: .sameDisk(root)
        case .unknown(let kind): .unknownDisk(root, kind)
        }
    }

    /// Whether the record's folder is there.
    var isThere: Bool {
        var information = stat()
        return unsafe stat(folder, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }

    /// Removes what was left unfinished a day ago or earlier: nobody works on that any more.
    func removeUnfinished() {
        for name in names where name.hasSuffix(".part") {
            var information = stat()
            let path = folder + "/" + name
            guard unsafe stat(path, &information) == 0,
                time(nil) - information.st_mtim.tv_sec > 86_400
            else { continue }
            unsafe unlink(path)
        }
    }

    /// The backups in the record's folder, and the bytes that are free.
    func content() -> (names: [String], freeBytes: UInt64) {
        var information = statvfs()
        let free =
            unsafe statvfs(folder, &information) == 0
            ? UInt64(information.f_bavail) * UInt64(information.f_frsize) : 0
        return (names.filter { $0.hasSuffix(".age") }.sorted(), free)
    }

    private var names: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }
}
