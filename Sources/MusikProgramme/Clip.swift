public import MusikModel

/// A range of one sound file placed on the timeline.
public struct Clip: Hashable, Sendable, Codable, Identifiable {
    /// What a clip is to the listener.
    public enum Kind: String, Hashable, Sendable, Codable {
        /// The opening mindfulness exercise.
        case opening
        /// A piece of music.
        case music
        /// A mindfulness cue.
        case cue
        /// The bell between cues.
        case bell
        /// The landing bed after the programme.
        case bed
    }

    /// Unique within a session, never used again by a later plan.
    public var id: Int
    /// What it is.
    public var kind: Kind
    /// The file.
    public var source: SourceReference
    /// The title for people.
    public var title: String
    /// The file's own rate.
    public var sourceRate: SampleRate
    /// The first frame taken from the file, at the file's own rate.
    public var sourceStart: FrameCount
    /// Where it starts on the timeline.
    public var start: FrameCount
    /// How long it sounds on the timeline.
    ///
    /// At most the file's remaining frames converted to the programme's rate; one frame more for a
    /// clip that `continues` another, whose places are counted through from the first.
    public var length: FrameCount
    /// The id of the clip before whose material this one continues without a seam: the two share
    /// one resampler. Set only where this clip starts at that one's end, that one reaches its
    /// file's last frame, this one starts at its file's first, and both files have one rate.
    public var continues: Int?
    /// The gain over time, in dB; never empty.
    public var gain: GainLine
    /// Fades that multiply onto the gain, in the order of their starts.
    ///
    /// A clip that leaves while it still comes ends before its incoming fade does.
    public var fades: [Fade]

    /// Holds the parts of a clip.
    public init(
        id: Int, kind: Kind, source: SourceReference, title: String, sourceRate: SampleRate,
        sourceStart: FrameCount, start: FrameCount, length: FrameCount, continues: Int? = nil,
        gain: GainLine, fades: [Fade] = []
    ) {
        self.id = id
        self.kind = kind
        self.source = source
        self.title = title
        self.sourceRate = sourceRate
        self.sourceStart = sourceStart
        self.start = start
        self.length = length
        self.continues = continues
        self.gain = gain
        self.fades = fades
    }

    /// One past its last frame on the timeline.
    public var end: FrameCount { start + length }
}
