internal import MusikEngine
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime
internal import MusikRecord
internal import MusikSession
internal import MusikSoundFile
internal import MusikStore

extension SessionWalk {
    /// The options as they stand: what was chosen, and what is left of the window after a restart.
    private func effectiveOptions() throws(Interruption) -> SessionOptions {
        var effective = options
        let events = try doing { () throws(Failure) in
            try recording { () throws(StoreError) in try store.events(of: journal.session) }
        }
        for case .musicChosen(let chosen) in events.map(\.event.body) {
            effective.playlist = chosen.playlist
        }
        if let arm = journal.proceedings.arm, arm != effective.arm {
            effective.arm = arm
            effective.playlist = nil
        }
        if let start = journal.proceedings.programmeStart {
            // The programme goes on where it would be now; the exercise is not held again.
            let left = options.window.seconds - (journal.seconds - start)
            effective.window = TimeSpan(milliseconds: Int(max(10, left) * 1000))
            effective.opening = .none
        }
        return effective
    }

    func checkEverything() throws(Interruption) {
        guard let preflight = try makeReady().preflight else {
            preconditionFailure("what plays already was checked before")
        }
        let plan = preflight.plan.programme
        try doing { () throws(Failure) in
            try TrialCare(patient.code, in: store).check(preflight.material)
        }
        let outputs = open?.outputs.places.map(\.output.name) ?? []
        try keep(
            .preflightPassed(
                PreflightPassed(
                    frames: plan.end.value, rate: plan.rate.hertz,
                    pieces: plan.clips.count { $0.kind == .music || $0.kind == .cue },
                    outputs: outputs, hasPlaceholders: preflight.material.hasPlaceholders)))
        interviewer.say(
            Bilingual(
                "  Programme and outputs are ready: \(outputs.joined(separator: ", ")).",
                "  Programme et sorties sont prêts : \(outputs.joined(separator: ", "))."))
    }

    /// Loads and plans, and opens the outputs, unless that is done already.
    @discardableResult
    private func makeReady() throws(Interruption) -> SessionStage.Open {
        if let open { return open }
        if let left {
            self.left = nil
            let opened = try doing { () throws(Failure) in try stage.takeBack(left) }
            open = opened
            return opened
        }
        let effective = try effectiveOptions()
        let count = [options.headphones, options.speakers].count { $0 != nil }
        let levels = comfortableLevels(for: count)
        let opened = try doing { () throws(Failure) in
            let preflight = try check(effective)
            return try stage.open(preflight, other: try otherPreflight(effective), levels: levels)
        }
        open = opened
        return opened
    }

    private func check(_ options: SessionOptions) throws(Failure) -> SessionPreflight {
        // The terminal reads them beside the questions, the console with them.
        func show(_ phrase: Phrase) {
            board.say(Bilingual(phrase.text(.english), phrase.text(.french)))
        }
        return try stage.check(options, heardIn: patient.language, say: show) { notice in
            complain(notice.text(language))
            show(notice)
            return true
        }
    }

    /// The programme that a patient's wish leads to, where the site allows another.
    private func otherPreflight(_ options: SessionOptions) throws(Failure) -> SessionPreflight? {
        let start = journal.proceedings.start
        // Music is the session's own arm for a patient who wanted none at first.
        let isOwn = start?.arm == .music && options.arm == .silence
        guard isOwn || start?.setup?.settings.allowsOtherProgramme == true else { return nil }
        var other = options
        other.arm = options.arm.other
        other.playlist = nil
        return try check(other)
    }

    /// The levels that the patient found comfortable, where they were tried on as many outputs.
    func comfortableLevels(for count: Int) -> [Decibels]? {
        let levels = journal.proceedings.comfortableLevels?.map { Decibels($0) }
        return levels?.count == count ? levels : nil
    }

