import Foundation
import GRDB
import MusikRecord
import Testing

@testable import MusikPlay
@testable import MusikStore

/// A folder on another medium than any disk: the machine's memory. Gone when this is.
final class SecondMedium: Sendable {
    let path = "/dev/shm/musik-\(UUID().uuidString.prefix(8))"

    init() throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The paths of all files in it.
    var files: [String] {
        let names = FileManager.default.enumerator(atPath: path)?.allObjects as? [String] ?? []
        return names.map { path + "/" + $0 }.filter {
            (try? FileManager.default.attributesOfItem(atPath: $0))?[.type] as? FileAttributeType
                == .typeRegular
        }
    }
}

extension EndToEnd {
    @Suite("Backups of the record")
    struct BackupTests {
        private static let secret = "the heron over the reeds"

        private let scratch: Scratch
        private let medium: SecondMedium
        private let data: String
        private let key: String
        private let recipient: String

        init() throws {
            scratch = try Scratch()
            medium = try SecondMedium()
            data = try dataFolder(in: scratch)
            key = scratch.path + "/key.txt"
            try tool("age-keygen -o \(key)")
            recipient = try tool("age-keygen -y \(key)").trimmingCharacters(in: .newlines)
        }

        @discardableResult
        private func run(
            _ arguments: String..., path: String = "/usr/bin:/bin", exits code: Int32 = 0
        ) throws -> Built.Result {
            let result = try Built.run(
                arguments, in: root,
                environment: ["MUSIK_DATA": data, "MUSIK_AS": "NB", "PATH": path])
            #expect(result.exit == code, "\(arguments): \(result.errors) \(result.output)")
            return result
        }

        /// A folder with a patient, two sessions to come, and a note.
        private func prepare(rehearsal: Bool = true) throws {
            if rehearsal {
                try run("init", "--site", "MTL1", "--rehearsal")
            } else {
                try run("init", "--site", "MTL1")
            }
            try run("patient", "add", "M01-017", "--language", "fr")
            try run("course", "start", "M01-017", "--from", "2026-11-23")
            try run(
                "course", "move", "M01-017-S02", "--to", "2026-11-27", "--reason", Self.secret)
        }

        @discardableResult
        private func arrange(_ folder: String? = nil, exits code: Int32 = 0) throws -> Built.Result
        {
            try run(
                "backup", "arrange", "--to", folder ?? medium.path, "--recipient", recipient,
                exits: code)
        }

        private func bodies() throws -> [RecordBody] {
            let store = try RecordStore(path: data + "/record.sqlite", clock: .system)
            return try (1...store.head().number).compactMap { try store.event($0)?.body }
        }

        private func lastProblem() throws -> BackupMissed.Problem? {
            guard case .backupMissed(let missed)? = try bodies().last else { return nil }
            return missed.problem
        }

        /// No copy in clear, and nothing half made, anywhere.
        private func expectNothingLeft() throws {
            let names = try FileManager.default.contentsOfDirectory(atPath: data)
            #expect(!names.contains { $0.hasPrefix(".copy-") }, "\(names)")
            #expect(!medium.files.contains { $0.hasSuffix(".part") })
        }

        @Test("A backup is encrypted, comes back whole with the key, and with no other")
        func wayAndBack() throws {
            try prepare()
            #expect(try arrange().output.contains("musik-REHEARSAL-MTL1-"))
            let verified = try run("records", "verify").output
            let head = try #require(verified.split(separator: "\n").first { $0.hasPrefix("head ") })
            let made = try run("backup", "now").output
            let file = try #require(medium.files.first)
            #expect(medium.files.count == 1 && made.contains(file))
            #expect(
                file.contains(#/\/musik-REHEARSAL-MTL1-000005-[0-9]{8}T[0-9]{6}Z\.age$/#), "\(file)"
            )
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            try expectNothingLeft()
            let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            #expect(bytes.starts(with: Data("age-encryption.org/v1".utf8)))
            let clear = try Data(contentsOf: URL(fileURLWithPath: data + "/record.sqlite"))
            for word in [Self.secret, "M01-017", "SQLite format 3"] {
                #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word)")
            }
            #expect(clear.range(of: Data("SQLite format 3".utf8)) != nil)

            let restored = scratch.path + "/restored"
            let back = try run(
                "backup", "restore", file, "--identity", key, "--data", restored
            ).output
            #expect(back.contains(head) && back.hasSuffix("\(head.dropFirst(5))\n"))
            #expect(try run("records", "verify", "--data", restored).output.contains(head))
            let note = try DatabaseQueue(path: restored + "/record.sqlite").read {
                try String.fetchOne($0, sql: "SELECT text FROM note")
            }
            #expect(note == Self.secret)
            let again = try run(
                "backup", "restore", file, "--identity", key, "--data", restored,
                exits: Sysexit.cannotCreate.rawValue)
            #expect(again.errors.contains("already"))

            let other = scratch.path + "/other.txt"
            try tool("age-keygen -o \(other)")
            let elsewhere = scratch.path + "/elsewhere"
            let refused = try run(
                "backup", "restore", file, "--identity", other, "--data", elsewhere,
                exits: Sysexit.data.rawValue)
            #expect(refused.errors.contains("can't be decrypted"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere).isEmpty)
        }

