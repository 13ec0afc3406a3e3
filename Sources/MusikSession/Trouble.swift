/// Something that went wrong with the sound, or is well again, for whoever looks after the session.
public struct Trouble: Hashable, Sendable {
    /// What it is.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A device is gone; it is looked for.
        case deviceLost
        /// A device was gone and plays again.
        case deviceBack
        /// Every device is gone: nothing is heard.
        case allLost
        /// A device ran dry for a moment.
        case underrun
        /// A device stood still for a moment and told of no error.
        case lostTime
        /// The machine slept, and a device went on.
        case resumed
        /// Less of the programme is mixed ahead than usual.
        case mixLow
        /// The programme is not mixed in time: the bed stands in.
        case mixLate
        /// The bed stood in, and the programme is back.
        case mixBack
        /// A device takes sound and does not move.
        case pointerStill
        /// A device moves again.
        case pointerMoving
        /// Much less sound is handed over than planned.
        case inaudible
        /// As much sound as planned is handed over again.
        case audible
        /// The engine's process ended, and another took over.
        case engineBack
        /// A thread has no real-time rights, or memory isn't locked.
        case rightsRefused

        /// Whether it lasts until another one says that it is over.
        public var isLasting: Bool { ending != nil }

        /// What says that it is over; nil for what is over at once.
        var ending: Kind? {
            switch self {
            case .deviceLost, .allLost: .deviceBack
            case .mixLow, .mixLate: .mixBack
            case .pointerStill: .pointerMoving
            case .inaudible: .audible
            case .deviceBack, .underrun, .lostTime, .resumed, .mixBack, .pointerMoving, .audible,
                .engineBack,
                .rightsRefused:
                nil
            }
        }
    }

    /// What it is.
    public var kind: Kind
    /// The output's place in the list; nil for what concerns all.
    public var output: Int?
    /// How long it lasted, in seconds; 0 where that isn't known.
    public var seconds: Double
    /// When it happened last, in seconds of sound since the programme began.
    public var at: Double
    /// How often it happened within the minute before `at`, once at least.
    public var count: Int

    /// Describes a trouble.
    public init(
        _ kind: Kind, output: Int? = nil, seconds: Double = 0, at: Double = 0, count: Int = 1
    ) {
        self.kind = kind
        self.output = output
        self.seconds = seconds
        self.at = at
        self.count = count
    }
}
