/// Something that is decided from the answers, such as a complete experience.
///
/// A rule is met when all of its conditions are. No missing answer is guessed: while the unanswered
/// items could still change the outcome, it is undetermined.
public struct InstrumentRule: Hashable, Sendable {
    /// One thing that must hold.
    public enum Condition: Hashable, Sendable {
        /// A scale reaches a value.
        case scale(String, atLeast: Double)
        /// So many of these items count so much.
        case items([String], count: Int, atLeast: Int)
    }

    /// The id, unique in the instrument.
    public let id: String
    /// What must hold, all of it.
    public internal(set) var conditions: [Condition]
    /// Whether the value is a setting of the site; such a rule has one condition, on a scale.
    public let isSetting: Bool

    /// A published rule.
    init(_ id: String, _ conditions: [Condition]) {
        self.id = id
        self.conditions = conditions
        isSetting = false
    }

    /// A cut-off that a site may set.
    init(setting id: String, scale: String, atLeast: Double) {
        self.id = id
        conditions = [.scale(scale, atLeast: atLeast)]
        isSetting = true
    }
}
