internal import ArgumentParser
internal import MusikMeasures
internal import MusikModel
internal import MusikRecord
internal import MusikStore
internal import MusikTrial

/// `musik-play rate`.
///
/// What a rater reads here must be the same whatever the arm, and whatever followed from it: no number
/// of an event, no time, no count.
struct RateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rate",
        abstract: "Enter a rating at a visit, without knowing the arm, and sign it.",
        discussion: """
            First the patient is reminded, in their language, not to tell what the sessions were \
            like. Then the items are asked; nothing is written before the last of them. The \
            signature states that the rating is yours and that you did not know the arm. Alerts on \
            suicidality since the last rating are shown first, as at “sign-in”. If the patient tells, say so with “musik-play blinding told”.

            EXAMPLES
              musik-play rate M01-001 --visit baseline --as R1
              musik-play rate M01-001 --visit baseline --correct "item 4 mistyped" --as R1
            """)

    @Argument(help: "The study code.", transform: code)
    var patient: StudyCode
    @Option(help: "The visit, such as baseline, week4 or week8.", transform: visitName)
    var visit: String
    @Option(help: "The instrument's id.")
    var instrument = "madrs"
    @Option(help: "Why your own rating of this visit is entered anew.", transform: givenReason)
    var correct: String?
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var paper: PaperOptions
    @OptionGroup var author: AuthorOptions
    @OptionGroup var options: RecordOptions

    func run() throws {
        let surroundings = Surroundings.current()
        let (store, author) = try options.store(for: author, as: .rater)
        let entry = try store.requirePatient(patient)
        if let obstacle = try SiteTrial(store)?.obstacle(to: patient, for: author.actor) {
            throw obstacle
        }
        try store.requireUnlocked(patient)
        let catalogue = try InstrumentCatalogue.site(options.data.folder(in: surroundings))
        guard let instrument = catalogue[instrument] else {
            throw Failure(
                .noInput, "There is no instrument “\(instrument)”.",
                remedy: "Give the id of one that the site has set up, such as madrs.")
        }
        let corrected = try corrected(instrument.id, author, in: store)
        let interviewer = try paper.interviewer(surroundings, inbox: SessionInbox())
        let interview = MeasureInterview(
            interviewer: interviewer, patientLanguage: entry.language,
            language: paper.language ?? surroundings.language)
        RecordMark.print(for: store)
        for alert in try PatientAlerts(store).alerts where alert.patient == patient {
            interviewer.say(alert.words)
        }
        let flagSeen = "\(instrument.id).flagSeen"
        var scored: (answered: Answered, score: InstrumentScore)?
        try paper.ask(interviewer, optional: [flagSeen]) { () throws(Interruption) in
            try interviewer.read(
                "rate.reminder", Bilingual(same: Self.reminder.text(entry.language)))
            scored = try interview.ask(instrument)
        }
        guard var scored else { return }
        scored.answered.visit = visit
        let concern = RecordConcern(subject: patient)
        let recorded = try recording { [scored] () throws(StoreError) in
            try store.append(
                .answered(scored.answered),
                RecordConcern(subject: patient, corrects: corrected),
                reason: correct.map(Note.init),
                by: author)
        }
        print("\(instrument.name), \(visit): recorded.")
        try paper.ask(interviewer, optional: [flagSeen]) { [scored] () throws(Interruption) in
            try interview.show(scored.score, of: instrument) { body throws(Interruption) in
                do throws(Failure) {
                    try recording { () throws(StoreError) in
                        _ = try store.append(body, concern, by: author)
                    }
                } catch {
                    throw .failed(error)
                }
            }
        }
        guard try !PeopleBook(store).isEmpty else { return }
        try SignIn(store).sign(
            .rating, entry: recorded.number, concern: concern, by: author, passphrase)
        print("Signed by \(author.actor).")
    }

    private static let reminder = Bilingual(
        "Before we begin: please don't tell me what your sessions were like, what you heard in "
            + "them, or what you believe you were given.",
        "Avant de commencer : merci de ne rien me dire de vos séances, de ce que vous y avez "
            + "entendu, ni de ce que vous pensez avoir reçu.")

    /// The entry that is corrected; nil for a first one.
    /// - Throws: 64 where there is one and nobody corrects, or the other way round; 77 for another
    ///   rater's.
    private func corrected(
        _ instrument: String, _ author: RecordAuthor, in store: RecordStore
    ) throws(Failure) -> Int? {
        let events = try recording { () throws(StoreError) in try store.events(of: [.answered]) }
        let standing = events.standing.last { recorded in
            guard recorded.event.concern.subject == patient,
                case .answered(let answered) = recorded.event.body
            else { return false }
            return answered.instrument == instrument && answered.visit == visit
        }
        guard let standing else {
            if correct == nil { return nil }
            throw Failure(
                .usage, "\(patient) is not rated at \(visit) yet.", remedy: "Leave --correct out.")
        }
        guard correct != nil else {
            throw Failure(
                .usage, "\(patient) is rated at \(visit) already.",
                remedy: "Enter it anew with --correct and why; the first entry stays.")
        }
        // What nobody signed is nobody's yet: whoever rates the patient now may enter it anew.
        let isUnsigned =
            try SiteTrial(store).map {
                !($0.signed[.rating]?.contains(standing.number) ?? false)
            } ?? false
        guard isUnsigned || standing.event.author.actor == author.actor else {
            throw Failure(
                .noPermission, "That rating is \(standing.event.author.actor)'s.",
                remedy: "Whoever made it corrects it.")
        }
        return standing.number
    }
}

/// Reads a visit's name.
private func visitName(_ text: String) throws -> String {
    guard TrialDesign.isVisit(text) else {
        throw ValidationError("A visit has 1 to 16 small letters, digits and hyphens.")
    }
    return text
}
