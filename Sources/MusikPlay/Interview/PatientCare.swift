internal import MusikConsole
internal import MusikEngine
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime
internal import MusikRecord
internal import MusikSession

/// What a patient's session adds to a programme that plays: the infusion, vital signs, check-ins,
/// distress, wishes. Each key is on record, and none waits for the disk.
///
/// Used by the session's thread.
final class PatientCare {
    private let journal: SessionJournal
    private let conductor: Conductor
    private let engine: any ProgrammePlayer
    private let schedule: PromptSchedule
    /// The place of the patient's headphones among the outputs; nil where there are none.
    private let headphones: Int?
    private var entered: (kind: ConsoleEntry, typed: String)?
    private var adverse: AdverseEntry?
    private var hasStarted = false
    private var hasEnded = false
    private var isFollowing = false
    /// What accompanies the infusion now.
    var arm: SupportArm { journal.proceedings.arm ?? .silence }
    /// The arm whose programme the patient's wish could lead to, until somebody says.
    private(set) var offeredArm: SupportArm?
    /// What is said once what it speaks of is on the disk.
    private var unsaid: [Phrase] = []

    init(
        _ journal: SessionJournal, _ conductor: Conductor, _ engine: any ProgrammePlayer,
        headphones: Int?
    ) {
        self.headphones = headphones
        self.journal = journal
        self.conductor = conductor
        self.engine = engine
        guard let start = journal.proceedings.start else {
            preconditionFailure("a session that plays has begun")
        }
        schedule = PromptSchedule(start)
        // Resumed in the middle: the programme's first frame was heard long ago.
        hasStarted = journal.proceedings.programmeStart != nil
    }

    // MARK: What happened

    func keep(_ event: SessionEvent, _ language: Language) {
        journal.hand(SessionEventLine(event, language))
        if case .programmeEnded = event.kind { endProgramme() }
    }

    /// Whether everything handed over is on the disk.
    var isRecorded: Bool { journal.isWritten }

    /// The plan is on the disk before any sound.
    func confirm() throws(Failure) { try journal.flush() }

    /// Notes the programme's first frame.
    func watch() {
        guard conductor.phase == .playing || conductor.phase == .paused else { return }
        if !hasStarted {
            hasStarted = true
            journal.hand(.programmePassed(ProgrammePassed(end: .first)))
        }
        guard !isFollowing else { return }
        isFollowing = true
        let conductor = conductor
        let base = conductor.clockSeconds
        journal.follow { conductor.clockSeconds - base }
    }

    /// The programme is over, or was broken off.
    func finish() {
        if let adverse { note(adverse.event) }
        if hasStarted { endProgramme() }
        journal.unfollow()
    }

    private func endProgramme() {
        guard !hasEnded else { return }
        hasEnded = true
        journal.hand(.programmePassed(ProgrammePassed(end: .last)))
    }

    // MARK: What is shown

    var isDistressed: Bool { journal.proceedings.isDistressed }

    var isBlindfolded: Bool { journal.proceedings.isBlindfolded }

    /// The readings of vital signs so far.
    var readings: [VitalSigns] { journal.proceedings.readings }

    /// What is due, which appears and never sounds.
    var reminders: [Phrase] {
        var reminders: [Phrase] = []
        if let trouble = journal.trouble { reminders.append(trouble) }
        if let due = journal.proceedings.dueReading(at: journal.seconds, schedule) {
            reminders.append(.readingDue(Int(due.rounded())))
        }
        if journal.proceedings.isCheckInDue(at: journal.seconds, schedule) {
            reminders.append(.checkInDue)
        }
        return reminders
    }

    var entry: SessionScreenState.Entry? {
        entered.map { entered in
            let label: Phrase =
                switch entered.kind {
                case .vitals: .typeVitals
                case .vitalsAgain:
                    .typeVitalsAgain(readings.last?.line ?? "")
                case .handOver: .typeActor
                case .adverseEvent: .typeAdverse
                }
            return SessionScreenState.Entry(label: label, typed: entered.typed)
        }
    }

