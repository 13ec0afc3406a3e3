/// What becomes of the infusion.
public enum ConsoleInfusion: String, Hashable, Sendable, Codable, CaseIterable {
    /// It begins.
    case started
    /// It is held.
    case paused
    /// It goes on.
    case resumed
    /// It is over, early or not.
    case stopped
}
