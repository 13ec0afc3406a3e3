/// A session begins.
public struct SessionStarted: Hashable, Sendable, Codable {
    /// What accompanies the infusion.
    public var arm: SupportArm
    /// The day for which it was planned; nil for one that was not.
    public var planned: CalendarDay?
    /// The planned length of the infusion in minutes.
    public var infusionMinutes: Double
    /// When the debrief begins.
    public var debriefRule: DebriefRule

    /// Describes a session.
    public init(
        arm: SupportArm, planned: CalendarDay?, infusionMinutes: Double = 40,
        debriefRule: DebriefRule
    ) {
        self.arm = arm
        self.planned = planned
        self.infusionMinutes = infusionMinutes
        self.debriefRule = debriefRule
    }
}

/// When the debrief begins.
public enum DebriefRule: String, Hashable, Sendable, Codable, CaseIterable {
    /// When the infusion has ended.
    case endOfInfusion
    /// When the programme has ended.
    case endOfProgramme
}

/// A session goes on after its program or its machine was started again.
public struct SessionResumed: Hashable, Sendable, Codable {
    /// The step at which it goes on.
    public var step: SessionStep

    /// Names the step.
    public init(step: SessionStep) { self.step = step }
}

/// A step is done, or left out for the event's reason.
public struct StepTaken: Hashable, Sendable, Codable {
    /// The step.
    public var step: SessionStep
    /// Whether it was done; otherwise it was left out.
    public var isDone: Bool

    /// Names a step.
    public init(step: SessionStep, isDone: Bool) {
        self.step = step
        self.isDone = isDone
    }
}

/// A session is over.
public struct SessionClosed: Hashable, Sendable, Codable {
    /// How it ended.
    public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
        /// Every step was done or left out for a reason.
        case completed
        /// It was broken off; the reason is the event's, or follows.
        case aborted
    }

    /// How it ended.
    public var outcome: Outcome

    /// Names the outcome.
    public init(outcome: Outcome) { self.outcome = outcome }
}
