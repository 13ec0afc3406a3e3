/// What an output is commanded to do, nearly always by a person. Takes effect at the next block of 256 frames.
@frozen
public struct FeedCommand: Hashable, Sendable, BitwiseCopyable, Codable {
    /// The command.
    @frozen
    public enum Kind: UInt8, Hashable, Sendable, BitwiseCopyable, Codable {
        /// The programme starts (or goes on at the frame `value` for an output that joins late).
        case play
        /// Ramp to silence, then hold the timeline.
        case pause
        /// Go on from the held frame.
        case resume
        /// 20 dB down while the timeline runs on.
        case talkOver
        /// Back from talk over.
        case endTalkOver
        /// Silence at once while the timeline runs on.
        case quiet
        /// Back from quiet.
        case endQuiet
        /// The output's level: linear gain `value`, 0 to 1.
        case level
        /// The output is silent, the others are not.
        case mute
        /// Back from mute.
        case unmute
        /// A gain below the level, linear, `value`, 0 to 1: what a card that is louder than it is
        /// wanted to be is taken down by. No person commands it; the output does.
        case trim
        /// The highest level there may be from now on, linear gain `value`: never above the one that
        /// the output was made with. A level above it comes down.
        case ceiling
    }
    /// The command.
    public var kind: Kind
    /// The linear gain of `level`, `trim` and `ceiling`; otherwise unused.
    public var value: Float
    /// The first programme frame for `play`; otherwise unused.
    public var frame: Int64

    /// A command.
    public init(_ kind: Kind, value: Float = 0, frame: Int64 = 0) {
        self.kind = kind
        self.value = value
        self.frame = frame
    }

    /// Whether a device with a long buffer must drop it to answer in time.
    public var isUrgent: Bool {
        switch kind {
        case .pause, .talkOver, .quiet: true
        case .play, .resume, .endTalkOver, .endQuiet, .level, .mute, .unmute, .trim, .ceiling:
            false
        }
    }
}
