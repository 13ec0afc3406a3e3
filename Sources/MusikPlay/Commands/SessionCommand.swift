internal import ArgumentParser
internal import MusikEngine
internal import MusikModel
internal import MusikRecord
internal import MusikStore

#if canImport(Glibc)
    internal import Glibc
#endif

/// `musik-play session`.
struct SessionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session",
        abstract: "Hold a session with a patient, or play a programme alone.",
        discussion: """
            With a patient, the session goes through its steps in order, each on record: check-in, \
            intentions, music, preflight, level, consent, line, infusion, debrief, preferences, \
            discharge. A session that was left goes on at its step. At every question - leaves the \
            step out for a reason, ! means not today, Ctrl-C stops the session.

            While it plays, h shows the keys; q silences everything at once and t brings it down \
            to speak. A closed terminal does not stop the music: musik-play stop does, from any \
            other. When this program itself ends, however it does, the music goes on as well, and \
            musik-play session --attach takes it back.

            A file of answers leads a rehearsal without a terminal: {"answers": {"checkIn.note": \
            "slept well"}, "keys": [{"at": 12.5, "keys": "b12080\\n"}]}; a question that it \
            doesn't answer gets its usual answer.

            EXAMPLES
              musik-play session --demo
              musik-play session M01-017 --headphones hw:CARD=Headphones --speakers hw:CARD=Room
              musik-play session M01-017 --arm cues --headphones pulse --as NB
              musik-play session --rehearsal --window 2m --unattended --headphones null:?speed=max
            """)

    @OptionGroup var options: SessionOptions

    func run() throws {
        let surroundings = Surroundings.current()
        let data = try options.data.folder(in: surroundings)
        try data.create()
        let lock = try SessionLock.take(data)
        let left = try LeftSession(in: data)
        if let left, !options.attach { throw left.refusal(data) }
        let console = options.console ? ConsoleChild(data) : nil
        for line in console?.said ?? [] { print(line) }
        defer { withExtendedLifetime(console) {} }
        guard options.attach else {
            return try run(options, nil, data, surroundings, lock, console)
        }
        guard let left else {
            throw Failure(
                .unavailable, "No programme plays on \(data.path) that could be taken back.",
                remedy: "Start the session without --attach: a patient's goes on at its step.")
        }
        // Who takes it back may sit somewhere else.
        var resumed = left.options
        resumed.onConsole = options.onConsole
        try run(resumed, left, data, surroundings, lock, console)
    }

    private func run(
        _ options: SessionOptions, _ left: LeftSession?, _ data: DataFolder,
        _ surroundings: Surroundings, _ lock: borrowing SessionLock, _ console: ConsoleChild?
    ) throws {
        let language = options.language ?? surroundings.language
        let log = try options.events.map { try EventLog($0, language: language) }
        let stage = SessionStage(
            options, language: language, data: data, surroundings: surroundings,
            inbox: SessionInbox())
        stage.remarks = console?.said.map { .consoleSays($0) } ?? []
        if let patient = options.patient {
            let walk = try SessionWalk(stage, patient: patient, log: log, left: left)
            try stage.reachable(lock) { () throws(Failure) in try walk.run() }
        } else {
            stage.settings = try data.settings()
            let open =
                if let left {
                    try stage.takeBack(left)
                } else {
                    try stage.open(
                        try stage.check(options, heardIn: language) { accept($0, language) })
                }
            defer { open.engine.stop() }
            try stage.reachable(lock) { () throws(Failure) in try stage.lead(open, log: log) }
        }
        try log?.finish(milliseconds: 3000)
    }

    /// Offers the reserve piece in one key; unattended it is taken.
    private func accept(_ notice: Phrase, _ language: Language) -> Bool {
        complain(notice.text(language))
        guard !options.unattended, isatty(STDIN_FILENO) == 1 else { return options.unattended }
        complain(
            Phrase.takeReserve.text(language) + " [\(Phrase.keyEnter.text(language))] · "
                + Phrase.stopNow.text(language) + " [x]")
        return readLine(strippingNewline: true)?.lowercased() != "x"
    }
}
