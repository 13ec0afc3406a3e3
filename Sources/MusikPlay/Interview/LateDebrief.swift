internal import MusikModel
internal import MusikRecord
internal import MusikSession
internal import MusikStore

/// Debrief, preference log and plan of a session whose infusion is over, entered after the fact.
///
/// What the record has already is corrected, and stays visible; what it lacks is entered for the
/// first time. All of it is written at once, after the last question.
struct LateDebrief {
    /// The name by which a file gives the reason.
    static let reasonName = "debrief.reason"

    private let store: RecordStore
    private let session: SessionEntry
    private let author: RecordAuthor
    private let interviewer: any Interviewer
    private let standing: [RecordedEvent]
    private let heard: [HeardPiece]
    private let support: SupportQuestion?
    private let proceedings: Proceedings
    /// Why entries are corrected; asked where it is not given and needed.
    private let reason: String?
    private var drafts: [RecordDraft] = []

    /// Prepares to ask.
    ///
    /// - Parameter recordings: where the recordings of cues are found.
    /// - Throws: 66 for a session that the record doesn't know, 64 for one without an infusion that
    ///   is over.
    init(
        _ code: SessionCode, in store: RecordStore, by author: RecordAuthor,
        asking interviewer: any Interviewer, recordings: CueRecordings, reason: String?
    ) throws(Failure) {
        session = try store.requireSession(code)
        let events = try recording { () throws(StoreError) in try store.events(of: code) }
        proceedings = Proceedings(code, replaying: events)
        standing = events.standing
        heard = try HeardPiece.list(events)
        support = SupportQuestion(session.arm ?? .music, heard: heard, recordings)
        self.store = store
        self.author = author
        self.interviewer = interviewer
        self.reason = reason
        let isOver =
            session.state == .running
            ? proceedings.steps[.infusion] != nil
            : proceedings.steps[.infusion] != nil || proceedings.programmeStart != nil
                || proceedings.infusion.started != nil
        guard isOver else {
            throw Failure(
                .usage, "\(code) has no infusion that is over: \(session.line).",
                remedy: session.state == .running
                    ? "Go on with it: “musik-play session \(code.patient)”."
                    : "“musik-play patient show \(code.patient)” shows which sessions were held.")
        }
    }

    /// Asks everything; a part that is left out with - stays as it is.
    mutating func ask() throws(Interruption) {
        do throws(Interruption) {
            let checked = last(FidelityChecked.self)
            let arm = session.arm ?? .music
            if let fidelity = try interviewer.askFidelity(arm, standing: checked?.payload) {
                add(.fidelityChecked(fidelity), checked?.recorded)
            }
            let last = last(Debriefed.self)
            let debrief = try interviewer.askDebrief(standing: last?.payload)
            add(
                .debriefed(debrief), last?.recorded, to: .debrief,
                isEmpty: debrief == Debriefed(lettingGo: nil, difficulty: nil, ease: nil))
        } catch { try passOver(error) }
        do throws(Interruption) {
            let last = last(PreferenceLogged.self)
            let preference = try interviewer.askPreference(
                of: heard, support: support, standing: last?.payload)
            add(
                .preferenceLogged(preference), last?.recorded, to: .preferences,
                isEmpty: preference.isEmpty)
        } catch { try passOver(error) }
        do throws(Interruption) {
            let last = last(NextPlanned.self)
            let plan = try interviewer.askNextPlan(standing: last?.payload)
            add(
                .nextPlanned(plan), last?.recorded, to: .nextPlan,
                isEmpty: plan == NextPlanned(plan: nil))
        } catch { try passOver(error) }
        try explain()
    }

    /// Writes what was answered; the entries, on the disk.
    func write() throws(Failure) -> [RecordedEvent] {
        try recording { () throws(StoreError) in try store.append(drafts, by: author) }
    }

    /// The step at which the session goes on once this is written; nil where it is closed.
    var nextStep: SessionStep? {
        var after = proceedings
        for draft in drafts { after.apply(draft.body, at: 0) }
        return after.step
    }

    private func passOver(_ interruption: Interruption) throws(Interruption) {
        switch interruption {
        case .skip, .notToday: return
        case .stop, .failed: throw interruption
        }
    }

    /// The last entry of a kind that stands.
    private func last<Payload>(
        _ kind: Payload.Type
    ) -> (recorded: RecordedEvent, payload: Payload)? {
        standing.reversed().lazy.compactMap { recorded in
            (recorded.event.body.payload as? Payload).map { (recorded, $0) }
        }.first
    }

    /// Takes up an entry, where it says something new.
    private mutating func add(
        _ body: RecordBody, _ last: RecordedEvent?, to step: SessionStep? = nil,
        isEmpty: Bool = false
    ) {
        if last.map({ $0.event.body != body }) ?? !isEmpty {
            let concern = RecordConcern(session: session.code, corrects: last?.number)
            drafts.append(RecordDraft(body, concern: concern))
        } else if last == nil {
            return
        }
        // A session that was left here goes on after it; one that is closed stays as it was closed.
        guard let step, session.state == .running, proceedings.steps[step] == nil else { return }
        drafts.append(
            RecordDraft(
                .stepTaken(StepTaken(step: step, isDone: true)),
                concern: RecordConcern(session: session.code)))
    }

    /// Gives every correction its reason, which is asked once where it was not given.
    private mutating func explain() throws(Interruption) {
        let corrections = drafts.indices.filter { drafts[$0].concern.corrects != nil }
        guard !corrections.isEmpty else { return }
        var why = reason ?? ""
        if why.isEmpty {
            why = try interviewer.reason(
                Self.reasonName,
                Bilingual("Why is it corrected?", "Pourquoi cette correction ?"))
        }
        for place in corrections { drafts[place].reason = Note(why) }
    }
}

extension RecordStore {
    /// A session that has to be there.
    /// - Throws: 66 where the record doesn't know it.
    func requireSession(_ code: SessionCode) throws(Failure) -> SessionEntry {
        let known = try recording { () throws(StoreError) in try session(code) }
        guard let known else {
            throw Failure(
                .noInput, "The record knows no session \(code).",
                remedy: "See “musik-play patient show \(code.patient)”.")
        }
        return known
    }
}
