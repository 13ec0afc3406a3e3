internal import ArgumentParser
internal import MusikModel
internal import MusikRecord
internal import MusikStore

/// `musik-play debrief`.
struct DebriefCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "debrief",
        abstract: "Enter or correct a session's debrief, preference log and plan afterwards.",
        discussion: """
            Asks what the session asks after its infusion, by the same questions: for a session \
            that was left there, that was closed without them, or where they were mistyped. What \
            stands is shown, and Enter leaves it; what is changed is a correction, and the first \
            entry stays visible. - leaves a part out. Nothing is written before the last answer.

            A file of answers is allowed for every session: it enters what was written down on \
            paper, and presses no keys: {"answers": {"debrief.ease": 70, "preferences.liking": 80, \
            "preferences.wish": "more bells", "debrief.reason": "mistyped"}}.

            After a session without music, “preferences.support” says in one line what the support \
            was like: b for the breath, s for the body scan, q for quiet, v for a voice, each with \
            ++, +, - or -- (nothing means neither), < where cues came too often, > too seldom, = as \
            they should; a cue's number with x is not to be heard again: "b+ s-- q v++ < 3x".

            --sign asks nothing and signs: that the session and its debrief were held as they are on \
            record. In a trial the data are locked only when every session is signed.

            EXAMPLES
              musik-play debrief M01-017-S03 --as NB
              musik-play debrief M01-017-S03 --sign --as NB
              musik-play debrief M01-017-S03 --file evening.json --reason "the wrong page" --as NB
            """)

    @Argument(help: "The session's code, such as M01-017-S03.", transform: code)
    var session: SessionCode
    @Option(help: "Why what stands is corrected; otherwise it is asked where it is needed.")
    var reason: String?
    @Flag(help: "Sign the session instead; it has to be closed.")
    var sign = false
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var paper: PaperOptions
    @OptionGroup var author: AuthorOptions
    @OptionGroup var options: RecordOptions

    func validate() throws {
        if let reason, reason.trimmed.isEmpty {
            throw ValidationError("--reason says why it is corrected.")
        }
        guard !sign || (reason == nil && paper.file == nil) else {
            throw ValidationError("A signature stands alone: leave --reason and --file out.")
        }
    }

    func run() throws {
        let surroundings = Surroundings.current()
        let (store, author) = try options.store(for: author, as: .clinician)
        if sign {
            _ = try store.requireSession(session)
            RecordMark.print(for: store)
            try SignIn(store).signClosed(session, by: author, passphrase)
            print("\(session) is signed by \(author.actor).")
            return
        }
        try store.requireUnlocked(session.patient)
        let inbox = SessionInbox()
        let interviewer = try paper.interviewer(surroundings, inbox: inbox)
        func enter() throws(Failure) {
            let recordings = CueRecordings(
                data: try options.data.folder(in: surroundings), surroundings: surroundings)
            let debrief = try LateDebrief(
                session, in: store, by: author, asking: interviewer, recordings: recordings,
                reason: reason)
            EndSignal.arm(inbox)
            try record(debrief, interviewer, in: store)
        }
        guard try store.requireSession(session).state == .running else { return try enter() }
        let lock = try takeLock(options.data.folder(in: surroundings))
        try enter()
        // Held to here, so that nobody starts the session meanwhile.
        _ = consume lock
    }

    private func takeLock(_ data: DataFolder) throws(Failure) -> SessionLock {
        do throws(Failure) {
            return try SessionLock.take(data)
        } catch {
            guard error.exit == .unavailable else { throw error }
            throw Failure(
                .unavailable, error.problem,
                remedy: "Answer there: a session asks for its debrief itself. Enter it here once "
                    + "that session is closed.")
        }
    }

    private func record(
        _ prepared: LateDebrief, _ interviewer: any Interviewer, in store: RecordStore
    ) throws(Failure) {
        var debrief = prepared
        RecordMark.print(for: store)
        // A reason is needed only where something is corrected.
        try paper.ask(interviewer, optional: [LateDebrief.reasonName]) { () throws(Interruption) in
            try debrief.ask()
        }
        let written = try debrief.write()
        for recorded in written where recorded.event.body.kind != .stepTaken {
            let what = "Entry \(recorded.number) (\(recorded.event.body.kind.rawValue))"
            print(
                recorded.event.concern.corrects.map { "\(what) corrects entry \($0)." }
                    ?? "\(what) is in the record.")
        }
        if written.isEmpty { print("Nothing new was said: the record is as it was.") }
        if let step = debrief.nextStep {
            print(
                "The session goes on at “\(step.title.english)”: "
                    + "musik-play session \(session.patient)")
        }
    }
}
