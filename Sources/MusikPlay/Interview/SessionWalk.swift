internal import FoundationEssentials
internal import MusikEngine
internal import MusikMeasures
internal import MusikModel
internal import MusikRecord
internal import MusikSession
internal import MusikStore

/// Walks a patient's session through its steps, each of them on record before the next.
///
/// What is asked in each step stands in `SessionWalk+Before`, `+Sound` and `+After`.
final class SessionWalk {
    let stage: SessionStage
    let store: RecordStore
    let patient: PatientEntry
    let journal: SessionJournal
    let interviewer: any Interviewer
    /// What the console sees of the interview.
    let board: InterviewBoard
    let instruments: InstrumentCatalogue
    let log: EventLog?
    let typed: [AnswerFile.Typed]?
    /// What was chosen with the command, and what the patient made of it.
    var options: SessionOptions
    /// The outputs and their programme, from the preflight to the last frame.
    var open: SessionStage.Open?
    /// The programme that plays already, where its session broke off.
    var left: LeftSession?
    /// A record of its own, for a rehearsal in a folder of patients.
    private let throwaway: ThrowawayRecord?

    var language: Language { stage.language }

    /// Where lists that are built for the patient are kept.
    var listFolder: String { throwaway?.folder ?? stage.data.path + "/Playlists" }

    /// Whether the folder of lists is one in which playlists are found by their names.
    var findsListsByName: Bool { throwaway == nil }

    /// Finds the patient's session: the one that was left, or the next that is planned.
    /// - Throws: 66 for an unknown patient, 64 where nothing is planned or answers are not allowed.
    init(
        _ stage: SessionStage, patient code: StudyCode, log: EventLog?, left: LeftSession? = nil
    ) throws(Failure) {
        self.stage = stage
        self.left = left
        self.log = log
        var options = stage.options
        let real = try stage.data.record()
        patient = try real.requirePatient(code)
        let author = try options.author.author(as: .clinician, in: real, stage.surroundings)
        if options.rehearsal && !real.isRehearsal {
            let made = try ThrowawayRecord(like: real, patient: patient, by: author)
            throwaway = made
            store = made.store
        } else {
            throwaway = nil
            store = real
        }
        let isRehearsal = store.isRehearsal
        options.rehearsal = isRehearsal
        if options.answers != nil && !isRehearsal {
            throw Failure(
                .usage, "A file of answers leads no patient's session.",
                remedy: "Add --rehearsal, or use a folder made with “musik-play init --rehearsal”.")
        }
        if !isRehearsal, let refusal = options.windowRefusal {
            throw Failure(.usage, refusal, remedy: "Choose a window of 50m to 60m.")
        }
        let sessions = try recording { [store] () throws(StoreError) in
            try store.sessions(of: code)
        }
        guard let next = sessions.first(where: { $0.state == .running || $0.state == .planned })
        else {
            throw Failure(
                .usage, "\(code) has no session ahead.",
                remedy: "Plan some with “musik-play course start \(code) --from DAY”.")
        }
        try Consents(of: code, in: real).requireTreatment(of: code)
        if let arm = try TrialCare(code, in: real).arm(asked: options.givenArm) {
            options.arm = arm
        }
        if let arm = next.arm { options.arm = arm }
        // Whatever can be wrong with a file is found before the record says that a session began.
        instruments = try .site(stage.data)
        board = InterviewBoard(
            title: Bilingual(
                "\(next.code), \(options.arm.phrase.text(.english))",
                "\(next.code), \(options.arm.phrase.text(.french))"))
        if let path = options.answers {
            let file = try AnswerFile.read(path)
            interviewer = FileInterviewer(file, path: path, stage.language)
            typed = file.keys
        } else {
            interviewer = TerminalInterviewer(
                stage.language, inbox: stage.inbox, board: board, hasTerminal: !options.onConsole)
            typed = nil
        }
        let setup = options.setup(
            try recording { [store] () throws(StoreError) in try store.settings() })
        // Outputs are the site's, whatever record the session goes into.
        stage.settings = try recording { () throws(StoreError) in try real.settings() }
        journal = try SessionJournal(
            next.code, store: store, author: author,
            starting: SessionStarted(
                arm: options.arm, planned: next.planned,
                infusionMinutes: setup.settings.infusionMinutes,
                debriefRule: setup.settings.debriefRule(options.arm), setup: setup))
        if let start = journal.proceedings.start {
            options.infusion = TimeSpan(milliseconds: Int(start.infusionMinutes * 60_000))
        }
        self.options = options
    }

    // MARK: The steps

    /// Takes all steps that are left.
    func run() throws(Failure) {
        EndSignal.arm(stage.inbox)
        stage.inbox.show(board)
        RecordMark.print(for: store)
        interviewer.say(
            Bilingual(
                "Session \(journal.session), \(options.arm.phrase.text(.english))",
                "Séance \(journal.session), \(options.arm.phrase.text(.french))"))
        defer { open?.engine.stop() }
        while let step = journal.proceedings.step, !journal.proceedings.isBrokenOff {
            let number = (SessionStep.allCases.firstIndex(of: step) ?? 0) + 1
            interviewer.begin(step.title, number: number, of: SessionStep.allCases.count)
            do throws(Interruption) {
                try attempt(step)
            } catch {
                try leave(step, error)
            }
        }
        try close()
    }

