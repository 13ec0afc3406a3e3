/// Where a session is.
public enum SessionPhase: String, Hashable, Sendable, Codable {
    /// Everything is ready; nothing sounds.
    case ready
    /// The clinician speaks the opening exercise.
    case openingLive
    /// The programme plays.
    case playing
    /// The timeline is held.
    case paused
    /// The programme is over; the landing bed, or its quiet, holds.
    case landing
    /// The last fade.
    case stopping
    /// Over.
    case ended
}