    var isTyping: Bool { entered != nil }

    /// What is asked of an adverse event; nil where nothing is.
    var adversePrompt: SessionScreenState.Prompt? { adverse?.prompt }

    // MARK: Keys

    /// What can be said now: that something is noted only once it is on the disk.
    func takeSaid() -> [Phrase] {
        guard !unsaid.isEmpty, journal.isWritten else { return [] }
        defer { unsaid = [] }
        return unsaid
    }

    /// Takes a key of the line that is being typed.
    func type(_ key: Key) {
        guard var line = entered else { return }
        switch key {
        case .character(let character):
            if line.typed.count < ConsoleEntry.longest { line.typed.append(character) }
            entered = line
        case .backspace:
            line.typed = String(line.typed.dropLast())
            entered = line
        case .enter:
            entered = nil
            enter(line.kind, line.typed)
        case .escape: entered = nil
        case .tab, .up, .down, .interrupt: break
        }
    }

    /// What is wrong with a line that was typed; nil where it can be kept.
    static func mistake(_ typed: String, _ kind: ConsoleEntry) -> Phrase? {
        switch kind {
        case .vitals, .vitalsAgain: VitalsEntry.read(typed) == nil ? .noSuchReading(typed) : nil
        case .handOver: ActorCode(taking: typed) == nil ? .noSuchActor(typed) : nil
        case .adverseEvent: nil
        }
    }

    /// Takes a line that was typed, here or on the console.
    func enter(_ kind: ConsoleEntry, _ typed: String) {
        if let said = complete(kind, typed) { unsaid.append(said) }
    }

    private func complete(_ kind: ConsoleEntry, _ typed: String) -> Phrase? {
        switch kind {
        case .vitals:
            guard var vitals = VitalsEntry.read(typed) else { return .noSuchReading(typed) }
            vitals.infusionMinute = journal.proceedings.infusion.minute(at: journal.seconds)
            vitals.programmeFrame = engine.position().programmeFrame.value
            journal.hand(.vitalSigns(vitals))
            return .vitalsKept(vitals.line)
        case .vitalsAgain:
            guard let last = readings.last else { return .noReading }
            guard let vitals = VitalsEntry.read(typed) else { return .noSuchReading(typed) }
            // Read when the first one was; what isn't typed again stays.
            var corrected = last
            (corrected.systolic, corrected.diastolic) = (vitals.systolic, vitals.diastolic)
            corrected.heartRate = vitals.heartRate ?? last.heartRate
            corrected.saturation = vitals.saturation ?? last.saturation
            journal.correctLast(corrected)
            return .vitalsCorrected(corrected.line)
        case .handOver:
            guard let actor = ActorCode(taking: typed) else { return .noSuchActor(typed) }
            journal.handOver(to: actor)
            return .handedOver(actor.text)
        case .adverseEvent:
            // The last one is kept before the next is described.
            if let adverse { note(adverse.event) }
            adverse = AdverseEntry(typed.trimmed)
            return nil
        }
    }

    private func note(_ event: AdverseEvent) {
        adverse = nil
        journal.hand(.adverseEvent(event))
        unsaid.append(.adverseKept)
    }

    /// Takes what was asked of an adverse event, by the place of the answer.
    func answerAdverse(_ place: Int) {
        if let event = adverse?.answer(place) { note(event) }
    }

    /// Does what a key asks for; false for a key that is the programme's as well.
    func perform(_ action: SessionAction) -> Bool {
        guard let said = said(on: action) else { return false }
        unsaid += said
        return true
    }

