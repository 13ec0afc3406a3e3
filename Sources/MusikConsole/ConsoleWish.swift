/// What somebody at the console asks of the session.
///
/// What can be on or off is asked for as such and not as a change: of two touches on “quiet” the
/// second must not bring the sound back.
public enum ConsoleWish: Hashable, Sendable {
    /// Everything silent.
    case quiet(Bool)
    /// Everything down while somebody speaks.
    case talkOver(Bool)
    /// The programme held.
    case pause(Bool)
    /// One output silent.
    case mute(output: Int, Bool)
    /// A level up or down by whole dB.
    case level(output: Int, by: Int)
    /// What becomes of the infusion.
    case infusion(ConsoleInfusion)
    /// The patient's blindfold, worn or taken off.
    case blindfold(Bool)
    /// What one touch does.
    case deed(ConsoleDeed)
    /// What was typed, as one line.
    case entry(ConsoleEntry, String)
    /// The answer at a place, to the question of a number.
    case answer(question: Int, place: Int)
    /// What is made of the question of a number, before or after the programme.
    case reply(question: Int, ConsoleReply)

    /// The highest number that is taken for an output, and the most dB at once.
    private static let limits = (output: 15, decibels: 6)

    /// Reads a wish as `word` writes it; nil for anything else.
    public init?(_ word: String) {
        if let deed = ConsoleDeed(rawValue: word) {
            self = .deed(deed)
            return
        }
        let split = word.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        if split.count == 2, let entry = ConsoleEntry(rawValue: String(split[0])) {
            guard let line = ConsoleEntry.line(split[1]) else { return nil }
            self = .entry(entry, line)
            return
        }
        if split.count == 2, split[0] == "reply" {
            let halves = split[1].split(
                separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, let question = Int(halves[0]), question >= 0,
                let reply = ConsoleReply(halves[1])
            else { return nil }
            self = .reply(question: question, reply)
            return
        }
        let parts = word.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count <= 3, let name = parts.first.map(String.init) else { return nil }
        let isOn: Bool? =
            switch parts.last {
            case "on": true
            case "off": false
            default: nil
            }
        let numbers = parts.dropFirst().map { Int($0) }
        switch (name, parts.count) {
        case ("quiet", 2): guard let isOn else { return nil }; self = .quiet(isOn)
        case ("talk", 2): guard let isOn else { return nil }; self = .talkOver(isOn)
        case ("pause", 2): guard let isOn else { return nil }; self = .pause(isOn)
        case ("blindfold", 2): guard let isOn else { return nil }; self = .blindfold(isOn)
        case ("infusion", 2):
            guard let change = ConsoleInfusion(rawValue: String(parts[1])) else { return nil }
            self = .infusion(change)
        case ("mute", 3):
            guard let isOn, let output = numbers[0], 0...Self.limits.output ~= output
            else { return nil }
            self = .mute(output: output, isOn)
        case ("level", 3):
            guard let output = numbers[0], let by = numbers[1], 0...Self.limits.output ~= output,
                -Self.limits.decibels...Self.limits.decibels ~= by, by != 0
            else { return nil }
            self = .level(output: output, by: by)
        case ("answer", 3):
            guard let question = numbers[0], let place = numbers[1], question >= 0, 0...15 ~= place
            else { return nil }
            self = .answer(question: question, place: place)
        default: return nil
        }
    }

    /// The wish as words: at most 40 bytes besides what was typed.
    public var word: String {
        func isOn(_ value: Bool) -> String { value ? "on" : "off" }
        return switch self {
        case .quiet(let value): "quiet \(isOn(value))"
        case .talkOver(let value): "talk \(isOn(value))"
        case .pause(let value): "pause \(isOn(value))"
        case .mute(let output, let value): "mute \(output) \(isOn(value))"
        case .level(let output, let by): "level \(output) \(by)"
        case .answer(let question, let place): "answer \(question) \(place)"
        case .infusion(let change): "infusion \(change.rawValue)"
        case .blindfold(let value): "blindfold \(isOn(value))"
        case .deed(let deed): deed.rawValue
        case .entry(let entry, let line): "\(entry.rawValue) \(line)"
        case .reply(let question, let reply): "reply \(question) \(reply.word)"
        }
    }
}
