internal import ArgumentParser
internal import FoundationEssentials
internal import MusikStore

#if canImport(Glibc)
    internal import Glibc
#endif

extension BackupCommand {
    /// `musik-play backup restore`.
    struct Restore: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a data folder out of a backup.",
            discussion: """
                The folder must not hold a record yet: nothing is ever replaced. What comes back is \
                verified as “musik-play records verify” does. Compare its head with the last report.

                EXAMPLES
                  musik-play backup restore /media/stick/musik-MTL1-5e0c91aa --identity key.txt \
                --data ~/restored
                """)

        @Argument(
            help: ArgumentHelp(
                "The backup, or a folder of one record's backups, whose newest is taken.",
                valueName: "file"),
            completion: .file(extensions: ["age"]))
        var file: String
        @Option(
            help: ArgumentHelp(
                "The file that age-keygen made, with the secret key.", valueName: "file"),
            completion: .file())
        var identity: String
        @OptionGroup var data: DataOptions

        func validate() throws {
            if data.data == nil {
                throw ValidationError("Name the new data folder with --data DIR.")
            }
        }

        func run() throws {
            let folder = try data.folder(in: .current())
            try requireNoRecord(in: folder)
            try requireReadable(identity, as: "the secret key")
            let backup = try Self.newest(in: file)
            try requireReadable(backup, as: "a backup")
            try folder.create()
            try decrypt(backup, to: folder)
            let store = try folder.record()
            let report = try recording { () throws(StoreError) in try store.check() }
            RecordMark.print(for: store)
            print("\(store.path) is restored from \(backup).")
            let events = counted(report.events, "event", "events")
            print("\(events), \(counted(report.notes, "note", "notes")), head \(report.head)")
            if let fault = report.fault { throw Failure(fault, head: nil) }
        }

        /// A record, and its log, which would be played back into another.
        private func requireNoRecord(in folder: DataFolder) throws(Failure) {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            guard let found = names.first(where: { $0.hasPrefix("record.sqlite") }) else { return }
            throw Failure(
                .cannotCreate, "There is a record in \(folder.path) already (\(found)).",
                remedy: "Name a new folder with --data.")
        }

        private func decrypt(_ backup: String, to folder: DataFolder) throws(Failure) {
            let input = unsafe open(backup, O_RDONLY | O_CLOEXEC)
            guard input >= 0 else {
                throw Failure(
                    .inputOutput, "\(backup) can't be read: \(errorText(errno)).",
                    remedy: "Check the medium.")
            }
            defer { _ = close(input) }
            let output: BackupFile
            do throws(BackupMiss) {
                output = try BackupFile("record.sqlite", in: folder.path)
            } catch {
                throw Self.failure(error)
            }
            do throws(HelperProgram.Fault) {
                try unsafe AgeProgram().decrypt(input, identity: identity) {
                    unsafe output.write($0)
                }
            } catch {
                if let fault = output.fault { throw Self.failure(fault) }
                throw Failure(
                    error, problem: "\(backup) can't be decrypted",
                    remedy: "Take the key it was made for, or another backup.")
            }
            do throws(BackupMiss) {
                _ = try output.finish()
            } catch {
                throw Self.failure(error)
            }
        }

        private static func failure(_ miss: BackupMiss) -> Failure {
            Failure(
                .inputOutput, "Nothing is restored: \(miss.cause.english).",
                remedy: "Name a folder on another disk with --data.")
        }

        /// The newest backup in a folder; a file itself.
        private static func newest(in path: String) throws(Failure) -> String {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
                return path
            }
            let backups = names.filter { $0.hasSuffix(".age") }
            // Numbers of seven digits come after those of six.
            let newest = backups.max { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
            guard let newest else {
                throw Failure(
                    .noInput, "There is no backup in \(path).",
                    remedy: "Name a backup, or the folder of a record on the medium.")
            }
            return path + "/" + newest
        }
    }
}
