internal import FoundationEssentials
internal import MusikEngine
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime

/// What is asked of an engine's process.
enum EngineRequest: Codable, Sendable {
    /// Whoever asks leads the session from here on, and has taken events up to a number.
    case lead(seen: Int)
    /// A command, with its number.
    case send(FeedCommand, output: Int?, number: Int)
    /// The earliest frame at which a plan made within so many seconds can take effect.
    case planningFrame(seconds: Double, number: Int)
    /// Another plan from a frame on.
    case replace(Programme, from: FrameCount, number: Int)
    /// How the engine's threads have fared.
    case health(number: Int)
    /// Events up to a number are on record, and needn't be told again.
    case seen(Int)
    /// All sound ends, and so does the process.
    case end
    /// What another terminal wishes while nobody leads the session.
    case wish(EngineWish)
}

/// What is wished of an engine that nobody leads.
public enum EngineWish: String, Codable, Sendable {
    /// Every output silent at once; the same again brings it back.
    case quiet
    /// Every output down while somebody speaks; the same again brings it back.
    case talk
    /// Everything ends under a fade.
    case stop
    /// Where it is.
    case status
}

/// What an engine's process answers and tells.
enum EngineAnswer: Codable, Sendable {
    /// The outputs are open; requests up to a number were carried out. Which process it is.
    case ready(number: Int, process: Int32)
    /// The outputs can't be opened; the reason, as whoever started the process encodes it.
    case failed(Data)
    case planningFrame(FrameCount, number: Int)
    case replaced(Bool, number: Int)
    case health(EngineHealth, number: Int)
    case events([NumberedNote])
    /// What became of a wish, as JSON.
    case done(EngineOutline)
}

/// Where an engine is that nobody leads.
public struct EngineOutline: Codable, Sendable {
    /// The engine's process.
    public var process: Int32
    /// Seconds of the programme that have passed.
    public var elapsedSeconds: Double
    /// Seconds of the whole programme.
    public var totalSeconds: Double
    /// Whether it was started.
    public var isPlaying: Bool
    /// Whether its timeline is held.
    public var isPaused: Bool
    /// Whether every output is silent by command.
    public var isQuiet: Bool
    /// Whether every output is down while somebody speaks.
    public var isTalkingOver: Bool
}

/// An event of an engine as it crosses to another process.
enum EngineNote: Codable, Sendable {
    case output(Int, FeedEvent)
    case sourceFailed(clip: Int, heardUntil: FrameCount, error: ToldError)
    case framesMissing(FrameCount)
    case planFollowed(FrameCount)
    case restarted(afterSeconds: Double)
    case eventsLost(output: Int, count: Int)

    /// The note of an event; errors in words.
    init(_ event: EngineEvent, telling: (any Error) -> ToldError) {
        self =
            switch event {
            case .output(let output, let event): .output(output, event)
            case .sourceFailed(let clip, let frame, let error):
                .sourceFailed(clip: clip, heardUntil: frame, error: telling(error))
            case .framesMissing(let frames): .framesMissing(frames)
            case .planFollowed(let frame): .planFollowed(frame)
            case .restarted(let seconds): .restarted(afterSeconds: seconds)
            case .eventsLost(let output, let count): .eventsLost(output: output, count: count)
            }
    }

    /// The event.
    var event: EngineEvent {
        switch self {
        case .output(let output, let event): .output(output, event)
        case .sourceFailed(let clip, let frame, let error):
            .sourceFailed(clip: clip, heardUntil: frame, error: error)
        case .framesMissing(let frames): .framesMissing(frames)
        case .planFollowed(let frame): .planFollowed(at: frame)
        case .restarted(let seconds): .restarted(afterSeconds: seconds)
        case .eventsLost(let output, let count): .eventsLost(output: output, count: count)
        }
    }
}

/// A note and its number, counted from 1 over all engines of a session.
struct NumberedNote: Codable, Sendable {
    var number: Int
    var note: EngineNote
}

/// An error of another process, in words.
public struct ToldError: Error, Hashable, Codable, Sendable {
    /// The reason as half a sentence.
    public var english: String
    /// The same in French.
    public var french: String

    /// The reason in both languages.
    public init(english: String, french: String) {
        self.english = english
        self.french = french
    }
}
