/// What is known of a card's clock.
public struct CardReport: Hashable, Sendable, BitwiseCopyable {
    /// By how many parts per million the card runs faster than its name says.
    public let partsPerMillion: Double
    /// Seconds by which the programme is ahead of this output; nil on the reference, whose clock the
    /// programme's is, and before it is known.
    public let skew: Double?
}
