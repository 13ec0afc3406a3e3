internal import FoundationEssentials
internal import MusikModel
internal import MusikRecord
internal import MusikStore

/// What the record says of a session, in the order in which a person asks for it.
///
/// Made of the record alone: the same record gives the same report, whenever it is asked for.
struct SessionReport: Hashable, Sendable {
    /// Where the record's chain stood when the report was made.
    struct Head: Hashable, Sendable {
        /// The number of the last event.
        var number: Int
        /// Its digest.
        var digest: ContentDigest
    }

    /// The session.
    let session: SessionEntry
    /// The site.
    let site: SiteCode
    /// Whether the whole folder is a rehearsal.
    let isRehearsal: Bool
    /// The head of the record.
    let head: Head
    /// All events but the sound's lines.
    let entries: [ReportEntry]
    /// What sounded: one for each time the player was started, oldest first.
    let sounds: [DeliveredSound]

    /// Reports a session from its events.
    /// - Throws: 65 where a line of the sound is none of this program's.
    init(
        _ session: SessionEntry, events: [RecordedEvent], site: SiteCode, isRehearsal: Bool,
        head: Head
    ) throws(Failure) {
        self.session = session
        self.site = site
        self.isRehearsal = isRehearsal
        self.head = head
        entries = ReportEntry.list(events)
        sounds = try DeliveredSound.list(events)
    }

    /// Reports a session of a record.
    /// - Throws: 66 for a session that the record doesn't know, 65 and others as `RecordStore`.
    init(_ code: SessionCode, in store: RecordStore) throws(Failure) {
        let known = try store.requireSession(code)
        let events = try recording { () throws(StoreError) in try store.events(of: code) }
        let head = try recording { () throws(StoreError) in try store.head() }
        try self.init(
            known, events: events, site: store.site, isRehearsal: store.isRehearsal,
            head: Head(number: head.number, digest: head.digest))
    }

    /// Whether the session was ever started.
    var hasBegun: Bool { session.started != nil }

    /// All entries of a kind, corrected ones included.
    func all<Payload>(_ kind: Payload.Type) -> [(entry: ReportEntry, payload: Payload)] {
        entries.compactMap { entry in
            (entry.event.body.payload as? Payload).map { (entry, $0) }
        }
    }

    /// The entries of a kind that stand.
    func standing<Payload>(_ kind: Payload.Type) -> [(entry: ReportEntry, payload: Payload)] {
        all(kind).filter { $0.entry.stands }
    }
}

extension SoundLine {
    /// The line as the player wrote it.
    func decoded() throws -> SessionEventLine {
        try JSONDecoder().decode(SessionEventLine.self, from: JSONEncoder().encode(line))
    }
}

extension WallTime {
    /// Reads a time of the player, which has three decimals or none; nil for any other form.
    init?(player text: String) {
        guard text.hasSuffix("Z") else { return nil }
        let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { return nil }
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        guard fraction.count <= 6 else { return nil }
        let zeros = String(repeating: "0", count: 6 - fraction.count)
        self.init(parts[0] + "." + fraction + zeros + "Z")
    }
}
