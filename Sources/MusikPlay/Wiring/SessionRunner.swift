internal import MusikConsole
internal import MusikEngine
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime
internal import MusikRecord
internal import MusikSession
private import Synchronization

#if canImport(Glibc)
    internal import Glibc
#endif

/// Runs a session: keys and other terminals in, screen and events out, some ten times a second.
///
/// A thread of its own decides nothing here: `run` blocks until the session is over.
final class SessionRunner {
    private let options: SessionOptions
    private let language: Language
    private let conductor: Conductor
    private let outputs: SessionOutputs
    private let title: String
    private let terminal: Terminal?
    private let inbox: SessionInbox
    private let log: EventLog?
    private let care: PatientCare?
    private var typed: TypedKeys?
    private let engine: any ProgrammePlayer
    private let handover: SessionHandover?
    private var chosenOutput = 0
    private var isHelpShown = false
    private var asksStop = false
    private var notices: [Phrase]
    /// The question that was shown last, and its number, which an answer from afar has to name.
    private var asked: (prompt: SessionScreenState.Prompt?, number: Int) = (nil, 0)
    /// The programme as it was drawn for the console, and what it was drawn from.
    private var course: (programme: Programme, arc: IntensityArc, drawn: ConsolePicture.Course)?
    /// Outputs of which was said that their clock is far off.
    private var clocksTold: Set<Int> = []
    /// Short beats that are left after a command, in which its effect is awaited.
    private var quickBeats = 20

    /// Milliseconds between two looks at what has happened, with a screen and where nobody looks;
    /// keys and commands wake it at once.
    private static let beats: (shown: Int32, unseen: Int32) = (100, 250)

    /// Prepares to run.
    init(
        _ options: SessionOptions, language: Language, conductor: Conductor,
        engine: any ProgrammePlayer, handover: SessionHandover?,
        outputs: SessionOutputs, title: String, terminal: Terminal?, inbox: SessionInbox,
        log: EventLog?, journal: SessionJournal? = nil, typed: [AnswerFile.Typed]? = nil,
        notices: [Phrase]
    ) {
        self.options = options
        self.language = language
        self.conductor = conductor
        self.engine = engine
        self.handover = handover
        self.outputs = outputs
        self.title = title
        self.terminal = terminal
        self.inbox = inbox
        self.log = log
        care = journal.map {
            PatientCare(
                $0, conductor, engine,
                headphones: outputs.places.firstIndex { $0.purpose == .headphones })
        }
        self.typed = typed.map(TypedKeys.init)
        self.notices = notices
    }

    /// Runs the session to its end.
    /// - Throws: 74 where the log does not take the plan: nothing has sounded then.
    func run() throws(Failure) {
        // The plan stands in the log before any sound, also where nobody is waited for.
        for event in conductor.tick() { keep(event) }
        try log?.confirm(milliseconds: 5000)
        try care?.confirm()
        handover?.keep(conductor.state)
        if options.unattended, conductor.phase == .ready {
            conductor.perform(.start)
            conductor.perform(.infusion(.started))
        }
        while conductor.phase != .ended {
            let keys = waitForKeys() + (typed?.keys(conductor) ?? [])
            let commands = inbox.take()
            quickBeats = keys.isEmpty && commands.isEmpty ? max(0, quickBeats - 1) : 20
            handover?.confirm(isRecorded: log?.isWritten ?? true && care?.isRecorded ?? true)
            for key in keys { press(key) }
            for command in commands { obey(command) }
            let happened = conductor.tick()
            for event in happened {
                keep(event)
                notice(event)
            }
            if !happened.isEmpty { handover?.keep(conductor.state) }
            if let care {
                care.watch()
                notices += care.takeSaid()
            }
            let questions = inbox.openQuestions
            // Nobody looks: to sum up the session at every beat would cost more than to play it.
            guard !questions.isEmpty || terminal != nil else { continue }
            let state = screenState()
            for (view, question) in questions {
                inbox.publish(text(of: state, view), view, answering: question)
            }
            if let terminal {
                let size = terminal.size
                terminal.show(
                    SessionScreen.render(
                        state, width: size.width, height: size.height, language: language))
            }
        }
        for event in conductor.tick() { keep(event) }
        care?.finish()
    }

    private func keep(_ event: SessionEvent) {
        log?.write(event)
        care?.keep(event, language)
    }

    private func waitForKeys() -> [Key] {
        // Whatever runs faster than time must not be looked at in real time, a plan that is being
        // made has its frame to meet, and what was commanded is seen to happen.
        let isBusy = conductor.isPlanning || quickBeats > 0
        let beat = terminal == nil ? Self.beats.unseen : Self.beats.shown
        let wait = outputs.isAccelerated ? 1 : isBusy ? 10 : beat
        if let terminal { return terminal.keys(milliseconds: wait, orUntil: inbox.wake) }
        var polled = pollfd(fd: inbox.wake, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&polled, 1, wait)
        return []
    }

    // MARK: Wishes

