import Foundation
import GRDB
import MusikRecord
import Testing

@testable import MusikStore

@Suite("Copies of the record")
struct CopyTests {
    @Test("A copy has the record's head and chain, and is its owner's alone")
    func same() throws {
        let folder = try TemporaryFolder()
        let store = try RecordStore.make(in: folder)
        try store.fill(to: 500)
        let target = folder.path + "/copy.sqlite"
        let head = try store.head()
        #expect(try store.copy(to: target) == head.number)
        let attributes = try FileManager.default.attributesOfItem(atPath: target)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let copied = try RecordStore(path: target, clock: SteppingClock().clock)
        #expect(try copied.head() == head)
        #expect(try copied.check().fault == nil)
        #expect(try copied.origin() == store.origin())
        let views = try copied.rebuildViews()
        #expect(views.before == views.after)
    }

    @Test("A copy replaces no file")
    func exists() throws {
        let folder = try TemporaryFolder()
        let store = try RecordStore.make(in: folder)
        let target = folder.path + "/copy.sqlite"
        try Data("mine".utf8).write(to: URL(fileURLWithPath: target))
        #expect {
            try store.copy(to: target)
        } throws: {
            ($0 as? StoreError)?.reason == .exists
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: target)) == Data("mine".utf8))
    }

    @Test("Nothing of a destroyed note is in a copy")
    func destroyed() throws {
        let folder = try TemporaryFolder()
        let store = try RecordStore.make(in: folder)
        let text = "the heron over the reeds"
        let recorded = try store.append(.checkedIn(CheckedIn(note: Note(text))), by: nurse)
        guard case .checkedIn(let checkedIn) = recorded.event.body,
            let reference = checkedIn.note?.reference
        else {
            Issue.record("no note")
            return
        }
        let before = folder.path + "/before.sqlite"
        _ = try store.copy(to: before)
        try store.destroyNote(reference, reason: Note("a demand"), by: nurse)
        let after = folder.path + "/after.sqlite"
        _ = try store.copy(to: after)
        func holds(_ path: String) throws -> Bool {
            try Data(contentsOf: URL(fileURLWithPath: path)).range(of: Data(text.utf8)) != nil
        }
        #expect(try holds(before))
        #expect(try !holds(after))
    }

    /// How many forms there have been up to the present one.
    private let forms = RecordSchema.migrator.migrations.count

    /// A later version's form: the present one and one table more.
    private var later: DatabaseMigrator {
        var migrator = RecordSchema.migrator
        migrator.registerMigration("\(forms + 1)") {
            try $0.execute(sql: "CREATE TABLE later (x TEXT) STRICT")
        }
        return migrator
    }

    private static func forms(_ path: String) throws -> Int? {
        try DatabaseQueue(path: path).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM grdb_migrations")
        }
    }

    @Test("Before its form changes, a record is kept beside itself as it was")
    func migration() throws {
        let folder = try TemporaryFolder()
        let head = try {
            let store = try RecordStore.make(in: folder)
            try store.fill(to: 50)
            return try store.head()
        }()
        let kept = folder.path + "/record.before-\(forms + 1).sqlite"
        var isKept = false
        let store = try RecordStore(
            path: folder.record, clock: SteppingClock().clock, migrator: later
        ) { old in
            isKept = FileManager.default.fileExists(atPath: kept)
            let found = try old.head()
            #expect(found == head)
        }
        #expect(isKept, "kept before anything else is done")
        #expect(try store.head() == head)
        #expect(try Self.forms(folder.record) == forms + 1)
        #expect(try Self.forms(kept) == forms)
        let old = try RecordStore(path: kept, clock: SteppingClock().clock)
        #expect(try old.head() == head)
        #expect(try old.check().fault == nil)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(!names.contains { $0.hasSuffix(".part") })
    }

    @Test("Where it can't be kept, or what comes before fails, its form stays as it is")
    func migrationRefused() throws {
        struct Unwilling: Error {}
        let folder = try TemporaryFolder()
        _ = try RecordStore.make(in: folder)
        #expect(throws: StoreError.self) {
            _ = try RecordStore(
                path: folder.record, clock: SteppingClock().clock, migrator: later
            ) { _ in throw Unwilling() }
        }
        #expect(try Self.forms(folder.record) == forms)
        let obstacle = folder.path + "/record.before-\(forms + 1).sqlite.part"
        try FileManager.default.createDirectory(
            atPath: obstacle, withIntermediateDirectories: false)
        #expect(throws: StoreError.self) {
            _ = try RecordStore(
                path: folder.record, clock: SteppingClock().clock, migrator: later
            ) { _ in }
        }
        #expect(try Self.forms(folder.record) == forms)
    }
}
