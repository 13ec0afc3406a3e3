/// What the answers to an instrument come to.
public struct InstrumentScore: Hashable, Sendable, Codable {
    /// One scale.
    public struct Scale: Hashable, Sendable, Codable {
        /// The scale's id.
        public var id: String
        /// The value; nil where too many items are unanswered.
        public var value: Double?
        /// How many of its items are unanswered. With a value they were prorated.
        public var missing: Int
    }

    /// One rule.
    public struct Rule: Hashable, Sendable, Codable {
        /// The rule's id.
        public var id: String
        /// Whether it is met.
        public var outcome: Outcome
    }

    /// Whether a rule is met.
    public enum Outcome: String, Hashable, Sendable, Codable {
        /// Met, whatever the unanswered items would say.
        case met
        /// Not met, whatever the unanswered items would say.
        case notMet
        /// It depends on what isn't answered.
        case undetermined
    }

    /// One flag.
    public struct Flag: Hashable, Sendable, Codable {
        /// The flag's id.
        public var id: String
        /// Whether it is raised.
        public var state: FlagState
    }

    /// Whether a flag is raised.
    public enum FlagState: String, Hashable, Sendable, Codable {
        /// The answer reaches the threshold: shown at once.
        case raised
        /// The answer lies below the threshold.
        case clear
        /// The question wasn't answered; which is no reassurance, and has to be said.
        case unanswered
    }

    /// What was answered.
    public var edition: InstrumentEdition
    /// Every scale, in the instrument's order.
    public var scales: [Scale]
    /// Every rule, in the instrument's order.
    public var rules: [Rule]
    /// Every flag, in the instrument's order.
    public var flags: [Flag]

    /// The value of a scale; nil where it isn't scored or doesn't exist.
    public func value(_ scale: String) -> Double? { scales.first { $0.id == scale }?.value }

    /// The outcome of a rule; nil where it doesn't exist.
    public func outcome(_ rule: String) -> Outcome? { rules.first { $0.id == rule }?.outcome }

    /// The state of a flag; nil where it doesn't exist.
    public func state(_ flag: String) -> FlagState? { flags.first { $0.id == flag }?.state }
}
