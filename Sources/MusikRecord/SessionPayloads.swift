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
    /// With what it is held; nil where an earlier version recorded it.
    public var setup: SessionSetup?

    /// Describes a session.
    public init(
        arm: SupportArm, planned: CalendarDay?, infusionMinutes: Double = 40,
        debriefRule: DebriefRule, setup: SessionSetup? = nil
    ) {
        self.arm = arm
        self.planned = planned
        self.infusionMinutes = infusionMinutes
        self.debriefRule = debriefRule
        self.setup = setup
    }
}

/// With what a session is held: what its methods need, beside the plan itself.
public struct SessionSetup: Hashable, Sendable, Codable {
    /// The program's version.
    public var version: String
    /// The window in seconds.
    public var windowSeconds: Double
    /// From where the window is counted, as it would be typed.
    public var profile: String
    /// The opening exercise, as it would be typed.
    public var opening: String
    /// The loudness that every piece is brought to, in LUFS; nil where it is left alone.
    public var loudness: Double?
    /// The overlaps of neighbouring pieces, as they would be typed.
    public var overlap: String
    /// The intensity arc, as it would be typed.
    public var arc: String
    /// The site's settings at that time.
    public var settings: SiteSettings

    /// Describes what a session is held with.
    public init(
        version: String, windowSeconds: Double, profile: String, opening: String,
        loudness: Double?, overlap: String, arc: String, settings: SiteSettings
    ) {
        self.version = version
        self.windowSeconds = windowSeconds
        self.profile = profile
        self.opening = opening
        self.loudness = loudness
        self.overlap = overlap
        self.arc = arc
        self.settings = settings
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
