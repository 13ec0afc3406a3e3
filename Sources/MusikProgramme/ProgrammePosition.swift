public import MusikModel

/// What a screen shows of a programme at one frame.
public struct ProgrammePosition: Hashable, Sendable {
    /// The minute of infusion at which it usually ends.
    public static let infusionMark = 40.0
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
    /// Minutes since the infusion was started, where it was.
    public var infusionMinute: Double?
    /// Frames to the infusion's mark; negative after it.
    public var framesToInfusionMark: FrameCount?

    /// Looks at a programme at a frame.
    ///
    /// - Parameter infusionStart: the frame at which the infusion was started.
    public init(_ programme: Programme, at frame: FrameCount, infusionStart: FrameCount? = nil) {
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
        guard let infusionStart else { return }
        infusionMinute = (frame - infusionStart).seconds(at: programme.rate) / 60
        framesToInfusionMark =
            infusionStart + FrameCount(seconds: Self.infusionMark * 60, at: programme.rate) - frame
    }
}
