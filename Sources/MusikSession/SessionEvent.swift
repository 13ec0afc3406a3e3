public import MusikModel
public import MusikProgramme
public import MusikRealtime

/// One thing that happened in a session, stamped on the programme's clock and the machine's.
public struct SessionEvent: Sendable {
    /// What happened.
    public enum Kind: Sendable {
        /// A plan, and why it was made; it holds from `from` on. Before any sound: from frame 0.
        case planned(Plan, reason: String, from: FrameCount)
        /// An output starts at a level other than 0 dB.
        case startLevel(output: Int, Decibels)
        /// A wished plan could not be made.
        case planRefused(PlanError, reason: String)
        /// The clinician wished something.
        case wished(SessionWish)
        /// The programme has come to its last frame.
        case programmeEnded
        /// The session is over.
        case ended
        /// Something happened in an output's chain or on its device.
        case output(Int, FeedEvent)
        /// A file failed while it was being decoded, with what its library threw.
        case sourceFailed(title: String, error: any Error)
        /// The mix lacked frames of a clip.
        case framesMissing(FrameCount)
        /// Events of an output were lost.
        case eventsLost(output: Int, count: Int)
        /// What is known of an output's card at present; now and then while it plays.
        case clock(output: Int, CardReport)
        /// An output hands over much less sound than the plan holds, or sounds again.
        case inaudible(output: Int, Bool)
    }
    /// What happened.
    public var kind: Kind
    /// The programme frame at the reference output.
    public var programmeFrame: FrameCount
    /// Frames the reference output has handed over since the programme started.
    public var deliveredFrame: FrameCount
    /// CLOCK_MONOTONIC, in nanoseconds.
    public var monotonicNanoseconds: UInt64
}
