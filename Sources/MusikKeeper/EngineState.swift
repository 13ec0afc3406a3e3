internal import MusikEngine
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime

/// What an engine was commanded and has told so far: a fold over its journal.
struct EngineState {
    /// What was commanded of one output.
    struct Output: Hashable {
        var level: Float
        var ceiling: Float = 1
        var trim: Float = 1
        var isMuted = false
        var isQuiet = false
        var isTalkingOver = false
        var isPaused = false
        var isPlaying = false
        /// Commands of which it isn't known that they took effect.
        var outstanding: [FeedCommand] = []
    }

    /// The plan that holds; before it took effect it is the same as the one before.
    private(set) var programme: Programme
    private(set) var outputs: [Output]
    /// The number of the last request that was carried out.
    private(set) var lastRequest = 0
    /// The events that nobody has on record yet.
    private(set) var notes: [NumberedNote] = []
    /// The number of the last event.
    private(set) var lastNote = 0
    /// Whether the session is over.
    private(set) var isOver = false
    /// How many engines have opened their outputs.
    private(set) var engines = 0

    /// The state before anything happened.
    init(_ order: EngineOrder) {
        programme = order.programme
        outputs = order.levels.map { Output(level: $0) }
    }

    /// Takes up a line of the journal.
    mutating func apply(_ line: EngineJournal.Line) {
        switch line {
        case .began: engines += 1
        case .ended: isOver = true
        case .command(let command, let output, let number):
            lastRequest = max(lastRequest, number)
            for index in outputs.indices where output == nil || output == index {
                outputs[index].apply(command)
            }
        case .plan(let programme, _, let number):
            lastRequest = max(lastRequest, number)
            self.programme = programme
        case .note(let numbered):
            lastNote = max(lastNote, numbered.number)
            notes.append(numbered)
            if case .output(let output, let event) = numbered.note,
                case .applied(let command) = event.kind, outputs.indices.contains(output)
            {
                outputs[output].take(applied: command)
            }
        }
    }

    /// Forgets events that are on record.
    mutating func forget(upTo number: Int) { notes.removeAll { $0.number <= number } }
}

extension EngineState.Output {
    /// A command has taken effect; a trim is the output's own, and was not asked for here.
    fileprivate mutating func take(applied command: FeedCommand) {
        if command.kind == .trim { trim = command.value }
        // A level above the ceiling takes effect as the ceiling.
        let place = outstanding.firstIndex { $0.kind == command.kind }
        if let place { outstanding.remove(at: place) }
    }

    fileprivate mutating func apply(_ command: FeedCommand) {
        switch command.kind {
        case .play: isPlaying = true
        case .pause: isPaused = true
        case .resume: isPaused = false
        case .talkOver: isTalkingOver = true
        case .endTalkOver: isTalkingOver = false
        case .quiet: isQuiet = true
        case .endQuiet: isQuiet = false
        case .level: level = command.value
        case .mute: isMuted = true
        case .unmute: isMuted = false
        case .ceiling: ceiling = command.value
        case .trim: trim = command.value
        }
        outstanding.append(command)
    }
}
