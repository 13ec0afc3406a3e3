public import MusikModel
public import MusikProgramme
public import MusikRealtime

/// What leads a programme that plays: an engine in this process, or one in a process of its own.
///
/// Driven by values and answering in values. One thread at a time, none of them an audio thread.
public protocol ProgrammePlayer: AnyObject {
    /// Gives a command to one output or to all; false when it can't be taken.
    @discardableResult
    func send(_ command: FeedCommand, to output: Int?) -> Bool

    /// The earliest frame at which a plan made within `seconds` from now can take effect.
    func planningFrame(within seconds: Double) -> FrameCount

    /// Goes on with another plan from a frame that `planningFrame` gave; false when it is too late
    /// for that frame, or nothing more can be planned.
    func replace(with programme: Programme, from frame: FrameCount) -> Bool

    /// What happened since the last call.
    func takeEvents() -> [EngineEvent]

    /// Where an output is.
    func position(of output: Int) -> FeedPosition

    /// How the threads that sound depends on have fared since the programme began.
    func health() -> EngineHealth

    /// Ends all sound and closes the outputs.
    func stop()
}

extension ProgrammePlayer {
    /// Gives a command to all outputs; false when one of them can't take it.
    @discardableResult
    public func send(_ command: FeedCommand) -> Bool { send(command, to: nil) }

    /// Where the reference output is.
    public func position() -> FeedPosition { position(of: 0) }
}