        @Test("list knows each backup, and finds the one that was changed")
        func list() throws {
            try prepare()
            try arrange()
            try run("backup", "now")
            try run("backup", "now")
            let files = medium.files.sorted()
            #expect(files.count == 2)
            let listed = try run("backup", "list").output
            #expect(listed.components(separatedBy: "  unchanged").count == 3)
            #expect(listed.contains("2 backups, "))
            // The newest in a folder is restored.
            let folder = (files[0] as NSString).deletingLastPathComponent
            let newest = scratch.path + "/newest"
            #expect(
                try run("backup", "restore", folder, "--identity", key, "--data", newest)
                    .output.contains(files[1]))
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: files[1]))
            try handle.seek(toOffset: 5_000)
            try handle.write(contentsOf: Data([1, 2, 3]))
            try handle.close()
            let changed = try run("backup", "list", exits: Sysexit.data.rawValue)
            #expect(changed.output.contains("CHANGED") && changed.output.contains("unchanged"))
            let broken = scratch.path + "/broken"
            try run(
                "backup", "restore", files[1], "--identity", key, "--data", broken,
                exits: Sysexit.data.rawValue)
            #expect(!FileManager.default.fileExists(atPath: broken + "/record.sqlite"))
            #expect(unlink(files[0]) == 0)
            #expect(
                try run("backup", "list", exits: Sysexit.data.rawValue).output
                    .contains("not on this medium"))
        }

        @Test("What lies on the record's own disk is reported as none")
        func sameDisk() throws {
            try prepare()
            let folder = scratch.path + "/second"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: false)
            #expect(try arrange(folder).errors.contains("own disk"))
            let missed = try run("backup", "now", exits: Sysexit.configuration.rawValue)
            #expect(missed.errors.contains("own disk") && missed.output.hasPrefix("REHEARSAL"))
            #expect(try lastProblem() == .sameDisk)
            #expect(try tool("find \(folder) -type f").isEmpty)
        }

        @Test("Memory is no medium for patients' records")
        func memory() throws {
            try prepare(rehearsal: false)
            #expect(try arrange().errors.contains("memory"))
            try run("backup", "now", exits: Sysexit.configuration.rawValue)
            #expect(try lastProblem() == .memory)
            #expect(medium.files.isEmpty)
        }

        @Test("What is arranged wrongly is refused, and nothing recorded")
        func wrong() throws {
            try prepare()
            let before = try bodies().count
            try arrange(scratch.path + "/nowhere", exits: Sysexit.noInput.rawValue)
            let secret = "AGE-SECRET-KEY-1QQQQ"
            for key in [secret, "age1xyz", "ssh-ed25519 AAAA"] {
                let refused = try Built.run(
                    ["backup", "arrange", "--to", medium.path, "--recipient", key],
                    environment: ["MUSIK_DATA": data, "MUSIK_AS": "NB"])
                #expect([64, 65].contains(refused.exit), "\(key)")
                #expect(!refused.errors.contains(secret))
            }
            #expect(try bodies().count == before)
            let none = try run("backup", "now", exits: Sysexit.configuration.rawValue)
            #expect(none.errors.contains("musik-play backup arrange"))
            #expect(try lastProblem() == .noneNamed)
        }

        @Test("Without age there is no backup, and it is said how to get it")
        func noAge() throws {
            try prepare()
            try arrange()
            let missed = try run(
                "backup", "now", path: "/nonexistent", exits: Sysexit.unavailable.rawValue)
            #expect(missed.errors.contains("apt-get install age"))
            #expect(try lastProblem() == .noProgram)
            try expectNothingLeft()
            #expect(medium.files.isEmpty)
            #expect(try run("doctor", path: "/nonexistent").output.contains("age is missing"))
        }

        @Test("What a process that was killed left in clear is removed by the next backup")
        func killed() throws {
            try prepare()
            try arrange()
            let ended = try Running("/bin/true", [])
            _ = ended.exit(within: 10)
            let left = data + "/.copy-\(ended.pid)"
            _ = try scratch.file("data/.copy-\(ended.pid)/record.sqlite", Self.secret)
            #expect(FileManager.default.fileExists(atPath: left))
            try run("backup", "now")
            try expectNothingLeft()
        }

        @Test("The doctor says whether there is a backup, and whether it has the last session")
        func doctor() throws {
            try prepare()
            #expect(try run("doctor").output.contains("no backup of the record is arranged"))
            try arrange()
            #expect(try run("doctor").output.contains("has been made yet"))
            try run("backup", "now")
            #expect(try run("doctor").output.contains("was made 0 hours ago"))
            let store = try RecordStore(path: data + "/record.sqlite", clock: .system)
            let author = RecordAuthor(actor: ActorCode("NB")!, role: .clinician, site: store.site)
            try store.append(
                .sessionClosed(SessionClosed(outcome: .completed)),
                RecordConcern(session: SessionCode("M01-017-S01")!), by: author)
            #expect(try run("doctor").output.contains("lacks the last session"))
        }

        // MARK: After a session

        @discardableResult
        private func session(_ language: String) throws -> Built.Result {
            return try run(
                "session", "M01-017", "--window", "1m", "--infusion", "40s", "--headphones",
                "null:?speed=20", "--answers", "Samples/rehearsal.json", "--language", language)
        }

        @Test("After a session the record is backed up, and with no medium the session still ends")
        func afterSession() throws {
            try prepare()
            #expect(try session("en").output.contains("No backup: none is arranged"))
            #expect(try lastProblem() == .noneNamed)
            try arrange()
            let second = try session("fr").output
            let name = (try #require(medium.files.first) as NSString).lastPathComponent
            #expect(second.contains("Sauvegarde\u{A0}: \(name)"))
            let kinds = try bodies().suffix(2).map(\.kind)
            #expect(kinds == [.sessionClosed, .backupMade])
            try expectNothingLeft()
            let restored = scratch.path + "/restored"
            try run(
                "backup", "restore", medium.files[0], "--identity", key, "--data", restored)
            let shown = try run("patient", "show", "M01-017", "--data", restored).output
            #expect(shown.components(separatedBy: "  completed").count == 3)

            try FileManager.default.removeItem(atPath: medium.path)
            let third = try session("en")
            #expect(third.output.contains("No backup: the medium is not there"))
            #expect(try bodies().suffix(2).first?.kind == .sessionClosed)
            #expect(try lastProblem() == .absent)
        }

        @Test("A rehearsal in a folder of patients backs nothing up")
        func throwaway() throws {
            try prepare(rehearsal: false)
            let before = try bodies().count
            let result = try run(
                "session", "M01-017", "--rehearsal", "--window", "1m", "--infusion", "40s",
                "--headphones", "null:?speed=20", "--answers", "Samples/rehearsal.json")
            #expect(result.output.contains("nothing of it was kept"))
            #expect(!result.output.lowercased().contains("backup"), "\(result.output)")
            #expect(try bodies().count == before)
        }

        // MARK: Media of their own

        /// Namespaces of its own, in which a shell may mount what it likes.
        private static let unshare =
            geteuid() == 0
            ? "unshare --mount" : "unshare --mount --map-root-user"
        private static let canMount = (try? tool("\(unshare) true")) != nil

        @Test(
            "A full medium, and a folder whose medium was taken out, hold no backup",
            .enabled(if: canMount, "this system lets nobody mount"))
        func fullAndGone() throws {
            try prepare()
            let place = scratch.path + "/stick"
            try FileManager.default.createDirectory(
                atPath: place, withIntermediateDirectories: false)
            let script = try scratch.file(
                "script",
                """
                set -e
                export MUSIK_DATA=\(data) MUSIK_AS=NB
                mount -t tmpfs -o size=16k none \(place)
                \(Built.path) backup arrange --to \(place) --recipient \(recipient)
                \(Built.path) backup now || echo "first $?"
                find \(place) -type f
                umount \(place)
                \(Built.path) backup now || echo "second $?"
                """)
            let said = try tool("\(Self.unshare) sh \(script)")
            #expect(said.contains("is full") && said.contains("first 74"), "\(said)")
            #expect(!said.contains(".part\n"), "\(said)")
            #expect(said.contains("the medium is not there") && said.contains("second 66"))
            let problems = try bodies().compactMap { body -> BackupMissed.Problem? in
                if case .backupMissed(let missed) = body { missed.problem } else { nil }
            }
            #expect(problems == [.full, .absent])
        }

        @Test("A medium that takes too long is given up, and nothing unfinished counts")
        func slow() throws {
            try prepare()
            try arrange()
            let program = try scratch.file("slow", "#!/bin/sh\nexec sleep 60\n")
            chmod(program, 0o700)
            let store = try RecordStore(path: data + "/record.sqlite", clock: .system)
            let begin = ContinuousClock.now
            let result = BackupMaker(store, patience: 0.5, program: program).runInTime()
            #expect(ContinuousClock.now - begin < .seconds(2.5))
            guard case .failure(let miss) = result else {
                Issue.record("made")
                return
            }
            #expect(miss.problem == .failed && miss.line.english.contains("within"))
            try expectNothingLeft()
            #expect(medium.files.isEmpty)
        }

        @Test("Before its form changes, a record is backed up as it was")
        func migration() throws {
            try prepare()
            try arrange()
            var migrator = RecordSchema.migrator
            let present = migrator.migrations.count
            migrator.registerMigration("\(present + 1)") {
                try $0.execute(sql: "CREATE TABLE later (x)")
            }
            var result: Result<Backup, BackupMiss>?
            let store = try RecordStore(
                path: data + "/record.sqlite", clock: .system, migrator: migrator
            ) { result = BackupMaker($0).run() }
            let backup = try #require(try result?.get())
            #expect(try backup.made.head == store.head().number)
            let restored = scratch.path + "/restored"
            try run("backup", "restore", backup.path, "--identity", key, "--data", restored)
            let forms = try DatabaseQueue(path: restored + "/record.sqlite").read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM grdb_migrations")
            }
            #expect(forms == present)
        }
    }
}
