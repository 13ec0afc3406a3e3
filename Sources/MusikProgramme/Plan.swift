public import MusikModel

/// A programme and what the planner did to arrive at it.
public struct Plan: Hashable, Sendable, Codable {
    /// What will sound.
    public var programme: Programme
    /// What was done and why, in the order of the programme where it has one.
    public var notes: [PlanNote]
    /// The first clip id no plan of this session has used yet.
    public var nextID: Int
    /// What calmer and stronger have added to every gain; the next change carries it on.
    public var level: Decibels

    /// Holds the parts of a plan.
    public init(programme: Programme, notes: [PlanNote], nextID: Int, level: Decibels = 0) {
        self.programme = programme
        self.notes = notes
        self.nextID = nextID
        self.level = level
    }
}

/// One thing a planner did; the words for people are made elsewhere.
public enum PlanNote: Hashable, Sendable, Codable {
    /// A piece of the list is left out to meet the window.
    case droppedTrack(title: String)
    /// A reserve piece is added to meet the window.
    case addedReserve(title: String)
    /// A piece already heard comes again, because nothing unheard is left.
    case repeatedTrack(title: String)
    /// The final piece ends early, that many seconds before its own end, under a fade.
    case cutFinal(title: String, seconds: Double, fadeSeconds: Double)
    /// Two pieces overlap, with the correlation of the two passages.
    case overlap(from: String, to: String, seconds: Double, correlation: Double)
    /// Seconds left out of a piece's quiet outer ends to help a seam or the window.
    case trimmed(title: String, headSeconds: Double, tailSeconds: Double)
    /// Seconds left out of a piece's beginning or ending because a step of loudness would have
    /// remained at its seam, in LU; and what remains now.
    case trimmedForSeam(
        title: String, headSeconds: Double, tailSeconds: Double, step: Decibels,
        remaining: Decibels)
    /// A piece stays this much below the loudness target, because its true peak allows no more.
    case gainLimitedByPeak(title: String, by: Decibels)
    /// A piece has no measurable loudness and plays at its own level.
    case unmeasuredLoudness(title: String)
    /// A cue does not fit any more.
    case droppedCue(title: String)
    /// A clip is left early because its source failed.
    case failedSource(title: String)
    /// Nothing calmer (stronger) is left: what follows is lowered (raised) by this much; 0 where
    /// the gain has moved as far as it may.
    case levelChanged(by: Decibels)
}
