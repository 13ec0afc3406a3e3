/// Where an output's chain goes on that another engine had begun, and what was commanded there.
@frozen
public struct FeedResumption: Hashable, Sendable, BitwiseCopyable {
    /// The next programme frame; before the programme plays, its first.
    public var programmeFrame: Int64 = 0
    /// The delivered frame that belongs to it, a multiple of 256.
    public var deliveredFrame: Int64 = 0
    /// Frames that were not heard since the engine before this one ended.
    public var unheardFrames: Int64 = 0
    /// Whether the programme had been started.
    public var isPlaying = false
    /// Whether its timeline is held.
    public var isPaused = false
    /// Whether every output is silent.
    public var isQuiet = false
    /// Whether every output is down while somebody speaks.
    public var isTalkingOver = false
    /// Whether this output is silent.
    public var isMuted = false
    /// This output's level: linear gain, 0 to 1.
    public var level: Float = 1
    /// The highest level there may be: linear gain, 0 to 1.
    public var ceiling: Float = 1
    /// By what linear gain a card that is too loud is taken down.
    public var trim: Float = 1
    /// Weighted squares of what was given out, summed up for each channel.
    public var exposure = SIMD2<Double>.zero
    /// When the engine before ended, in nanoseconds of CLOCK_MONOTONIC.
    public var lostAt: UInt64 = 0

    /// An output before the programme plays, at 0 dB.
    public init() {}
}
