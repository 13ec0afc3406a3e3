public import MusikModel

/// Everything that will sound, on one sample timeline, fixed before anything sounds.
///
/// Frame 0 is the programme's first frame; the programme is the frames `0..<end`. Clips of the
/// landing bed lie at and after `end` and are no part of it. A programme re-planned while it plays
/// keeps every clip that has sounded, so that the last programme of a session renders all of it.
public struct Programme: Hashable, Sendable, Codable {
    /// The rate of the timeline.
    public var rate: SampleRate
    /// The clips, ordered by `start`, then by `id`.
    public var clips: [Clip]
    /// One past the last frame.
    public var end: FrameCount
    /// The first frame after the opening exercise; 0 without one.
    public var openingEnd: FrameCount

    /// Holds the parts of a programme.
    public init(rate: SampleRate, clips: [Clip], end: FrameCount, openingEnd: FrameCount) {
        self.rate = rate
        self.clips = clips
        self.end = end
        self.openingEnd = openingEnd
    }

    /// The clips that sound at a frame, in order of their start.
    public func clips(at frame: FrameCount) -> [Clip] {
        clips.filter { $0.start <= frame && frame < $0.end }
    }
}
