public import MusikModel

/// What a screen shows of a programme at one frame.
public struct ProgrammePosition: Hashable, Sendable {
    /// How long before the end the screen says so, in seconds.
    public static let endNoticeSeconds = 300.0
    /// How much longer than that a programme is at least for it to be said, in seconds: at the very
    /// start it tells nobody anything.
    public static let endNoticeMarginSeconds = 60.0

    /// What leads: of several clips that sound, the one that came last; nil in quiet.
    public var current: Clip?
    /// The next clip of the programme to begin.
    public var next: Clip?
    /// Frames since the programme's first.
    public var elapsed: FrameCount
    /// Frames to the programme's end; 0 after it.
    public var remaining: FrameCount
    /// Whether the end has come near enough to say so; never in a programme hardly longer than
    /// that.
    public var endIsNear: Bool
    /// Whether nothing is meant to sound.
    public var isPlannedQuiet: Bool

    /// Looks at a programme at a frame.
    public init(_ programme: Programme, at frame: FrameCount) {
        let sounding = programme.clips(at: frame)
        current = sounding.last
        next = programme.clips.first { $0.start > frame && $0.kind != .bed }
        elapsed = frame
        remaining = max(0, programme.end - frame)
        let notice = FrameCount(seconds: Self.endNoticeSeconds, at: programme.rate)
        let margin = FrameCount(seconds: Self.endNoticeMarginSeconds, at: programme.rate)
        endIsNear =
            remaining > 0 && remaining <= notice && programme.end >= notice + margin
        isPlannedQuiet = sounding.isEmpty
    }
}
