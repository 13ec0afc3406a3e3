public import MusikModel

/// Where an output is and how loud, as last published by its thread.
public struct FeedPosition: Sendable {
    /// The next programme frame the chain takes.
    public let programmeFrame: FrameCount
    /// Frames handed over since `play`.
    public let deliveredFrame: FrameCount
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
    /// What is known of the card's clock; nil before the first second, and where there is no card.
    public let card: CardReport?
}