    private func attempt(_ step: SessionStep) throws(Interruption) {
        if let obstacle = journal.proceedings.obstacle(to: step) {
            interviewer.say(obstacle.text)
            throw .skip
        }
        switch step {
        case .clock: try confirmClock()
        case .checkIn: try checkIn()
        case .lastPlan: try showLastPlan()
        case .intentions: try askIntentions()
        case .music: try chooseMusic()
        case .preflight: try checkEverything()
        case .comfort: try tryComfort()
        case .gate: try judgeGate()
        case .line: try confirmLine()
        case .infusion: try playProgramme()
        case .debrief: try debrief()
        case .measures: try measure()
        case .preferences: try logPreferences()
        case .nextPlan: try planNext()
        case .discharge: try discharge()
        }
        guard !journal.proceedings.isBrokenOff else { return }
        try keep(.stepTaken(StepTaken(step: step, isDone: true)))
    }

    /// What becomes of a step that was interrupted.
    private func leave(_ step: SessionStep, _ interruption: Interruption) throws(Failure) {
        do throws(Interruption) {
            switch interruption {
            case .failed(let failure): throw failure.interruption
            case .skip:
                let reason = try interviewer.reason(
                    "\(step.rawValue).skipped",
                    Bilingual("Why is this step left out?", "Pourquoi passer cette étape ?"))
                try keep(.stepTaken(StepTaken(step: step, isDone: false)), reason: reason)
            case .notToday:
                try keep(.deviated(Deviated(wish: .notToday, by: .patient)))
                try keep(.deviated(Deviated(wish: .stopSession, by: .patient)))
            case .stop:
                open?.engine.stop()
                open = nil
                try keep(.deviated(Deviated(wish: .stopSession, by: .clinician)))
            }
        } catch {
            if case .failed(let failure) = error { throw failure }
            // Stopped, or left out, while the reason was asked: the session stays at its step.
            throw Failure(
                .unavailable, "The session was left at this step.",
                remedy: "Start it again: it goes on here.")
        }
    }

    /// Asks for the reasons that are owed and closes the session.
    private func close() throws(Failure) {
        open?.engine.stop()
        open = nil
        do throws(Interruption) {
            try explainDeviations()
        } catch {
            if case .failed(let failure) = error { throw failure }
        }
        let outcome: SessionClosed.Outcome =
            journal.proceedings.isBrokenOff ? .aborted : .completed
        try journal.keep(.sessionClosed(SessionClosed(outcome: outcome)))
        try journal.end()
        let head = try recording { () throws(StoreError) in try store.head() }
        interviewer.say(
            Bilingual(
                "The session is closed (\(outcome.rawValue)). Record: \(head.number), "
                    + "\(head.digest)",
                "La séance est close (\(outcome.rawValue)). Registre : \(head.number), "
                    + "\(head.digest)"))
        if throwaway != nil {
            interviewer.say(
                Bilingual(
                    "It was a rehearsal in a folder of patients: nothing of it was kept.",
                    "C’était une répétition dans un dossier de patients : rien n’a été conservé."))
        } else {
            interviewer.say(store.backUpAfterwards(by: journal.author))
        }
    }

    /// Writes an event; it is on the disk when this returns.
    func keep(_ body: RecordBody, reason: String? = nil) throws(Interruption) {
        do throws(Failure) {
            try journal.keep(body, reason: reason)
        } catch {
            throw .failed(error)
        }
    }

    /// Does what may fail, as a part of a step.
    func doing<Value>(_ body: () throws(Failure) -> Value) throws(Interruption) -> Value {
        do throws(Failure) {
            return try body()
        } catch {
            throw .failed(error)
        }
    }
}

extension Failure {
    /// The failure as a reason why an answer did not come.
    var interruption: Interruption { .failed(self) }
}

/// A record in a folder of its own, gone when this is: a rehearsal enters nothing.
private final class ThrowawayRecord {
    let store: RecordStore
    let folder: String

    init(
        like real: RecordStore, patient: PatientEntry, by author: RecordAuthor
    ) throws(Failure) {
        let folder = try RehearsalFolder.make(Surroundings.current().environment)
        self.folder = folder
        store = try recording { () throws(StoreError) in
            let store = try RecordStore.create(
                at: folder + "/record.sqlite", by: author, isRehearsal: true, clock: .system)
            let concern = RecordConcern(subject: patient.code)
            try store.append(
                [
                    RecordDraft(
                        .patientAdded(PatientNoted(language: patient.language)), concern: concern),
                    RecordDraft(
                        .courseStarted(
                            CourseStarted(
                                kind: .maintenance, days: [store.now.wall.day], firstSession: 1)),
                        concern: concern),
                ], by: author)
            return store
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
}
