internal import FoundationEssentials
internal import MusikModel
internal import MusikRecord

/// A file of answers, which leads a rehearsal without a terminal, or enters a debrief afterwards.
///
/// One JSON object: `answers` by the questions' names, and `keys`: what is typed while the programme
/// plays, at which second of it.
struct AnswerFile: Decodable, Sendable {
    /// Keys at a second of the programme.
    struct Typed: Decodable, Sendable {
        /// Seconds since the programme's first frame.
        var at: Double
        /// What is typed; `\n` is Enter, `\u0003` Ctrl-C.
        var keys: String
    }

    /// The answers by the questions' names.
    var answers: [String: JSONValue]
    /// What is typed while the programme plays, in order.
    var keys: [Typed]

    private enum CodingKeys: String, CodingKey, CaseIterable { case answers, keys }

    private struct AnyKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let all = try decoder.container(keyedBy: AnyKey.self)
        let known = CodingKeys.allCases.map(\.rawValue)
        if let unknown = all.allKeys.first(where: { !known.contains($0.stringValue) }) {
            throw DecodingError.dataCorruptedError(
                forKey: unknown, in: all,
                debugDescription: "there is “answers” and “keys”, and no “\(unknown.stringValue)”")
        }
        let values = try decoder.container(keyedBy: CodingKeys.self)
        answers = try values.decodeIfPresent([String: JSONValue].self, forKey: .answers) ?? [:]
        keys = try values.decodeIfPresent([Typed].self, forKey: .keys) ?? []
        guard keys.allSatisfy({ $0.at.isFinite && (0...1e6).contains($0.at) }),
            zip(keys, keys.dropFirst()).allSatisfy({ $0.at <= $1.at })
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .keys, in: values,
                debugDescription: "the seconds of keys are 0 to 1000000 and never go back")
        }
    }

    /// The most bytes of a file.
    static let mostBytes = 1_000_000

    /// Reads a file.
    /// - Throws: 66 where it can't be read, 65 with what is wrong in it.
    static func read(_ path: String) throws(Failure) -> AnswerFile {
        let data = try NamedFile(path).read(as: "the file of answers", most: mostBytes)
        return try read(data, path: path)
    }

    /// Reads the bytes of a file.
    static func read(_ data: Data, path: String) throws(Failure) -> AnswerFile {
        let remedy = "Correct it: “musik-play session --help” shows what it holds."
        guard data.count <= mostBytes else {
            throw Failure(
                .data, "\(path) has \(data.count) bytes, and may have \(mostBytes).",
                remedy: remedy)
        }
        return try decodedJSON(AnswerFile.self, data, path, remedy: remedy)
    }
}

/// Answers from a file; a question that the file doesn't answer gets its standard answer.
final class FileInterviewer: Interviewer {
    private let file: AnswerFile
    private let path: String
    private let language: Language
    private(set) var keysPressed = 0
    private(set) var unused: Set<String>

    init(_ file: AnswerFile, path: String, _ language: Language) {
        self.file = file
        self.path = path
        self.language = language
        unused = Set(file.answers.keys)
    }

    func begin(_ step: Bilingual, number: Int, of total: Int) {
        print("\(number)/\(total)  \(step.text(language))")
    }

    func say(_ text: Bilingual) { print(text.text(language)) }

    func ask(_ question: Question) throws(Interruption) -> Answer {
        guard let given = file.answers[question.name] else {
            if let standard = question.answer(to: "", language) { return standard }
            throw .failed(
                Failure(
                    .data, "\(path) has no answer to “\(question.name)”.",
                    remedy: "It asks: \(question.text.text(.english)) \(question.hint(.english))"))
        }
        unused.remove(question.name)
        let typed: String
        switch given {
        case .boolean(let value): typed = value ? "y" : "n"
        case .integer(let value): typed = "\(value)"
        case .text(let value): typed = value
        case .null: typed = ""
        case .number, .list, .object:
            throw .failed(refusal(of: given, question))
        }
        switch typed {
        case "-": throw .skip
        case "!": throw .notToday
        case "\u{3}": throw .stop
        default: break
        }
        let answer = question.answer(to: typed, language)
        // Nobody would hear anything again.
        if case .again? = answer { throw .failed(refusal(of: given, question)) }
        guard let answer else { throw .failed(refusal(of: given, question)) }
        keysPressed += typed.count + 1
        return answer
    }

    private func refusal(of given: JSONValue, _ question: Question) -> Failure {
        let shown = (try? JSONEncoder().encode(given)).map { String(decoding: $0, as: UTF8.self) }
        return Failure(
            .data, "\(path): \(shown ?? "that") is no answer to “\(question.name)”.",
            remedy: "It asks: \(question.text.text(.english)) \(question.hint(.english))")
    }
}
