internal import MusikEngine
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime
internal import MusikRecord
internal import MusikSession
internal import MusikStore

extension SessionWalk {
    func chooseMusic() throws(Interruption) {
        let began = journal.seconds
        var isWanted = true
        if options.arm == .music {
            isWanted = try interviewer.yes(
                "music.isWanted",
                Bilingual("Is music wanted today?", "De la musique aujourd’hui ?"),
                standard: true)
        }
        var chosen: String?
        if !options.arm.isQuiet && isWanted {
            let standard =
                options.playlist
                ?? SessionPreflight.usual(options.arm.sound, patient.language)
            let typed = try interviewer.text(
                "music.playlist",
                Bilingual("Which programme? (\(standard))", "Quel programme ? (\(standard))"))
            chosen = typed ?? standard
            options.playlist = chosen
        }
        let heard = try interviewer.yes(
            "music.heardExcerpts",
            Bilingual("Were excerpts listened to?", "Des extraits ont-ils été écoutés ?"),
            standard: false)
        if !isWanted {
            // The patient's wish wins: quiet, and what it departs from is on record.
            try keep(.deviated(Deviated(wish: .stopMusic, by: .patient)))
        }
        try keep(
            .musicChosen(
                MusicChosen(
                    playlist: chosen, heardExcerpts: heard, seconds: journal.seconds - began)))
    }

    /// The options as they stand: what was chosen, and what is left of the window after a restart.
    private func effectiveOptions() throws(Interruption) -> SessionOptions {
        var effective = options
        let events = try doing { () throws(Failure) in
            try recording { () throws(StoreError) in try store.events(of: journal.session) }
        }
        for case .musicChosen(let chosen) in events.map(\.event.body) {
            effective.playlist = chosen.playlist
            if chosen.playlist == nil && effective.arm == .music { effective.arm = .silence }
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
        let preflight = try makeReady()
        let plan = preflight.plan.programme
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
    private func makeReady() throws(Interruption) -> SessionPreflight {
        if let open { return open.preflight }
        let effective = try effectiveOptions()
        let count = [options.headphones, options.speakers].count { $0 != nil }
        let levels = comfortableLevels(for: count)
        let opened = try doing { () throws(Failure) in
            let preflight = try stage.check(effective, heardIn: patient.language) { notice in
                complain(notice.text(language))
                return true
            }
            return try stage.open(preflight, levels: levels)
        }
        open = opened
        return opened.preflight
    }

    /// The levels that the patient found comfortable, where they were tried on as many outputs.
    private func comfortableLevels(for count: Int) -> [Decibels]? {
        let levels = journal.proceedings.comfortableLevels?.map { Decibels($0) }
        return levels?.count == count ? levels : nil
    }

    func tryComfort() throws(Interruption) {
        let preflight = try makeReady()
        var levels = open?.outputs.places.map { _ in -6.0 } ?? []
        let analyses = preflight.material.analyses
        guard
            let passage = preflight.plan.programme.loudestPassage(
                seconds: 20, analyses: analyses)
        else {
            interviewer.say(
                Bilingual("  Nothing sounds in this programme.", "  Ce programme est silencieux."))
            try keep(.comfortTried(ComfortTried(levels: levels, isComfortable: true)))
            return
        }
        // The cards are free for the passage, and taken again for the programme before the line.
        open?.engine.stop()
        open = nil
        try interviewer.read(
            "comfort.headphonesOn", Bilingual("Headphones on?", "Casque en place ?"))
        while true {
            try doing { () throws(Failure) in try play(passage, preflight, levels) }
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
            case .louder: levels = levels.map { min(0, $0 + 3) }
            case .again: break
            }
        }
    }

    /// Plays a passage at levels to its end.
    private func play(
        _ passage: Programme, _ preflight: SessionPreflight, _ levels: [Double]
    ) throws(Failure) {
        // A file is for the programme alone.
        let outputs = try SessionOutputs(options.withoutFiles)
        let engine = try stage.start(
            passage, preflight, outputs, levels.map { Decibels($0) }, playsBed: false)
        engine.send(FeedCommand(.play))
        let limit = passage.end.seconds(at: passage.rate) + 5
        let began = MonotonicClock.nanoseconds
        while engine.position().programmeFrame < passage.end,
            Double(MonotonicClock.nanoseconds - began) * 1e-9 < limit
        {
            MonotonicClock.sleep(nanoseconds: 5_000_000)
        }
        // What the card still holds is heard to its end.
        if !outputs.isAccelerated { MonotonicClock.sleep(nanoseconds: 500_000_000) }
        engine.stop()
    }

    func playProgramme(_ lock: borrowing SessionLock) throws(Interruption) {
        try makeReady()
        guard let open else { preconditionFailure("everything is ready") }
        let levels = comfortableLevels(for: open.outputs.places.count)
        try doing { () throws(Failure) in
            try stage.lead(
                open, lock: lock, log: log, journal: journal, levels: levels, typed: typed)
            try journal.flush()
        }
        open.engine.stop()
        self.open = nil
    }
}

extension SessionOptions {
    /// The options with silence in the place of files.
    fileprivate var withoutFiles: SessionOptions {
        var options = self
        if case .file? = options.headphones { options.headphones = .silent(pace: .unlimited) }
        if case .file? = options.speakers { options.speakers = .silent(pace: .unlimited) }
        return options
    }
}
