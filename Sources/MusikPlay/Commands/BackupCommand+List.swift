internal import ArgumentParser
internal import MusikModel
internal import MusikRecord
internal import MusikStore

#if canImport(Glibc)
    internal import Glibc
#endif

extension BackupCommand {
    /// `musik-play backup list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Look at every backup on the medium that is arranged.",
            discussion: """
                Reads each of them and compares it with what the record says was written. Exits \
                with 65 where one was changed. Backups are never removed by musik-play: remove old \
                ones yourself.
                """)

        @OptionGroup var options: RecordOptions

        func run() throws {
            let store = try options.storeForStaff()
            RecordMark.print(for: store)
            let (found, made) = try recording { () throws(StoreError) in
                (try store.medium, try store.events(of: [.backupMade]))
            }
            guard let (_, medium) = found else { throw BackupMiss.noneNamed.failure }
            guard medium.isThere else { throw BackupMiss.absent(medium.folder).failure }
            var changed = 0
            for recorded in made {
                guard case .backupMade(let backup) = recorded.event.body else { continue }
                let state = State(of: backup, in: medium)
                if state == .changed { changed += 1 }
                print("\(backup.file)  events 1 to \(backup.head)  \(state.rawValue)")
            }
            let content = medium.content()
            print(
                "\(medium.folder): \(counted(content.names.count, "backup", "backups")), "
                    + "\(Doctor.size(content.freeBytes)) free")
            if let obstacle = medium.obstacle(medium.verdict()) { throw obstacle.failure }
            if changed > 0 {
                throw Failure(
                    .data, counted(changed, "backup was", "backups were") + " changed.",
                    remedy: "Make another with “musik-play backup now”, on a medium you trust.")
            }
        }

        /// What became of a backup.
        private enum State: String {
            case unchanged
            case changed = "CHANGED"
            case missing = "not on this medium"

            init(of backup: BackupMade, in medium: BackupMedium) {
                let path = medium.folder + "/" + backup.file
                guard unsafe access(path, F_OK) == 0 else {
                    self = .missing
                    return
                }
                let digest = BackupFile.digest(ofFile: path)
                self = digest?.hex == backup.sha256 ? .unchanged : .changed
            }
        }
    }
}
