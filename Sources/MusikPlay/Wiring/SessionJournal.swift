// The journal's thread waits for the record's disk as long as that lets it: the session's thread only
// hands events over while music plays.
internal import FoundationEssentials
internal import MusikEngine
internal import MusikRecord
internal import MusikSession
internal import MusikStore

/// Writes what happens in one session into the record, and folds it into the session's state.
///
/// Between steps an event is on the disk when `keep` returns; while music plays, `hand` returns at
/// once and a thread of its own writes. Used by the session's thread.
final class SessionJournal {
    /// Which session.
    let session: SessionCode
    /// How far it has come.
    private(set) var proceedings: Proceedings
    /// Who acts, until somebody else takes over.
    private(set) var author: RecordAuthor
    private let store: RecordStore
    private let queue: DraftQueue
    private let began: WallTime
    private let clock: SessionClock

    /// The session's clock in seconds: the wall clock's since it began, or the programme's where
    /// that runs faster.
    var seconds: Double { clock.seconds }

    /// Begins a session, or takes up one that was left.
    init(
        _ session: SessionCode, store: RecordStore, author: RecordAuthor, starting: SessionStarted
    ) throws(Failure) {
        self.session = session
        self.store = store
        self.author = author
        queue = DraftQueue(store)
        var events = try recording { () throws(StoreError) in try store.events(of: session) }
        var body = RecordBody.sessionStarted(starting)
        let known = Proceedings(session, replaying: events)
        if let step = known.step { body = .sessionResumed(SessionResumed(step: step)) }
        let appended = try recording { () throws(StoreError) in
            try store.append(body, RecordConcern(session: session), by: author)
        }
        events.append(appended)
        proceedings = Proceedings(session, replaying: events)
        let first = events.first { $0.event.body.kind == .sessionStarted } ?? appended
        began = first.event.time
        clock = SessionClock(from: appended.event.time.seconds(since: began))
    }

    /// Writes an event; it is on the disk when this returns.
    func keep(_ body: RecordBody, reason: String? = nil) throws(Failure) {
        try queue.flush()
        try recording { () throws(StoreError) in
            _ = try store.append(
                body, RecordConcern(session: session), reason: reason.map(Note.init), by: author)
        }
        proceedings.apply(body, at: seconds)
    }

    /// Hands an event over to be written; never waits for the disk.
    func hand(_ body: RecordBody, reason: String? = nil) {
        proceedings.apply(body, at: seconds)
        put(body, reason: reason, by: author)
    }

    /// Hands a line of the player over.
    func hand(_ line: SessionEventLine) {
        guard let data = try? JSONEncoder().encode(line),
            let value = try? JSONDecoder().decode(JSONValue.self, from: data)
        else { preconditionFailure("a line is JSON") }
        put(.soundLine(SoundLine(line: value)), by: author.machine)
    }

    /// Hands over that the last reading of vital signs was mistyped.
    func correctLast(_ vitals: VitalSigns) {
        proceedings.correctLast(vitals)
        put(.vitalSigns(vitals), reason: "mistyped", correctsLast: true, by: author)
    }

    private func put(
        _ body: RecordBody, reason: String? = nil, correctsLast: Bool = false,
        by author: RecordAuthor
    ) {
        var draft = RecordDraft(
            body, concern: RecordConcern(session: session), reason: reason.map(Note.init))
        draft.moment = store.now
        draft.correctsLast = correctsLast
        queue.put(draft, by: author)
    }

    /// Waits until everything handed over is on the disk.
    /// - Throws: what kept it from being written.
    func flush() throws(Failure) { try queue.flush() }

    /// Writes what still waits and ends.
    func end() throws(Failure) {
        defer { queue.end() }
        try queue.flush()
    }

    /// Whether everything handed over is on the disk.
    var isWritten: Bool { queue.isWritten }

    /// What the screen has to say of the record; nil while it is well.
    var trouble: Phrase? { queue.trouble }

    /// Somebody else is with the patient from here on.
    func handOver(to actor: ActorCode) {
        hand(.handedOver(HandedOver(to: actor)))
        author.actor = actor
    }

    /// From here on the session's clock follows the programme's.
    func follow(_ programme: @escaping () -> Double) { clock.follow(programme) }

    /// The session's clock follows the wall's again.
    func unfollow() { clock.unfollow() }
}

/// The seconds of a session: real time, or the programme's where that plays.
final class SessionClock {
    private var base: Double
    private var since = MonotonicClock.nanoseconds
    private var programme: (() -> Double)?

    /// A clock that stands at so many seconds now.
    init(from seconds: Double) { base = seconds }

    var seconds: Double {
        if let programme { return base + programme() }
        return base + Double(MonotonicClock.nanoseconds - since) * 1e-9
    }

    /// Goes on by the seconds of a programme that stands at nought now.
    func follow(_ programme: @escaping () -> Double) {
        base = seconds
        self.programme = programme
    }

    /// Goes on in real time.
    func unfollow() {
        base = seconds
        since = MonotonicClock.nanoseconds
        programme = nil
    }
}
