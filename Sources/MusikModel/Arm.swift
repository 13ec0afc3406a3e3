/// The support a session gives beside the infusion.
public enum Arm: String, Hashable, Sendable, Codable, CaseIterable {
    /// The chosen music programme.
    case music
    /// Recorded mindfulness cues and quiet over the same window, without music.
    case cues
}
