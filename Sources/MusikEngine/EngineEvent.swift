public import MusikModel
public import MusikRealtime

/// What the engine has to say, in values.
public enum EngineEvent: Sendable {
    /// An output's chain or device: the output's place in the list, and what happened.
    case output(Int, FeedEvent)
    /// A clip's file could not be decoded beyond a timeline frame, with what the library threw; a
    /// new plan can close the gap.
    case sourceFailed(clip: Int, heardUntil: FrameCount, error: any Error)
    /// A clip gave fewer frames than planned: so many frames of the mix lacked it.
    case framesMissing(FrameCount)
    /// A new plan took effect at a frame.
    case planFollowed(at: FrameCount)
    /// The engine's process ended, and another took over so many seconds later.
    case restarted(afterSeconds: Double)
    /// Events were lost because nobody took them.
    case eventsLost(output: Int, count: Int)
}
