/// Why no programme can be planned.
public enum PlanError: Error, Hashable, Sendable {
    /// What could make a plan possible.
    public enum Help: String, Hashable, Sendable, Codable {
        /// More pieces, in the list or in reserve.
        case moreReserve
        /// A shorter window.
        case shorterWindow
        /// The playlist's own length.
        case natural
        /// Another opening exercise, or none.
        case shorterOpening
    }

    /// There is nothing to plan with.
    case noTracks
    /// A file has no frames.
    case emptyTrack(title: String)
    /// All pieces together last this many seconds less than the window.
    case tooShort(missingSeconds: Double, availableSeconds: Double, helps: [Help])
    /// The window ends within the opening exercise (or the closing cue does not fit behind it).
    case windowWithinOpening(missingSeconds: Double, helps: [Help])
    /// The end asked for is nearer than a gentle ending takes.
    case endTooNear(seconds: Double, minimumSeconds: Double)
    /// The programme has ended: only an extension is possible.
    case programmeOver
    /// A clip that sounds was made from a file the request does not offer.
    case unknownTrack(title: String)
}
