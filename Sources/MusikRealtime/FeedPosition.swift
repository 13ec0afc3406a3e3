public import MusikModel

/// Where an output is and how loud, as last published by its thread.
public struct FeedPosition: Hashable, Sendable, BitwiseCopyable {
    /// Where nothing is known yet.
    public static let unknown = FeedPosition(
        programmeFrame: 0, deliveredFrame: 0, programmeOffset: 0, heardFrame: nil, heardAt: 0,
        isPlaying: false, isHeld: false, inputLevel: Decibels(-.infinity),
        outputLevel: Decibels(-.infinity), exposure: SoundExposure(),
        framesAhead: nil, card: nil)
    /// The next programme frame the chain takes.
    public let programmeFrame: FrameCount
    /// Frames handed over since `play`.
    public let deliveredFrame: FrameCount
    /// What a delivered frame lacks to the programme frame that it is, while the timeline isn't held.
    public let programmeOffset: FrameCount
    /// Frames since `play` that have left the device, at `heardAt`; nil while nothing is known.
    public let heardFrame: FrameCount?
    /// CLOCK_MONOTONIC in nanoseconds of `heardFrame`; 0 while nothing is known.
    public let heardAt: UInt64
    /// Whether `play` has taken effect.
    public let isPlaying: Bool
    /// Whether the timeline is held by a pause.
    public let isHeld: Bool
    /// Mean level of the programme over the last tenth of a second, dBFS.
    public let inputLevel: Decibels
    /// Mean level of what was handed to the device over the last tenth of a second, dBFS.
    public let outputLevel: Decibels
    /// What was handed over since `play`, weighted as ears are.
    public let exposure: SoundExposure
    /// Frames mixed ahead of the chain, below 0 where it ran on without the mix; nil at an output
    /// that waits for the mix, and once all of it is there.
    public let framesAhead: Int64?
    /// What is known of the card's clock; nil before the first second, and where there is no card.
    public let card: CardReport?
}
