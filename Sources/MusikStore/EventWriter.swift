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
        var draft = draft
        if let corrected = draft.concern.corrects {
            try requireCorrectable(corrected, by: draft)
        } else if draft.correctsLast {
            draft.concern.corrects = try lastStanding(draft.body.kind, of: draft.concern.session)
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

    /// A correction takes the place of an entry that stands, of its own kind and session; a reason
    /// that is given afterwards may be any entry's.
    private func requireCorrectable(_ number: Int, by draft: RecordDraft) throws {
        func refuse(_ reason: StoreError.Reason) -> StoreError {
            StoreError(reason: reason, path: store.path, call: "append")
        }
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT kind, session, correctedBy FROM entry WHERE number = ?"),
            arguments: [number])
        guard let row else { throw refuse(.noSuchEntry) }
        if case .explained = draft.body { return }
        let (kind, session): (String, String?) = (row["kind"], row["session"])
        guard kind == draft.body.kind.rawValue, session == draft.concern.session?.text else {
            throw refuse(.otherEntry(kind: kind, session: session))
        }
        if let by: Int = row["correctedBy"] { throw refuse(.corrected(by: by)) }
    }

    /// The number under which a session's last event of a kind stands; nil where there is none.
    private func lastStanding(_ kind: RecordBody.Kind, of session: SessionCode?) throws -> Int? {
        guard let session else { return nil }
        // By the first entries: the last correction may be of an earlier one.
        var number = try Int.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT max(number) FROM entry
                    WHERE session = ? AND kind = ? AND corrects IS NULL
                    """), arguments: [session.text, kind.rawValue])
        let correction = try database.cachedStatement(
            sql: "SELECT correctedBy FROM entry WHERE number = ?")
        while let by = try number.flatMap({ try Int.fetchOne(correction, arguments: [$0]) }) {
            number = by
        }
        return number
    }
}
