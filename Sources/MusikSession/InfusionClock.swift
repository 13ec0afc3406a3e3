public import MusikProgramme
public import MusikRecord

/// How far an infusion has come: recorded here, driven elsewhere.
///
/// All times are seconds on the session's clock.
public struct InfusionClock: Hashable, Sendable, Codable {
    /// When it began; nil before.
    public private(set) var started: Double?
    /// When it ended, early or not; nil before.
    public private(set) var stopped: Double?
    /// Since when it is held; nil while it runs.
    public private(set) var pausedSince: Double?
    /// The stretches in which it ran, each with its end; the one that runs now is not among them.
    private var runs: [InfusionCourse.Run] = []
    private var runningSince: Double?

    /// An infusion that has not begun.
    public init() {}

    /// Whether it has begun and is neither held nor over.
    public var isRunning: Bool { started != nil && stopped == nil && pausedSince == nil }

    /// Whether a change can happen now.
    public func allows(_ change: InfusionChanged.Change) -> Bool {
        switch change {
        case .started: started == nil
        case .paused: isRunning
        case .resumed: pausedSince != nil && stopped == nil
        case .stopped: started != nil && stopped == nil
        }
    }

    /// What one key does next: it starts, is held, goes on.
    public var nextChange: InfusionChanged.Change {
        allows(.started) ? .started : allows(.resumed) ? .resumed : .paused
    }

    /// Takes up a change; one that can't happen changes nothing.
    public mutating func apply(_ change: InfusionChanged.Change, at seconds: Double) {
        guard allows(change) else { return }
        if let since = runningSince {
            runs.append(InfusionCourse.Run(from: since, to: max(since, seconds)))
        }
        runningSince = change == .started || change == .resumed ? seconds : nil
        pausedSince = change == .paused ? seconds : nil
        if change == .started { started = seconds }
        if change == .stopped { stopped = seconds }
    }

    /// Seconds that it has run, up to its end; nought before it began.
    public func secondsRun(at seconds: Double) -> Double {
        runs.reduce(runningSince.map { max(0, seconds - $0) } ?? 0) { $0 + $1.to - $1.from }
    }

    /// Minutes since it began, pauses left out; they go on after its end. Nil before it began.
    public func minute(at seconds: Double) -> Double? {
        guard started != nil else { return nil }
        return (secondsRun(at: seconds) + (stopped.map { max(0, seconds - $0) } ?? 0)) / 60
    }

    /// The minute at which it ended; nil while it hasn't.
    public var endMinute: Double? { stopped.flatMap { minute(at: $0) } }

    /// The whole infusion on a programme's timeline, as it went so far and will go on by its plan;
    /// nil before it began.
    ///
    /// - Parameters:
    ///   - offset: what the session's clock shows at the timeline's first frame.
    ///   - now: the session's clock; one that is held goes on at once.
    public func course(plannedMinutes: Double, offset: Double, now: Double) -> InfusionCourse? {
        guard started != nil else { return nil }
        var course = runs
        if stopped == nil {
            let left = max(0, plannedMinutes * 60 - secondsRun(at: now))
            course.append(InfusionCourse.Run(from: runningSince ?? now, to: now + left))
        }
        return InfusionCourse(
            plannedMinutes: plannedMinutes,
            runs: course.map { InfusionCourse.Run(from: $0.from - offset, to: $0.to - offset) })
    }
}
