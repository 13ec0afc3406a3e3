/// What happened in an output's chain or on its device, in the order it happened.
///
/// With the programme these events say to the frame what the output delivered.
@frozen
public struct FeedEvent: Hashable, Sendable, BitwiseCopyable, Codable {
    /// What happened.
    @frozen
    public enum Kind: Hashable, Sendable, BitwiseCopyable, Codable {
        /// A command took effect.
        case applied(FeedCommand)
        /// The mixer had not kept up with an output that may wait for it: so many frames of
        /// silence, the timeline stood still.
        case starved(Int64)
        /// The mixer had not kept up with an output that keeps time, or does again: the bed comes,
        /// moves or goes, and the timeline runs on.
        case bed(BedTurn)
        /// A reader too far behind jumped over so many programme frames.
        case jumped(Int64)
        /// Delivered frames from `deliveredFrame` on were taken back unheard; events after it are
        /// void. One at the very frame belongs to the block before.
        case rewound
        /// Another engine took over where the last one had ended: so many frames were never heard.
        case resumed(Int64)
        /// Every planned frame was delivered.
        case finished
        /// The device has something to say.
        case device(DeviceEvent)
    }
    /// What happened.
    public var kind: Kind
    /// The delivered frame it takes effect at: frames since this output began to play.
    public var deliveredFrame: Int64
    /// The programme frame at that moment.
    public var programmeFrame: Int64

    /// An event.
    public init(_ kind: Kind, deliveredFrame: Int64, programmeFrame: Int64) {
        self.kind = kind
        self.deliveredFrame = deliveredFrame
        self.programmeFrame = programmeFrame
    }
}
