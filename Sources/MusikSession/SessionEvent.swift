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
        /// The engine's process ended, and another took over so many seconds later.
        case engineRestarted(afterSeconds: Double)
        /// Events of an output were lost.
        case eventsLost(output: Int, count: Int)
        /// What is known of an output's card at present; now and then while it plays.
        case clock(output: Int, CardReport)
        /// What an output has handed over so far, weighted as ears are, and what was measured of it;
        /// now and then while it plays, and at the end.
        case exposure(output: Int, SoundExposure, SoundCalibration?)
        /// How an output's thread, or the mixer's where there is no output, has fared since the
        /// programme began; beside `clock`, and at the end.
        case health(output: Int?, ThreadHealth)
        /// An output takes sound while its pointer doesn't move, or moves again.
        case pointerStill(output: Int, Bool)
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
