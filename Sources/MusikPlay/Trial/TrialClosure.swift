internal import MusikModel
internal import MusikRecord
internal import MusikStore

/// What stands between a record and its lock: queries, what was said to be missing, signatures, and
/// the locks themselves; a view of the record.
struct TrialClosure {
    /// A question about the data.
    struct Query {
        var entry: Int
        var concern: RecordConcern
        var about: Int?
        var question: Note
        /// The answer; nil while it is open.
        var answer: Note?
    }

    /// What is missing, of whom.
    struct Missing: Hashable {
        /// The session's or the patient's code.
        var code: String
        var item: String
    }

    /// A lock or an unlocking, and who has signed it.
    struct Step<Body> {
        var entry: Int
        var body: Body
        var signers: [RecordAuthor.Role: ActorCode] = [:]

        /// Both have signed, and they are two.
        var isSigned: Bool {
            guard let one = signers[.coordinator], let other = signers[.statistician] else {
                return false
            }
            return one != other
        }
    }

    /// All queries by their entries.
    private(set) var queries: [Query] = []
    /// Why something is missing.
    private(set) var missing: [Missing: Note] = [:]
    /// The last lock that was proposed; nil before any.
    private(set) var lock: Step<TrialLocked>?
    /// The last unlocking that was proposed of that lock; nil before any.
    private(set) var unlock: Step<TrialUnlocked>?
    /// The last signature of each session's debrief, by the entry that closed the session.
    private(set) var signedDebriefs: [Int: Int] = [:]
    /// The letter of each arm, once letters were drawn.
    private(set) var letters: [String: String]?

    private static let kinds: [RecordBody.Kind] = [
        .queryRaised, .queryClosed, .itemMissing, .trialLocked, .trialUnlocked, .signed, .exported,
    ]

    init(_ store: RecordStore) throws(Failure) {
        let events = try recording { () throws(StoreError) in try store.events(of: Self.kinds) }
        for recorded in events { note(recorded) }
    }

    /// Whether the data are locked.
    var isLocked: Bool { (lock?.isSigned ?? false) && !(unlock?.isSigned ?? false) }

    /// The queries that wait for an answer.
    var openQueries: [Query] { queries.filter { $0.answer == nil } }

    private mutating func note(_ recorded: RecordedEvent) {
        let event = recorded.event
        switch event.body {
        case .queryRaised(let raised):
            queries.append(
                Query(
                    entry: recorded.number, concern: event.concern, about: raised.about,
                    question: raised.question))
        case .queryClosed(let closed):
            guard let place = queries.firstIndex(where: { $0.entry == closed.query }) else {
                return
            }
            queries[place].answer = closed.answer
        case .itemMissing(let item):
            guard let code = event.concern.session?.text ?? event.concern.subject?.text else {
                return
            }
            missing[Missing(code: code, item: item.item)] = event.reason
        case .trialLocked(let locked):
            // A lock that holds ends by being unlocked, and by nothing else.
            guard !isLocked else { return }
            lock = Step(entry: recorded.number, body: locked)
            unlock = nil
        case .trialUnlocked(let unlocked):
            guard unlocked.lock == lock?.entry, isLocked else { return }
            unlock = Step(entry: recorded.number, body: unlocked)
        case .signed(let signed): note(signed, recorded.number, by: event.author)
        case .exported(let exported): letters = exported.letters ?? letters
        default: return
        }
    }

    private mutating func note(_ signed: Signed, _ number: Int, by author: RecordAuthor) {
        switch signed.meaning {
        case .debrief: signedDebriefs[signed.entry] = number
        case .lock where signed.entry == lock?.entry:
            lock?.signers[author.role] = author.actor
        case .unlock where signed.entry == unlock?.entry:
            unlock?.signers[author.role] = author.actor
        default: return
        }
    }
}

extension RecordStore {
    /// Makes sure that participants may still be added to a trial.
    /// - Throws: 64 where its data are locked.
    func requireUnlocked() throws(Failure) {
        guard try TrialClosure(self).isLocked else { return }
        throw Failure(
            .usage, "The trial's data are locked: nobody is added any more.",
            remedy:
                "Unlock them with “musik-play trial unlock --reason …”, signed by a coordinator "
                + "and a statistician.")
    }

    /// Makes sure that a participant's data may still change.
    /// - Throws: 64 where the trial's data are locked and the patient takes part.
    func requireUnlocked(_ patient: StudyCode) throws(Failure) {
        guard try TrialClosure(self).isLocked,
            try SiteTrial(self)?.participants[patient]?.allocation != nil
        else { return }
        throw Failure(
            .usage, "The trial's data are locked, and \(patient) takes part in it.",
            remedy:
                "Unlock them with “musik-play trial unlock --reason …”, signed by a coordinator "
                + "and a statistician.")
    }
}
