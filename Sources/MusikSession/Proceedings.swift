public import MusikRecord

/// How far a session has come, and what may come next: a fold over its events.
///
/// Pure. The same events give the same state, whether they happen now or are read from the record
/// after a restart, so that a session goes on at its step.
public struct Proceedings: Sendable {
    /// The session.
    public let session: SessionCode
    /// What was said when it began; nil before.
    public private(set) var start: SessionStarted?
    /// What accompanies the infusion: the session's arm, until the patient wants no music or goes
    /// over to another programme; nil before the session.
    public private(set) var arm: SupportArm?
    /// The steps that were done (true) or left out (false).
    public private(set) var steps: [SessionStep: Bool] = [:]
    /// The infusion.
    public private(set) var infusion = InfusionClock()
    /// When the programme's first frame was heard, in seconds on the session's clock.
    public private(set) var programmeStart: Double?
    /// When it ended or was broken off.
    public private(set) var programmeEnd: Double?
    /// The readings of vital signs.
    public private(set) var readings: [VitalSigns] = []
    /// The infusion minute of the last check-in.
    public private(set) var lastCheckIn: Double?
    /// Whether the patient is in distress.
    public private(set) var isDistressed = false
    /// Whether the blindfold is worn.
    public private(set) var isBlindfolded = false
    /// The highest levels of the outputs in dB, as the patient found them comfortable.
    public private(set) var comfortableLevels: [Double]?
    /// Flags that were raised and that nobody has acknowledged.
    public private(set) var openFlags: [FlagChanged] = []
    /// Whether somebody wished that the session stop.
    public private(set) var isBrokenOff = false
    /// How it ended; nil before.
    public private(set) var outcome: SessionClosed.Outcome?

    /// A session that has not begun.
    public init(_ session: SessionCode) { self.session = session }

    /// The state after a session's events as the record holds them.
    ///
    /// Times are the wall clock's, in seconds since the session began. What was corrected counts as
    /// it stands, at the time at which it happened.
    public init(_ session: SessionCode, replaying events: [RecordedEvent]) {
        self.init(session)
        let begin = events.first { $0.event.body.kind == .sessionStarted }?.event.time
        for recorded in events.standing {
            let seconds = begin.map { recorded.event.time.seconds(since: $0) } ?? 0
            apply(recorded.event.body, at: seconds)
        }
    }

    /// The step to be taken; nil before the session, after its last step and after it was closed.
    public var step: SessionStep? {
        guard start != nil, outcome == nil else { return nil }
        return SessionStep.allCases.first { steps[$0] == nil }
    }

    /// Takes up what happened.
    /// - Parameter seconds: the session's clock.
    public mutating func apply(_ body: RecordBody, at seconds: Double) {
        switch body {
        case .sessionStarted(let started):
            start = started
            arm = started.arm
        case .musicChosen(let chosen):
            arm = start?.arm
            if chosen.playlist == nil && arm == .music { arm = .silence }
        case .programmeSwitched(let switched): arm = switched.to
        case .stepTaken(let taken): steps[taken.step] = taken.isDone
        case .infusionChanged(let changed): infusion.apply(changed.change, at: seconds)
        case .programmePassed(let passed):
            switch passed.end {
            case .first: programmeStart = programmeStart ?? seconds
            case .last: programmeEnd = seconds
            }
        case .vitalSigns(let vitals): readings.append(vitals)
        case .checkInMade: lastCheckIn = infusion.minute(at: seconds)
        case .distressChanged(let changed): isDistressed = changed.state != .eased
        case .blindfoldChanged(let changed): isBlindfolded = changed.state == .worn
        case .comfortTried(let tried): if tried.isComfortable { comfortableLevels = tried.levels }
        case .deviated(let deviated): if deviated.wish == .stopSession { isBrokenOff = true }
        case .flagChanged(let changed):
            var raised = changed
            raised.isAcknowledged = false
            openFlags.removeAll { $0 == raised }
            if !changed.isAcknowledged { openFlags.append(changed) }
        case .sessionClosed(let closed): outcome = closed.outcome
        default: break
        }
    }

    /// Takes up that the last reading of vital signs was another one.
    public mutating func correctLast(_ vitals: VitalSigns) {
        if !readings.isEmpty { readings[readings.count - 1] = vitals }
    }

    /// What keeps a step from being taken now; nil where nothing does.
    ///
    /// The line goes in only after the programme and both outputs were found ready, and after the
    /// patient consented; the infusion begins only after the line.
    public func obstacle(to step: SessionStep) -> Obstacle? {
        if let earlier = SessionStep.allCases.first(where: { $0 < step && steps[$0] == nil }) {
            return .earlierStep(earlier)
        }
        switch step {
        case .line where steps[.preflight] != true: return .notReady
        case .line where steps[.gate] != true, .infusion where steps[.gate] != true:
            return .noConsent
        default: return nil
        }
    }

    /// Why a step can't be taken.
    public enum Obstacle: Hashable, Sendable {
        /// An earlier one is neither done nor left out.
        case earlierStep(SessionStep)
        /// The preflight of programme and outputs was not passed.
        case notReady
        /// The patient's consent, readiness or haemodynamics were not confirmed.
        case noConsent
    }

    /// Whether the debrief may begin by the session's rule.
    public func isDebriefDue(at seconds: Double) -> Bool {
        switch start?.debriefRule {
        case .endOfInfusion?: infusion.stopped != nil
        case .endOfProgramme?: programmeEnd != nil
        case nil: false
        }
    }

    /// The minute of the reading that is due; nil where none is.
    public func dueReading(at seconds: Double, _ schedule: PromptSchedule) -> Double? {
        infusion.minute(at: seconds).flatMap {
            schedule.dueReading(
                at: $0, end: infusion.endMinute, made: readings.compactMap(\.infusionMinute))
        }
    }

    /// Whether the patient is to be looked after now.
    public func isCheckInDue(at seconds: Double, _ schedule: PromptSchedule) -> Bool {
        guard programmeEnd == nil, let minute = infusion.minute(at: seconds) else { return false }
        return schedule.isCheckInDue(at: minute, last: lastCheckIn)
    }
}