    private func press(_ key: Key) {
        if isHelpShown {
            isHelpShown = false
            return
        }
        if let care, care.isTyping, key != .interrupt {
            care.type(key)
            return
        }
        if let prompt = prompt, let answer = prompt.answer(to: key) {
            self.answer(prompt, answer)
            return
        }
        if let action = KeyMap.action(for: key, withPatient: care != nil) { act(action) }
    }

    private func act(_ action: SessionAction) {
        if care?.perform(action) != true { perform(action) }
    }

    private func perform(_ action: SessionAction) {
        switch action {
        case .start: if conductor.phase == .ready { conductor.perform(.start) }
        case .infusionStarted:
            conductor.perform(.infusion(conductor.infusion.nextChange))
        case .pause: conductor.perform(conductor.phase == .paused ? .resume : .pause)
        case .skip: conductor.perform(.skip)
        case .levelUp: conductor.perform(.level(output: chosenOutput, by: 1))
        case .levelDown: conductor.perform(.level(output: chosenOutput, by: -1))
        case .nextOutput: chosenOutput = (chosenOutput + 1) % outputs.places.count
        case .mute:
            let isMuted = conductor.outputs[chosenOutput].isMuted
            conductor.perform(.mute(output: chosenOutput, !isMuted))
        case .talkOver: conductor.perform(.talkOver(!conductor.isTalkingOver))
        case .calmer: conductor.perform(.calmer)
        case .stronger: conductor.perform(.stronger)
        case .windDown: conductor.perform(.windDown(seconds: 120))
        case .extend: conductor.perform(.extend(seconds: 300))
        case .marker:
            let time = SessionScreen.clock(conductor.clockSeconds)
            conductor.perform(.marker(time))
            notices.append(.markerSet(time))
        case .emergencyQuiet: conductor.perform(.quiet(!conductor.isQuiet))
        case .stop: asksStop = true
        case .help: isHelpShown = true
        case .infusionOver, .vitals, .vitalsAgain, .checkIn, .distress, .stopMusic,
            .musicWanted, .headphonesOff, .stopInfusion, .blindfold, .handOver, .adverseEvent,
            .stopAtOnce:
            break
        }
    }

    private func obey(_ command: ControlCommand) {
        switch command {
        case .quiet: conductor.perform(.quiet(!conductor.isQuiet))
        case .talk: conductor.perform(.talkOver(!conductor.isTalkingOver))
        case .stop: conductor.perform(.stop)
        case .wish(let wish): grant(wish)
        case .look: break
        }
    }

    /// Does what a control of the console asks for: what a key would do, and nothing where it is so
    /// already.
    private func grant(_ wish: ConsoleWish) {
        switch wish {
        case .quiet(let isOn): if conductor.isQuiet != isOn { act(.emergencyQuiet) }
        case .talkOver(let isOn): if conductor.isTalkingOver != isOn { act(.talkOver) }
        case .pause(let isOn):
            // Before the start the key for a pause begins the programme.
            if conductor.phase != .ready, (conductor.phase == .paused) != isOn { act(.pause) }
        case .mute(let output, let isOn):
            if conductor.outputs.indices.contains(output),
                conductor.outputs[output].isMuted != isOn
            {
                conductor.perform(.mute(output: output, isOn))
            }
        case .level(let output, let change):
            if conductor.outputs.indices.contains(output) {
                conductor.perform(.level(output: output, by: Double(change)))
            }
        case .answer(let number, let place):
            // Another question may stand by now.
            if let prompt, prompt == asked.prompt, number == asked.number,
                prompt.answers.indices.contains(place)
            {
                answer(prompt, place)
            }
        case .infusion(let change): become(InfusionChanged.Change(change))
        case .blindfold(let isWorn): care?.putBlindfold(isWorn)
        case .entry(let entry, let line): care?.enter(entry, line)
        // Nothing of the walk is asked while the programme plays.
        case .reply: break
        case .deed(let deed): act(SessionAction(deed))
        }
    }

    private func become(_ change: InfusionChanged.Change) {
        if let care {
            care.become(change)
        } else if conductor.infusion.allows(change) {
            conductor.perform(.infusion(change))
        }
    }

    // MARK: Questions

    /// The question that stands, the most urgent first.
    private var prompt: SessionScreenState.Prompt? {
        if asksStop { return .stop }
        if conductor.phase == .openingLive { return .spokenOpening }
        if care?.isDistressed == true { return .distress }
        if let prompt = care?.adversePrompt { return prompt }
        if conductor.phase == .landing { return .landing }
        if let arm = care?.offeredArm { return .otherProgramme(arm) }
        if let departure = conductor.departure {
            return .endAfterInfusion(
                isEarlier: departure.seconds < 0,
                length: SessionScreen.clock(abs(departure.seconds)),
                calm: SessionScreen.clock(calmEndSeconds))
        }
        if let pause = conductor.lastPause {
            return .endAfterPause(
                length: SessionScreen.clock(pause.seconds(at: conductor.plan.programme.rate)))
        }
        return nil
    }