    private func said(on action: SessionAction) -> [Phrase]? {
        switch action {
        case .start: start()
        case .pause where conductor.phase == .ready: conductor.perform(.start)
        case .infusionStarted: return changeInfusion()
        case .infusionOver: return infusion(.stopped)
        case .vitals: entered = (.vitals, "")
        case .vitalsAgain:
            guard !readings.isEmpty else { return [.noReading] }
            entered = (.vitalsAgain, "")
        case .handOver: entered = (.handOver, "")
        case .adverseEvent: entered = (.adverseEvent, "")
        case .checkIn:
            journal.hand(.checkInMade(CheckInMade(state: .well)))
            return [.checkInKept]
        case .distress:
            conductor.perform(.talkOver(true))
            journal.hand(.distressChanged(DistressChanged(state: .began)))
        case .blindfold: putBlindfold(!journal.proceedings.isBlindfolded)
        case .marker:
            journal.hand(
                .marked(Marked(programmeFrame: engine.position().programmeFrame.value)))
            return nil
        case .stopMusic: return wish(.stopMusic, .patient)
        case .musicWanted: return wish(.musicWanted, .patient)
        case .headphonesOff: return wish(.headphonesOff, .patient)
        case .stopInfusion: return wish(.stopInfusion, .patient)
        case .stopAtOnce: return wish(.stopSession, .clinician)
        default: return nil
        }
        return []
    }

    /// Notes the blindfold; nothing where it is so already.
    func putBlindfold(_ isWorn: Bool) {
        guard journal.proceedings.isBlindfolded != isWorn else { return }
        journal.hand(.blindfoldChanged(BlindfoldChanged(state: isWorn ? .worn : .removed)))
        unsaid.append(.blindfoldKept(isWorn: isWorn))
    }

    /// One key starts both: the programme and, unless it runs already, the infusion.
    private func start() {
        guard conductor.phase == .ready else { return }
        conductor.perform(.start)
        _ = infusion(.started)
    }

    /// Notes what becomes of the infusion; nothing where it can't.
    func become(_ change: InfusionChanged.Change) { unsaid += infusion(change) }

    private func changeInfusion() -> [Phrase] {
        infusion(journal.proceedings.infusion.nextChange)
    }

    private func infusion(_ change: InfusionChanged.Change) -> [Phrase] {
        guard journal.proceedings.infusion.allows(change) else { return [] }
        conductor.perform(.infusion(change))
        journal.hand(.infusionChanged(InfusionChanged(change: change)))
        return change == .stopped ? [.infusionOver] : []
    }

    /// The patient's wish wins, at once; its reason is asked afterwards.
    private func wish(_ wish: Deviated.Wish, _ party: Party) -> [Phrase] {
        switch wish {
        case .stopMusic: conductor.perform(.quiet(true))
        case .musicWanted: if conductor.isQuiet { conductor.perform(.quiet(false)) }
        case .headphonesOff:
            if let headphones { conductor.perform(.mute(output: headphones, true)) }
        case .stopInfusion: _ = infusion(.stopped)
        case .stopSession: conductor.perform(.stop)
        case .notToday: break
        }
        let isOther = wish == .stopMusic ? arm == .music : wish == .musicWanted && arm != .music
        offeredArm = isOther && conductor.hasOther ? arm.other : nil
        journal.hand(.deviated(Deviated(wish: wish, by: party)))
        return [.wishKept(wish)]
    }

    /// Whether the programme goes over to the one that was offered.
    func answerOffer(_ isWished: Bool) {
        guard let wished = offeredArm else { return }
        offeredArm = nil
        guard isWished else { return }
        conductor.perform(.otherProgramme)
        if conductor.isQuiet { conductor.perform(.quiet(false)) }
        journal.hand(.programmeSwitched(ProgrammeSwitched(to: wished)))
    }

    /// What helped, by the place of the answer.
    func answerDistress(_ place: Int) {
        let states: [DistressChanged.State] = [
            .reassured, .calmer, .soundOff, .medicine, .infusionStopped, .eased,
        ]
        guard states.indices.contains(place) else { return }
        switch states[place] {
        case .calmer: conductor.perform(.calmer)
        case .soundOff: conductor.perform(.quiet(true))
        case .infusionStopped: _ = infusion(.stopped)
        case .eased: conductor.perform(.talkOver(false))
        default: break
        }
        journal.hand(.distressChanged(DistressChanged(state: states[place])))
    }
}
