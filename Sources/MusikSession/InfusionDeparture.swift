public import MusikRecord

/// How an infusion departed from its plan while a programme plays, and by how much the programme's
/// end would move with it.
public struct InfusionDeparture: Hashable, Sendable, Codable {
    /// What happened last: it started late, went on after a pause, or stopped early.
    public var change: InfusionChanged.Change
    /// Seconds by which the end would move; negative for an earlier one.
    public var seconds: Double
}
