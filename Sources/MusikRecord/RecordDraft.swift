/// An event that somebody wants recorded; who, when and where are added when it is.
public struct RecordDraft: Hashable, Sendable {
    /// What happened.
    public var body: RecordBody
    /// What it concerns.
    public var concern: RecordConcern
    /// Why.
    public var reason: Note?
    /// When it happened, where that is before it is recorded.
    public var moment: RecordMoment?
    /// Whether it corrects the session's last event of its kind, whose number is found when it is
    /// written; where there is none it is a first entry.
    public var correctsLast = false

    /// Drafts an event.
    public init(
        _ body: RecordBody, concern: RecordConcern = RecordConcern(), reason: Note? = nil
    ) {
        self.body = body
        self.concern = concern
        self.reason = reason
    }
}

/// A moment on both clocks.
public struct RecordMoment: Hashable, Sendable {
    /// The wall clock.
    public var wall: WallTime
    /// CLOCK_MONOTONIC, in nanoseconds.
    public var monotonicNanoseconds: UInt64

    /// Holds a moment.
    public init(wall: WallTime, monotonicNanoseconds: UInt64) {
        self.wall = wall
        self.monotonicNanoseconds = monotonicNanoseconds
    }
}

/// Where the record takes its times from.
public struct RecordClock: Sendable {
    /// The wall clock.
    public var wall: @Sendable () -> WallTime
    /// CLOCK_MONOTONIC, in nanoseconds.
    public var monotonicNanoseconds: @Sendable () -> UInt64

    /// A clock of two sources. Both may be called from any thread.
    public init(
        wall: @escaping @Sendable () -> WallTime,
        monotonicNanoseconds: @escaping @Sendable () -> UInt64
    ) {
        self.wall = wall
        self.monotonicNanoseconds = monotonicNanoseconds
    }

    /// The present moment.
    public var now: RecordMoment {
        RecordMoment(wall: wall(), monotonicNanoseconds: monotonicNanoseconds())
    }
}

/// An event and its number in the record.
public struct RecordedEvent: Hashable, Sendable {
    /// Counted from 1.
    public var number: Int
    /// The event.
    public var event: RecordEvent

    /// Numbers an event.
    public init(number: Int, event: RecordEvent) {
        self.number = number
        self.event = event
    }
}
