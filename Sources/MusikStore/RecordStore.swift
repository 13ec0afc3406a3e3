internal import FoundationEssentials
internal import GRDB
internal import MusikDigest
public import MusikModel
public import MusikRecord

/// The one record of a data folder: a chain of events in SQLite, and the views it feeds.
///
/// An event is acknowledged only once it is on the disk itself, in one transaction with the views.
/// Any thread but an audio thread; calls wait for each other and for the disk.
public final class RecordStore: Sendable {
    /// The file.
    public let path: String
    /// The site that the folder was made for.
    public let site: SiteCode
    /// Whether the folder is a rehearsal as a whole.
    public let isRehearsal: Bool
    let queue: DatabaseQueue
    private let clock: RecordClock

    /// Makes a new record, whose first event says by whom and for which site.
    ///
    /// - Throws: `StoreError` `exists` where there is one already.
    public static func create(
        at path: String, by author: RecordAuthor, isRehearsal: Bool, clock: RecordClock
    ) throws(StoreError) -> RecordStore {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw StoreError(reason: .exists, path: path, call: "create")
        }
        let queue = try connect(path, call: "create")
        do {
            try RecordSchema.migrator.migrate(queue)
        } catch {
            throw StoreError(error, path: path, call: "create")
        }
        let store = RecordStore(
            path: path, site: author.site, isRehearsal: isRehearsal, queue: queue, clock: clock)
        try store.append([RecordDraft(.folderOpened(FolderOpened()))], by: author)
        return store
    }

    /// Opens a record, and brings it into this version's form.
    ///
    /// Before the form is changed a copy of the record is kept beside it, such as
    /// `record.before-2.sqlite`; where that fails, nothing is changed.
    /// - Parameter beforeMigration: called after that, with the record still in its old form.
    /// - Throws: `StoreError`, `absent` where there is none.
    public convenience init(
        path: String, clock: RecordClock, beforeMigration: (RecordStore) throws -> Void = { _ in }
    ) throws(StoreError) {
        try self.init(
            path: path, clock: clock, migrator: RecordSchema.migrator,
            beforeMigration: beforeMigration)
    }

    /// Opens a record and brings it into the form of a migrator.
    init(
        path: String, clock: RecordClock, migrator: DatabaseMigrator,
        beforeMigration: (RecordStore) throws -> Void
    ) throws(StoreError) {
        guard FileManager.default.fileExists(atPath: path) else {
            throw StoreError(reason: .absent, path: path, call: "open")
        }
        let queue = try Self.connect(path, call: "open")
        self.path = path
        self.queue = queue
        self.clock = clock
        do {
            let first = try queue.read { database in
                if try migrator.hasBeenSuperseded(database) {
                    throw StoreError(
                        reason: .newerForm(try migrator.appliedIdentifiers(database).count),
                        path: path, call: "open")
                }
                guard try database.tableExists("event") else { return RecordEvent?.none }
                return try Self.event(1, in: database, path: path)
            }
            guard let first, case .folderOpened = first.body else {
                throw StoreError(reason: .notARecord, path: path, call: "open")
            }
            site = first.author.site
            isRehearsal = first.isRehearsal
        } catch {
            throw StoreError(error, path: path, call: "open")
        }
        do {
            if try queue.read({ try !migrator.hasCompletedMigrations($0) }) {
                try keepCopy(before: migrator.migrations.count)
                try beforeMigration(self)
                try migrator.migrate(queue)
            }
        } catch {
            throw StoreError(error, path: path, call: "migrate")
        }
    }

    private init(
        path: String, site: SiteCode, isRehearsal: Bool, queue: DatabaseQueue, clock: RecordClock
    ) {
        self.path = path
        self.site = site
        self.isRehearsal = isRehearsal
        self.queue = queue
        self.clock = clock
    }

    private static func connect(
        _ path: String, call: String
    ) throws(StoreError) -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "record"
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            // A commit returns when its bytes are on the disk, not when they are on their way.
            try database.execute(
                sql:
                    "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON"
            )
        }
        do {
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw StoreError(error, path: path, call: call)
        }
    }

    // MARK: Writing

    /// Appends events in one transaction with the views that they feed.
    ///
    /// A wall clock that stands before the last event's time is an event of its own, before them.
    /// - Returns: the events with their numbers; they are on the disk.
    @discardableResult public func append(
        _ drafts: [RecordDraft], by author: RecordAuthor
    ) throws(StoreError) -> [RecordedEvent] {
        try append(drafts.map { (draft: $0, author: author) })
    }

    /// Appends events of several authors; see `append(_:by:)`.
    @discardableResult public func append(
        _ drafts: [(draft: RecordDraft, author: RecordAuthor)]
    ) throws(StoreError) -> [RecordedEvent] {
        do {
            return try queue.write { database in
                let writer = try EventWriter(database, store: self)
                return try drafts.map { try writer.append($0.draft, by: $0.author) }
            }
        } catch {
            throw StoreError(error, path: path, call: "append")
        }
    }

    /// Appends one event; see `append(_:by:)`.
    @discardableResult public func append(
        _ body: RecordBody, _ concern: RecordConcern = RecordConcern(), reason: Note? = nil,
        by author: RecordAuthor
    ) throws(StoreError) -> RecordedEvent {
        let recorded = try append(
            [RecordDraft(body, concern: concern, reason: reason)], by: author)
        return recorded[recorded.count - 1]
    }

    /// Destroys a note's text; the chain keeps its salted digest and the event that says so.
    public func destroyNote(
        _ reference: String, reason: Note, by author: RecordAuthor
    ) throws(StoreError) {
        do {
            try queue.write { database in
                try database.execute(
                    sql: "DELETE FROM note WHERE reference = ?", arguments: [reference])
                guard database.changesCount == 1 else {
                    throw StoreError(reason: .noSuchEntry, path: path, call: "destroy")
                }
                let draft = RecordDraft(
                    .noteDestroyed(NoteDestroyed(note: reference)),
                    concern: try concern(ofNote: reference, in: database), reason: reason)
                _ = try EventWriter(database, store: self).append(draft, by: author)
            }
            // What was deleted must not live on in the log of the database.
            _ = try queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        } catch {
            throw StoreError(error, path: path, call: "destroy")
        }
    }

    /// Whom and which session the first event that holds a note concerns.
    private func concern(
        ofNote reference: String, in database: Database
    ) throws -> RecordConcern {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT number, bytes FROM event
                WHERE instr(bytes, CAST(? AS BLOB)) > 0 ORDER BY number LIMIT 1
                """, arguments: [reference])
        guard let row else { return RecordConcern() }
        let event = try EventReader(database, path: path).event(row[1], number: row[0])
        return RecordConcern(subject: event.concern.subject, session: event.concern.session)
    }

    /// The present moment, by the clocks that the record takes its times from.
    public var now: RecordMoment { clock.now }

    // MARK: Reading

    /// The digest of the last event, which a printed report carries.
    public func head() throws(StoreError) -> (number: Int, digest: ContentDigest) {
        let link = try read("head") { try EventWriter.lastLink($0) }
        return (link.number, ContentDigest(bytes: link.digest))
    }

    /// The digest of an event by its number; nil where there is none.
    public func digest(of number: Int) throws(StoreError) -> ContentDigest? {
        let digest = try read("digest") {
            try Data.fetchOne(
                $0, sql: "SELECT digest FROM event WHERE number = ?", arguments: [number])
        }
        return digest.map { ContentDigest(bytes: $0) }
    }

    /// An event by its number; nil where there is none.
    public func event(_ number: Int) throws(StoreError) -> RecordEvent? {
        try read("event") { try Self.event(number, in: $0, path: path) }
    }

    /// All events of a session, in order, with their notes' texts.
    public func events(of session: SessionCode) throws(StoreError) -> [RecordedEvent] {
        try read("events") { database in
            let numbers = try Int.fetchAll(
                database, sql: "SELECT number FROM entry WHERE session = ? ORDER BY number",
                arguments: [session.text])
            return try recorded(numbers, in: database)
        }
    }

    /// The number of the last event that corrects one; nil where it stands as it was written.
    public func correction(of number: Int) throws(StoreError) -> Int? {
        try read("correction") {
            try Int.fetchOne(
                $0, sql: "SELECT correctedBy FROM entry WHERE number = ?", arguments: [number])
        }
    }

    func read<Value>(
        _ call: String, _ body: (Database) throws -> Value
    ) throws(StoreError) -> Value {
        do {
            return try queue.read(body)
        } catch {
            throw StoreError(error, path: path, call: call)
        }
    }

    /// Events by their numbers, as far as they are there.
    func recorded(_ numbers: [Int], in database: Database) throws -> [RecordedEvent] {
        try numbers.compactMap { number in
            try Self.event(number, in: database, path: path).map {
                RecordedEvent(number: number, event: $0)
            }
        }
    }

    private static func event(
        _ number: Int, in database: Database, path: String
    ) throws -> RecordEvent? {
        let bytes = try Data.fetchOne(
            database, sql: "SELECT bytes FROM event WHERE number = ?", arguments: [number])
        let reader = EventReader(database, path: path)
        return try bytes.map { try reader.event($0, number: number) }
    }
}
