internal import FoundationEssentials
internal import GRDB
internal import MusikDigest
internal import MusikRecord

/// Appends events within one transaction.
final class EventWriter {
    private let database: Database
    private let store: RecordStore
    private let text: EventText
    private let shelf: NoteShelf
    private let views: RecordViews
    private var link: EventChain.Link
    private var lastTime: WallTime?

    init(_ database: Database, store: RecordStore) throws {
        self.database = database
        self.store = store
        shelf = NoteShelf(database, path: store.path)
        views = RecordViews(database: database)
        text = EventText(keeper: shelf)
        link = try Self.lastLink(database)
        lastTime = try String.fetchOne(
            database.cachedStatement(
                sql: "SELECT time FROM entry ORDER BY number DESC LIMIT 1")
        ).flatMap(WallTime.init)
    }

    /// The last entry, or what the first one follows.
    static func lastLink(_ database: Database) throws -> EventChain.Link {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT number, digest FROM event ORDER BY number DESC LIMIT 1"))
        guard let row else { return .origin }
        let digest: Data = row[1]
        return EventChain.Link(number: row[0], digest: Array(digest))
    }

    /// Appends an event, before it the step of a clock that went back.
    func append(_ draft: RecordDraft, by author: RecordAuthor) throws -> RecordedEvent {
        let now = store.now
        if let last = lastTime, now.wall < last {
            let step = RecordDraft(.clockStepped(ClockStepped(from: last)))
            _ = try append(step, by: author.machine, at: now)
        }
        lastTime = now.wall
        return try append(draft, by: author, at: draft.moment ?? now)
    }

    private func append(
        _ draft: RecordDraft, by author: RecordAuthor,
        at moment: RecordMoment
    ) throws -> RecordedEvent {
        if let corrected = draft.concern.corrects, !(1...link.number).contains(corrected) {
            throw StoreError(reason: .noSuchEntry, path: store.path, call: "append")
        }
        let event = RecordEvent(
            time: moment.wall, monotonicNanoseconds: moment.monotonicNanoseconds, author: author,
            concern: draft.concern, body: draft.body, reason: draft.reason,
            isRehearsal: store.isRehearsal)
        let bytes = EventChain.entry(try text.bytes(of: event), after: link)
        let digest = Digester.sha256(bytes)
        link = EventChain.Link(number: link.number + 1, digest: digest)
        try database.cachedStatement(
            sql: "INSERT INTO event (number, bytes, digest) VALUES (?, ?, ?)"
        ).execute(arguments: [link.number, Data(bytes), Data(digest)])
        // The views take what a rebuild would take: with notes, the event as it was stored.
        let stored =
            try shelf.store() == 0
            ? event
            : EventReader(database, path: store.path).event(Data(bytes), number: link.number)
        let recorded = RecordedEvent(number: link.number, event: stored)
        try views.apply(recorded)
        return recorded
    }
}
