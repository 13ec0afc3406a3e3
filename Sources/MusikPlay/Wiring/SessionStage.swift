internal import MusikALSA
internal import MusikEngine
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime
internal import MusikSession
internal import MusikSoundFile

#if canImport(Glibc)
    internal import Glibc
#endif

/// A programme on its outputs, ready to be played: from the preflight to the last frame.
final class SessionStage {
    let options: SessionOptions
    let language: Language
    let data: DataFolder
    let surroundings: Surroundings
    let inbox: SessionInbox
    private let rights: RealTimeRights

    /// A stage in a data folder; memory is locked as far as allowed from here on.
    init(
        _ options: SessionOptions, language: Language, data: DataFolder,
        surroundings: Surroundings, inbox: SessionInbox
    ) {
        self.options = options
        self.language = language
        self.data = data
        self.surroundings = surroundings
        self.inbox = inbox
        // Before the first worker thread, so that all of them are within what is locked.
        rights = RealTimeRights.acquire()
    }

    /// A programme with its outputs open, which play silence until it starts.
    struct Open {
        var preflight: SessionPreflight
        /// Another programme that a patient's wish leads to, where the site allows it.
        var other: SessionPreflight?
        var outputs: SessionOutputs
        /// The levels at which the outputs start, the highest ones; nil for 0 dB.
        var levels: [Decibels]?
        var engine: Engine
    }

    /// Loads, checks and plans everything, in the language of who hears it.
    func check(
        _ options: SessionOptions, heardIn heard: Language, accept: (Phrase) -> Bool
    ) throws(Failure) -> SessionPreflight {
        try SessionPreflight(
            options, language: heard, data: data, surroundings: surroundings,
            say: { complain($0.text(language)) }, accept: accept)
    }

    /// Opens the outputs for a preflight's programme.
    func open(
        _ preflight: SessionPreflight, other: SessionPreflight? = nil, levels: [Decibels]? = nil
    ) throws(Failure) -> Open {
        let outputs = try SessionOutputs(options)
        let own = preflight.material.library
        let engine = try start(
            preflight.plan.programme, other.map { own.joined(with: $0.material.library) } ?? own,
            outputs, levels,
            playsBed: options.landing && !options.unattended)
        for place in outputs.places {
            complain(Phrase.outputReady(name: place.output.name).text(language))
        }
        return Open(
            preflight: preflight, other: other, outputs: outputs, levels: levels, engine: engine)
    }

    /// An engine for a programme of loaded files, started; with a level for each output, or
    /// all at 0 dB.
    func start(
        _ programme: Programme, _ library: LoadedLibrary, _ outputs: SessionOutputs,
        _ levels: [Decibels]?, playsBed: Bool
    ) throws(Failure) -> Engine {
        var engineOptions = Engine.Options()
        engineOptions.playsBed = playsBed
        if !outputs.isAccelerated {
            let rights = rights
            engineOptions.threadPrologue = { rights.raiseThreadAhead() }
        }
        let engine = Engine(
            programme: programme, library: library,
            outputs: outputs.places.enumerated().map { index, place in
                (
                    place.output,
                    OutputFeed.Options(
                        isReference: index == 0, level: Float(levels?[index].amplitude ?? 1))
                )
            }, options: engineOptions)
        do {
            try engine.start()
        } catch let error as ALSAError {
            throw Failure(error)
        } catch {
            throw Failure(
                .unavailable, "An output can't be opened: \(error)",
                remedy: "“musik-play devices” shows which there are.")
        }
        return engine
    }

    /// Plays an open programme to its end, led by keys, other terminals or a file's keys.
    func lead(
        _ open: Open, lock: borrowing SessionLock, log: EventLog?, journal: SessionJournal? = nil,
        typed: [AnswerFile.Typed]? = nil
    ) throws(Failure) {
        let socket = try ControlServer.path(for: data, environment: surroundings.environment)
        let inbox = inbox
        let server = try ControlServer(path: socket) { inbox.put($0) }
        defer { server.stop() }
        try lock.announce(socketPath: socket, in: data)
        let conductor = Conductor(
            plan: open.preflight.plan, request: open.preflight.request, engine: open.engine,
            levels: open.levels ?? open.outputs.places.map { _ in 0 },
            landsSoftly: !options.unattended, areHighest: open.levels != nil,
            other: open.other?.request,
            infusion: journal?.proceedings.infusion ?? InfusionClock(),
            clock: journal.map { journal in { journal.seconds } })
        let messages = data.path + "/messages.txt"
        let hasMessages = try withScreen(messages, isTyped: typed != nil) {
            terminal throws(Failure) in
            // After the terminal, whose own handlers would end the process at once.
            EndSignal.arm(inbox)
            let runner = SessionRunner(
                options, language: language, conductor: conductor, engine: open.engine,
                outputs: open.outputs,
                title: open.preflight.playlist.document.title(language),
                terminal: terminal, inbox: inbox, log: log, journal: journal, typed: typed,
                notices: notices(open))
            try runner.run()
        }
        if hasMessages { complain(Phrase.messagesKept(messages).text(language)) }
    }

    /// Leads a session on its screen, which is gone when this returns; tells whether libraries
    /// wrote messages meanwhile.
    private func withScreen(
        _ messages: String, isTyped: Bool, _ lead: (Terminal?) throws(Failure) -> Void
    ) throws(Failure) -> Bool {
        let terminal = isTyped ? nil : try takeTerminal()
        let detour = terminal == nil ? nil : ErrorDetour(to: messages)
        try lead(terminal)
        return detour?.end() ?? false
    }

    private func notices(_ open: Open) -> [Phrase] {
        var notices = open.preflight.notices
        if open.outputs.lacksCard { notices.append(.noSoundCard) }
        if !rights.isComplete { notices.append(.rightsRefused) }
        return notices
    }

    /// The screen; none for an unattended session without a terminal.
    private func takeTerminal() throws(Failure) -> Terminal? {
        // Standard error is led elsewhere while the screen is shown: a descriptor of the screen's
        // own, to the end of the process.
        let output =
            options.events == .standardOutput
            ? fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3) : STDOUT_FILENO
        if let terminal = Terminal(input: STDIN_FILENO, output: output) { return terminal }
        guard !options.unattended else { return nil }
        throw Failure(
            .usage, "There is no terminal to press keys on.",
            remedy: "Start the session in a terminal, or rehearse with --unattended.")
    }
}