    private func answer(_ prompt: SessionScreenState.Prompt, _ place: Int) {
        if asksStop {
            asksStop = false
            if place == 1 { conductor.perform(.stop) }
        } else if conductor.phase == .openingLive {
            conductor.perform(.start)
        } else if prompt == .distress {
            care?.answerDistress(place)
        } else if prompt == .severity || prompt == .outcome {
            care?.answerAdverse(place)
        } else if conductor.phase == .landing {
            conductor.perform(.endLanding)
        } else if care?.offeredArm != nil {
            care?.answerOffer(place == 1)
        } else if conductor.departure != nil {
            let choices = [EndChoice.keep, .move, .calm(seconds: calmEndSeconds)]
            conductor.perform(.followInfusion(choices[place]))
        } else if conductor.lastPause != nil {
            conductor.perform(place == 0 ? .keepEnd : .moveEnd)
        }
    }

    /// Seconds to a calm end: ten minutes, or half of what is left where that is less.
    private var calmEndSeconds: Double {
        let end = conductor.plan.programme.end - engine.position().programmeFrame
        return min(600, end.seconds(at: conductor.plan.programme.rate) / 2)
    }

    // MARK: What is shown

    private func notice(_ event: SessionEvent) {
        switch event.kind {
        case .planned(let plan, let reason, _) where reason != "start" && reason != "stop":
            let end = plan.programme.end.seconds(at: plan.programme.rate)
            notices.append(.planChanged(SessionScreen.clock(end)))
        case .planRefused(let error, _): notices.append(.planRefused(error.problem(language)))
        case .sourceFailed(let title, let error):
            notices.append(
                .pieceDropped(bad: title, reason: SoundFileText.reason(error, language)))
        case .clock(let output, let card) where abs(card.partsPerMillion) > 300:
            let phrase = Phrase.clockOff(
                outputs.places[output].output.name, Int(card.partsPerMillion.rounded()))
            // Once is enough, however the figure moves.
            if clocksTold.insert(output).inserted { notices.append(phrase) }
        case .output(let output, let happened):
            let name = outputs.places[output].output.name
            if case .device(let device) = happened.kind,
                let phrase = Phrase.notice(of: device, on: name)
            {
                notices.append(phrase)
            }
        default: break
        }
        if notices.count > 6 { notices.removeFirst(notices.count - 6) }
    }

    /// What went wrong with the sound: what lasts, and what happened within two minutes; three lines
    /// at most.
    private var troubles: [Phrase] {
        let now = conductor.clockSeconds
        return conductor.troubles.filter { $0.kind.isLasting || now - $0.at < 120 }.suffix(3).map {
            .trouble($0, $0.output.map { outputs.places[$0].purpose })
        }
    }

    private func screenState() -> SessionScreenState {
        var state = SessionScreenState(conductor, engine, outputs)
        state.purpose = options.demo ? .demonstration : options.rehearsal ? .rehearsal : .patient
        state.arm = care?.arm ?? options.arm
        state.title = title
        state.notices = notices
        state.notices += troubles
        if let trouble = log?.trouble { state.notices.append(trouble) }
        state.infusionMinutes = options.infusionMinutes
        if let care {
            state.hasPatient = true
            state.entry = care.entry
            state.notices += care.reminders
        }
        for (place, known) in zip(outputs.places, conductor.outputs) {
            if let ceiling = known.ceiling, known.level >= ceiling {
                state.notices.append(
                    .ceilingLimits(place.output.name, highest: ceiling.value))
            }
        }
        if conductor.isEndNear { state.notices.append(.fiveMinutesLeft) }
        state.prompt = prompt
        if prompt != asked.prompt { asked = (prompt, asked.number + 1) }
        state.isHelpShown = isHelpShown
        for index in state.outputs.indices { state.outputs[index].isChosen = index == chosenOutput }
        return state
    }

    private func text(of state: SessionScreenState, _ view: SessionView) -> String {
        let text =
            switch view {
            case .status: try? jsonText(status(state))
            case .english: try? jsonText(picture(state, .english))
            case .french: try? jsonText(picture(state, .french))
            }
        return text ?? "{}"
    }

    private func picture(_ state: SessionScreenState, _ language: Language) -> ConsolePicture {
        let (programme, arc) = (conductor.plan.programme, conductor.arc)
        if course?.programme != programme || course?.arc != arc {
            course = (programme, arc, ConsolePicture.Course(programme, arc))
        }
        return SessionScreen.picture(
            state, course?.drawn ?? ConsolePicture.Course(programme, arc), at: programme.rate, care,
            question: asked.number, language: language)
    }

    private func status(_ state: SessionScreenState) -> SessionStatus {
        var report = SessionStatus(
            state, engine.health(),
            conductor.troubles.map {
                SessionStatus.Trouble($0, outputs.places, language)
            })
        report.enginePid = handover?.process
        return report
    }
}