    func tryComfort() throws(Interruption) {
        try makeReady()
        guard let ready = open else { preconditionFailure("everything is ready") }
        var levels = ready.outputs.places.map { _ in -6.0 }
        // Where the programme is silent, the one that a wish may lead to is tried.
        let heard = [ready.preflight, ready.other].compactMap { $0 }.lazy.compactMap { preflight in
            preflight.plan.programme.loudestPassage(
                seconds: 20, analyses: preflight.material.analyses
            ).map { (passage: $0, preflight: preflight) }
        }.first
        // The cards are free for the passage, and taken again for the programme before the line.
        ready.engine.stop()
        open = nil
        guard let heard else {
            interviewer.say(
                Bilingual("  Nothing sounds in this programme.", "  Ce programme est silencieux."))
            try keep(.comfortTried(ComfortTried(levels: levels, isComfortable: true)))
            try makeReady()
            return
        }
        if options.namesFile {
            interviewer.say(
                Bilingual(
                    "  Nobody hears a file: the passage is not written to it.",
                    "  Personne n’écoute un fichier : le passage n’y est pas écrit."))
        }
        try interviewer.read(
            "comfort.headphonesOn", Bilingual("Headphones on?", "Casque en place ?"))
        let highest = try doing { () throws(Failure) in
            try stage.limits(ready.outputs, heard.preflight.material.library)
                .highestLevels(for: heard.passage).map(\.value)
        }
        levels = zip(levels, highest).map { min($0, $1) }
        while true {
            if zip(levels, highest).contains(where: { $0 == $1 && $1 < 0 }) {
                interviewer.say(
                    Bilingual(
                        "  As loud as its ceiling allows.",
                        "  Aussi fort que son plafond le permet."))
            }
            try play(heard.passage, heard.preflight.material.library, levels)
            enum Reply: String { case yes, softer, louder, again }
            let reply = try interviewer.choice(
                "comfort.reply",
                Bilingual("Is that comfortable?", "Est-ce confortable ?"),
                [
                    (Character("y"), Reply.yes, Bilingual("yes", "oui")),
                    ("s", .softer, Bilingual("softer", "moins fort")),
                    ("l", .louder, Bilingual("louder", "plus fort")),
                    ("a", .again, Bilingual("again", "encore")),
                ], standard: .yes)
            try keep(
                .comfortTried(ComfortTried(levels: levels, isComfortable: reply == .yes)))
            switch reply {
            case .yes:
                try makeReady()
                return
            case .softer: levels = levels.map { max(-40, $0 - 3) }
            case .louder: levels = zip(levels, highest).map { min($1, $0 + 3) }
            case .again: break
            }
        }
    }

    /// Plays a passage at levels to its end, or until somebody has heard enough of it.
    ///
    /// - Parameter isEnough: asked all the time; true ends it.
    /// - Returns: how much of it sounded, in seconds.
    @discardableResult
    func play(
        _ passage: Programme, _ library: LoadedLibrary, _ levels: [Double],
        until isEnough: () -> Bool = { false }
    ) throws(Interruption) -> Double {
        let (outputs, engine) = try doing { () throws(Failure) in
            // A file is for the programme alone.
            let outputs = try SessionOutputs(options.withoutFiles)
            let engine = try stage.start(
                passage, library, outputs, levels.map { Decibels($0) }, playsBed: false)
            return (outputs, engine)
        }
        interviewer.sounds(true)
        defer {
            engine.stop()
            interviewer.sounds(false)
        }
        engine.send(FeedCommand(.play))
        let limit = passage.end.seconds(at: passage.rate) + 5
        let began = MonotonicClock.nanoseconds
        while engine.position().programmeFrame < passage.end,
            Double(MonotonicClock.nanoseconds - began) * 1e-9 < limit
        {
            if interviewer.wantsSilence || isEnough() {
                // Down to silence before the outputs are closed.
                engine.send(FeedCommand(.pause))
                break
            }
            MonotonicClock.sleep(nanoseconds: 5_000_000)
        }
        // What the card still holds is heard to its end.
        if !outputs.isAccelerated { MonotonicClock.sleep(nanoseconds: 500_000_000) }
        let heard = min(passage.end, engine.position().programmeFrame)
        return heard.seconds(at: passage.rate)
    }

    func playProgramme() throws(Interruption) {
        try makeReady()
        guard let open else { preconditionFailure("everything is ready") }
        stage.inbox.show(nil)
        defer { stage.inbox.show(board) }
        try doing { () throws(Failure) in
            try stage.lead(open, log: log, journal: journal, typed: typed)
            try journal.flush()
        }
        open.engine.stop()
        self.open = nil
    }
}

extension SessionOptions {
    /// Whether an output is a file.
    fileprivate var namesFile: Bool {
        [headphones, speakers].contains { if case .file? = $0 { true } else { false } }
    }

    /// The options with silence in the place of files.
    fileprivate var withoutFiles: SessionOptions {
        var options = self
        if case .file? = options.headphones { options.headphones = .silent(pace: .unlimited) }
        if case .file? = options.speakers { options.speakers = .silent(pace: .unlimited) }
        return options
    }
}
