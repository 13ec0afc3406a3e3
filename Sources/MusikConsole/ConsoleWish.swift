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
    /// What the keys of the same names do.
    case start, infusion, skip, calmer, stronger, windDown, extend, marker, distress
    /// Asks back before it ends the session.
    case stop
    /// The answer at a place, to the question of a number.
    case answer(question: Int, place: Int)

    /// The highest number that is taken for an output, and the most dB at once.
    private static let limits = (output: 15, decibels: 6)

    private static let plain: [String: ConsoleWish] = [
        "start": .start, "infusion": .infusion, "skip": .skip, "calmer": .calmer,
        "stronger": .stronger, "windDown": .windDown, "extend": .extend, "marker": .marker,
        "distress": .distress, "stop": .stop,
    ]

    /// Reads a wish as `word` writes it; nil for anything else.
    public init?(_ word: String) {
        let parts = word.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count <= 3, let name = parts.first.map(String.init) else { return nil }
        if parts.count == 1, let wish = Self.plain[name] {
            self = wish
            return
        }
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

    /// The wish as words, in at most 40 bytes.
    public var word: String {
        func isOn(_ value: Bool) -> String { value ? "on" : "off" }
        return switch self {
        case .quiet(let value): "quiet \(isOn(value))"
        case .talkOver(let value): "talk \(isOn(value))"
        case .pause(let value): "pause \(isOn(value))"
        case .mute(let output, let value): "mute \(output) \(isOn(value))"
        case .level(let output, let by): "level \(output) \(by)"
        case .answer(let question, let place): "answer \(question) \(place)"
        case .start: "start"
        case .infusion: "infusion"
        case .skip: "skip"
        case .calmer: "calmer"
        case .stronger: "stronger"
        case .windDown: "windDown"
        case .extend: "extend"
        case .marker: "marker"
        case .distress: "distress"
        case .stop: "stop"
        }
    }
}
