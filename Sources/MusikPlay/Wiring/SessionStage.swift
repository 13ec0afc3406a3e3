internal import MusikALSA
internal import MusikEngine
internal import MusikKeeper
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime
internal import MusikRecord
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
    let rights: RealTimeRights
    /// What the screen says from its first moment.
    var remarks: [Phrase] = []
    /// How the site works: what it measured of its outputs, above all.
    var settings = SiteSettings()

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
        var plan: Plan
        var request: PlanRequest
        /// What another programme is planned from that a patient's wish leads to, where there is one.
        var otherRequest: PlanRequest?
        /// What is played.
        var title: String
        var notices: [Phrase]
        /// What was checked; nil for a session that is taken back.
        var preflight: SessionPreflight?
        /// What was checked of the other programme.
        var other: SessionPreflight?
        var outputs: SessionOutputs
        /// The levels at which the outputs start, the highest ones; nil for 0 dB.
        var levels: [Decibels]?
        /// What keeps the levels below the outputs' ceilings.
        var limits: LevelLimits
        var engine: any ProgrammePlayer
        /// The engine's process, where it is one of its own.
        var kept: KeptEngine?
        /// How far the session had come that is taken back.
        var state: ConductorState?
    }

    /// Loads, checks and plans everything, in the language of who hears it.
    func check(
        _ options: SessionOptions, heardIn heard: Language,
        say: (Phrase) -> Void = { _ in }, accept: (Phrase) -> Bool
    ) throws(Failure) -> SessionPreflight {
        try SessionPreflight(
            options, language: heard, data: data, surroundings: surroundings,
            say: { phrase in
                complain(phrase.text(language))
                say(phrase)
            }, accept: accept)
    }

    /// Opens the outputs for a preflight's programme.
    func open(
        _ preflight: SessionPreflight, other: SessionPreflight? = nil, levels: [Decibels]? = nil
    ) throws(Failure) -> Open {
        let outputs = try SessionOutputs(options)
        let own = preflight.material.library
        let library = other.map { own.joined(with: $0.material.library) } ?? own
        let playsBed = options.landing && !options.unattended
        let limits = try limits(outputs, library)
        var kept: KeptEngine?
        var engine: any ProgrammePlayer
        if outputs.isHeard {
            let process = try launch(
                preflight.plan.programme, library, outputs, levels, limits, playsBed)
            kept = process
            engine = process.link
        } else {
            engine = try start(
                preflight.plan.programme, library, outputs, levels, playsBed: playsBed)
        }
        for place in outputs.places {
            complain(Phrase.outputReady(name: place.output.name).text(language))
        }
        for phrase in said(of: limits, preflight.plan.programme, outputs) {
            complain(phrase.text(language))
        }
        return Open(
            plan: preflight.plan, request: preflight.request, otherRequest: other?.request,
            title: preflight.playlist.document.title(language), notices: preflight.notices,
            preflight: preflight, other: other, outputs: outputs, levels: levels, limits: limits,
            engine: engine, kept: kept)
    }

    /// What limits the levels of outputs that play files of a library.
    /// - Throws: 64 where an output was measured with another volume of its card.
    func limits(
        _ outputs: SessionOutputs, _ library: LoadedLibrary
    ) throws(Failure) -> LevelLimits {
        var calibrations: [SoundCalibration?] = []
        for place in outputs.places {
            let purpose: OutputCalibration.Purpose =
                place.purpose == .headphones ? .headphones : .speakers
            let device = try CalibratedDevice(place.name)
            calibrations.append(try device.calibration(purpose, in: settings)?.sound)
        }
        return LevelLimits(calibrations) { library.analysis(of: $0) }
    }

    /// What there is to say of limits before a session.
    private func said(
        of limits: LevelLimits, _ programme: Programme, _ outputs: SessionOutputs
    ) -> [Phrase] {
        var phrases: [Phrase] = []
        var unmeasured: [String] = []
        for (index, highest) in limits.highestLevels(for: programme).enumerated() {
            let place = outputs.places[index]
            if let calibration = limits.calibrations[index] {
                phrases.append(
                    .ceilingSet(
                        place.output.name, highest: highest.value, ceiling: calibration.ceiling))
            } else if case .device = place.name {
                unmeasured.append(place.output.name)
            }
        }
        if !unmeasured.isEmpty {
            phrases.append(.unmeasured(unmeasured.joined(separator: ", ")))
        }
        return phrases
    }

    /// An engine in this process for a programme of loaded files, started; with a level for each
    /// output, or all at 0 dB.
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
        let highest = try limits(outputs, library).highestLevels(for: programme)
        let engine = Engine(
            programme: programme, library: library,
            outputs: outputs.places.enumerated().map { index, place in
                var options = OutputFeed.Options(
                    isReference: index == 0, level: Float(levels?[index].amplitude ?? 1))
                options.highestLevel = Float(highest[index].amplitude)
                options.keepsTime = place.keepsTime
                return (place.output, options)
            }, options: engineOptions)
        do {
            try engine.start()
        } catch {
            throw Self.failure(opening: error)
        }
        return engine
    }

    /// Why an output can't be opened, in words.
    static func failure(opening error: any Error) -> Failure {
        switch error {
        case let failure as Failure: failure
        case let error as ALSAError: Failure(error)
        case let error as SoundFileError: Failure(error)
        default:
            Failure(
                .unavailable, "An output can't be opened: \(error)",
                remedy: "“musik-play devices” shows which there are.")
        }
    }

    /// Does something while other terminals and the console can reach the session.
    func reachable(
        _ lock: borrowing SessionLock, _ work: () throws(Failure) -> Void
    ) throws(Failure) {
        let socket = try ControlServer.path(for: data, environment: surroundings.environment)
        let inbox = inbox
        let server = try ControlServer(path: socket) { inbox.put($0) }
        defer {
            server.stop()
            try? lock.announce(socketPath: "", in: data)
        }
        try lock.announce(socketPath: socket, in: data)
        try work()
    }

    /// Plays an open programme to its end, led by keys, other terminals or a file's keys.
    func lead(
        _ open: Open, log: EventLog?, journal: SessionJournal? = nil,
        typed: [AnswerFile.Typed]? = nil
    ) throws(Failure) {
        let infusion = journal?.proceedings.infusion ?? InfusionClock()
        let clock = journal.map { journal in { journal.seconds } }
        let conductor =
            if let state = open.state {
                Conductor(
                    state, request: open.request, engine: open.engine,
                    landsSoftly: !options.unattended, limits: open.limits,
                    other: open.otherRequest, clock: clock)
            } else {
                Conductor(
                    plan: open.plan, request: open.request, engine: open.engine,
                    levels: open.levels ?? open.outputs.places.map { _ in 0 },
                    landsSoftly: !options.unattended, areHighest: open.levels != nil,
                    limits: open.limits, other: open.otherRequest, infusion: infusion,
                    clock: clock)
            }
        let handover = open.kept.map { leaving($0, open) }
        let messages = data.path + "/messages.txt"
        let hasMessages = try withScreen(messages, isTyped: typed != nil) {
            terminal throws(Failure) in
            // After the terminal, whose own handlers would end the process at once.
            EndSignal.arm(inbox)
            let runner = SessionRunner(
                options, language: language, conductor: conductor, engine: open.engine,
                handover: handover, outputs: open.outputs, title: open.title,
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
        let terminal = isTyped || options.onConsole ? nil : try takeTerminal()
        let detour = terminal == nil ? nil : ErrorDetour(to: messages)
        try lead(terminal)
        return detour?.end() ?? false
    }

    private func notices(_ open: Open) -> [Phrase] {
        var notices = remarks + open.notices
        if open.outputs.lacksCard { notices.append(.noSoundCard) }
        if !rights.isComplete { notices.append(.rightsRefused) }
        if open.kept != nil, !SleepInhibitor.isAvailable { notices.append(.mayFallAsleep) }
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
