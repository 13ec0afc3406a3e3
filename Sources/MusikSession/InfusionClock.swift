public import MusikRecord

/// How far an infusion has come: recorded here, driven elsewhere.
///
/// All times are seconds on the session's clock.
public struct InfusionClock: Hashable, Sendable {
    /// When it began; nil before.
    public private(set) var started: Double?
    /// When it ended, early or not; nil before.
    public private(set) var stopped: Double?
    /// Since when it is held; nil while it runs.
    public private(set) var pausedSince: Double?
    private var pausedBefore = 0.0

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

    /// Takes up a change; one that can't happen changes nothing.
    public mutating func apply(_ change: InfusionChanged.Change, at seconds: Double) {
        guard allows(change) else { return }
        switch change {
        case .started: started = seconds
        case .paused: pausedSince = seconds
        case .resumed, .stopped:
            if let since = pausedSince { pausedBefore += max(0, seconds - since) }
            pausedSince = nil
            if change == .stopped { stopped = seconds }
        }
    }

    /// Minutes since it began, pauses left out; they go on after its end. Nil before it began.
    public func minute(at seconds: Double) -> Double? {
        guard let started else { return nil }
        let held = pausedSince.map { max(0, seconds - $0) } ?? 0
        return max(0, seconds - started - pausedBefore - held) / 60
    }

    /// The minute at which it ended; nil while it hasn't.
    public var endMinute: Double? { stopped.flatMap { minute(at: $0) } }
}
