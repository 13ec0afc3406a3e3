/// What accompanies an infusion.
public enum SupportArm: String, Hashable, Sendable, Codable, CaseIterable {
    /// The chosen music programme.
    case music
    /// Recorded mindfulness cues and quiet, without music.
    case cues
    /// The clinician's own support, with prompts to check in.
    case live
    /// Silence through the headphones.
    case silence
}
