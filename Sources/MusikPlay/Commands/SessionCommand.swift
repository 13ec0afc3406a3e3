internal import ArgumentParser
internal import MusikALSA
internal import MusikEngine
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime
internal import MusikSession

#if canImport(Glibc)
    internal import Glibc
#endif

/// `musik-play session`.
struct SessionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session",
        abstract: "Play a programme during an infusion.",
        discussion: """
            Checks everything first, then waits for the return key. While it plays, h shows the \
            keys; q silences everything at once and t brings it down to speak. A closed terminal \
            does not stop the music: musik-play stop does, from any other.

            EXAMPLES
              musik-play session --demo
              musik-play session --headphones hw:CARD=Headphones --speakers hw:CARD=Room
              musik-play session --arm cues --language fr --headphones pulse
              musik-play session --rehearsal --window 2m --unattended --headphones null:?speed=max
            """)

    @OptionGroup var options: SessionOptions

    func run() throws {
        let surroundings = Surroundings.current()
        let language = options.language ?? surroundings.language
        let data = try options.data.folder(in: surroundings)
        try data.create()
        let lock = try SessionLock.take(data)
        let log = try options.events.map { try EventLog($0, language: language) }
        // Before the first worker thread, so that all of them are within what is locked.
        let rights = RealTimeRights.acquire()
        let preflight = try SessionPreflight(
            options, language: language, data: data, surroundings: surroundings,
            say: { say($0, language) }, accept: { accept($0, language) })
        let outputs = try SessionOutputs(options)
        let levels = outputs.places.map { _ in Decibels(0) }
        var engineOptions = Engine.Options()
        engineOptions.playsBed = options.landing && !options.unattended
        if !outputs.isAccelerated {
            engineOptions.threadPrologue = { rights.raiseThreadAhead() }
        }
        let engine = Engine(
            programme: preflight.plan.programme, library: preflight.material.library,
            outputs: outputs.places.enumerated().map { index, place in
                (place.output, OutputFeed.Options(isReference: index == 0))
            }, options: engineOptions)
        do {
            try engine.start()
        } catch let error as ALSAError {
            throw Failure(error)
        }
        defer { engine.stop() }
        for place in outputs.places { say(.outputReady(name: place.output.name), language) }

        let inbox = SessionInbox()
        let socket = try ControlServer.path(for: data, environment: surroundings.environment)
        let server = try ControlServer(path: socket) { inbox.put($0) }
        defer { server.stop() }
        try lock.announce(socketPath: socket, in: data)
        let conductor = Conductor(
            plan: preflight.plan, request: preflight.request, engine: engine, levels: levels,
            landsSoftly: !options.unattended)
        let messages = data.path + "/messages.txt"
        let hasMessages = try withScreen(language, messages) { terminal throws(Failure) in
            // After the terminal, whose own handlers would end the process at once.
            EndSignal.arm(inbox)
            let runner = SessionRunner(
                options, language: language, conductor: conductor, engine: engine,
                outputs: outputs,
                title: preflight.playlist.document.title(language),
                terminal: terminal, inbox: inbox, log: log,
                notices: notices(preflight, outputs, rights))
            try runner.run()
        }
        if hasMessages { say(.messagesKept(messages), language) }
        try log?.finish(milliseconds: 3000)
    }

    /// Leads a session on its screen, which is gone when this returns; tells whether libraries
    /// wrote messages meanwhile.
    private func withScreen(
        _ language: Language, _ messages: String, _ lead: (Terminal?) throws(Failure) -> Void
    ) throws(Failure) -> Bool {
        let terminal = try takeTerminal(language)
        let detour = terminal == nil ? nil : ErrorDetour(to: messages)
        try lead(terminal)
        return detour?.end() ?? false
    }

    private func notices(
        _ preflight: SessionPreflight, _ outputs: SessionOutputs, _ rights: RealTimeRights
    ) -> [Phrase] {
        var notices = preflight.notices
        if outputs.lacksCard { notices.append(.noSoundCard) }
        if !rights.isComplete { notices.append(.rightsRefused) }
        return notices
    }

    /// The screen; none for an unattended session without a terminal.
    private func takeTerminal(_ language: Language) throws(Failure) -> Terminal? {
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

    private func say(_ phrase: Phrase, _ language: Language) {
        complain(phrase.text(language))
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
