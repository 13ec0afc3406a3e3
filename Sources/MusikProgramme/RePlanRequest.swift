public import MusikModel

/// A wish, or an accident, while a programme plays.
public enum ProgrammeChange: Hashable, Sendable, Codable {
    /// Leave what sounds for what comes next.
    case skip
    /// Go on with calmer pieces; in the cue arm with half as many cues.
    case calmer
    /// Go on with stronger pieces; in the cue arm with twice as many cues.
    case stronger
    /// End calmly after so many seconds.
    case windDown(seconds: Double)
    /// End so many seconds later; after the end, go on for so many seconds.
    case extend(seconds: Double)
    /// End at a frame.
    case moveEnd(to: FrameCount)
    /// End so many frames earlier: what a pause took, when the end is kept.
    case shorten(by: FrameCount)
    /// Follow the request's arc anew, which has moved with the infusion.
    case realign
    /// Go over to another programme, the request's: what sounds leaves, the opening is held on.
    case otherProgramme
    /// A clip's source gives nothing from a frame of the timeline on.
    case failed(clip: Int, at: FrameCount)
}

/// What a programme is planned anew from.
public struct RePlanRequest: Sendable {
    /// The programme that plays.
    public var programme: Programme
    /// The first frame that may still change.
    public var frame: FrameCount
    /// What is to change.
    public var change: ProgrammeChange
    /// The request the programme was planned from: the pieces and all settings.
    public var original: PlanRequest
    /// The first clip id no plan of this session has used yet.
    public var nextID: Int
    /// What calmer and stronger have added to every gain so far: the last plan's `level`.
    public var level: Decibels
    /// Files that failed before and are not to be played again.
    public var failed: Set<ContentDigest>

    /// Asks for a change.
    public init(
        programme: Programme, frame: FrameCount, change: ProgrammeChange, original: PlanRequest,
        nextID: Int, level: Decibels = 0, failed: Set<ContentDigest> = []
    ) {
        self.programme = programme
        self.frame = frame
        self.change = change
        self.original = original
        self.nextID = nextID
        self.level = level
        self.failed = failed
    }
}
