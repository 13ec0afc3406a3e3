internal import MusikModel

/// A text in both languages.
struct Bilingual: Hashable, Sendable {
    var english: String
    var french: String

    init(_ english: String, _ french: String) {
        self.english = english
        self.french = french
    }

    /// The same in both: a code, a title, a number.
    init(same text: String) { self.init(text, text) }

    func text(_ language: Language) -> String {
        language.choice(of: (english: english, french: french))
    }

    /// The text with what stands behind it; as it is where nothing does.
    func showing(_ standing: Bilingual?) -> Bilingual {
        guard let standing else { return self }
        return Bilingual(
            "\(english) (now: \(standing.english))",
            "\(french) (actuellement : \(standing.french))")
    }
}

/// Something that is asked between the music.
struct Question: Sendable {
    /// What can be answered.
    enum Kind: Sendable {
        /// Yes or no; none where it may be left open.
        case yesNo(isOptional: Bool)
        /// One of several, by its letter.
        case choice([Choice])
        /// A whole number; none where it may be left out.
        case number(ClosedRange<Int>, isOptional: Bool)
        /// Free text; none where it may be left out.
        case text(isOptional: Bool)
        /// Reactions to numbered pieces in one line; none where nothing is remembered.
        case reactions(of: [HeardPiece])
        /// What the support of a session without music was like, in one line; none where nothing is
        /// said.
        case support(SupportQuestion)
        /// Enter, once it has been read.
        case read
    }

    /// One of several answers.
    struct Choice: Hashable, Sendable {
        /// The letter that chooses it, lower case, another one for each.
        var letter: Character
        /// The word that the record and a file of answers have for it.
        var value: String
        var text: Bilingual
    }

    /// The name by which a file of answers answers it, such as `checkIn.note`.
    var name: String
    var text: Bilingual
    var kind: Kind
    /// The answer of an empty line, as a file of answers would write it; nil where there is none.
    var standard: Answer?
    /// What some numbers stand for, for whoever reads them instead of hearing them.
    var anchors: [Int: Bilingual] = [:]
    /// Whether it is the patient's to answer, who may do so alone.
    var isForPatient = false
    /// Whether the question before it can be asked again.
    var canGoBack = false
}

/// What was answered.
enum Answer: Hashable, Sendable {
    case yes(Bool)
    case choice(String)
    case number(Int)
    case text(String)
    /// The piece at this place is to be heard again before there is an answer; from people only.
    case again(Int)
    /// The question before this one is to be asked again; from people only.
    case back
    /// Nothing, where that is allowed, and Enter where there is only something to read.
    case none
}

extension Question {
    /// What a typed line answers; nil where it answers nothing.
    func answer(to line: String, _ language: Language) -> Answer? {
        let typed = line.trimmed
        if typed.isEmpty, let standard { return standard }
        switch kind {
        case .yesNo(let isOptional):
            if typed.isEmpty { return isOptional ? Answer.none : nil }
            switch typed.lowercased() {
            case "y", "yes", "o", "oui": return .yes(true)
            case "n", "no", "non": return .yes(false)
            default: return nil
            }
        case .choice(let choices):
            let wanted = typed.lowercased()
            let found = choices.first { "\($0.letter)" == wanted || $0.value == typed }
            return found.map { .choice($0.value) }
        case .number(let range, let isOptional):
            if typed.isEmpty { return isOptional ? Answer.none : nil }
            return Int(typed).flatMap { range.contains($0) ? .number($0) : nil }
        case .text(let isOptional):
            if typed.isEmpty { return isOptional ? Answer.none : nil }
            return .text(typed)
        case .reactions(let heard):
            if typed.isEmpty { return Answer.none }
            if let place = ReactionsEntry.again(typed, of: heard) { return .again(place) }
            return ReactionsEntry.read(typed, of: heard).map { _ in .text(typed) }
        case .support(let support):
            if typed.isEmpty { return Answer.none }
            if let place = ReactionsEntry.again(typed, of: support.heard) { return .again(place) }
            return support.read(typed).map { _ in .text(typed) }
        case .read: return typed.isEmpty ? Answer.none : nil
        }
    }

    /// How a piece is heard again.
    private static let again = Bilingual("3? plays it", "3? fait réentendre")

    /// What can be typed, in brackets behind the question.
    func hint(_ language: Language) -> String {
        switch kind {
        case .yesNo(let isOptional):
            language.choice(of: (english: "[y/n", french: "[o/n"))
                + (isOptional ? ", \(Phrase.keyEnter.text(language))" : "") + "]"
        case .choice(let choices):
            "[" + choices.map { "\($0.letter) \($0.text.text(language))" }.joined(separator: ", ")
                + "]"
        case .number(let range, let isOptional):
            "[\(range.lowerBound)–\(range.upperBound)"
                + (isOptional ? ", \(Phrase.keyEnter.text(language))" : "") + "]"
        case .text(let isOptional): isOptional ? "[\(Phrase.keyEnter.text(language))]" : ""
        case .reactions:
            "[2+ 5-- 7!x, \(Self.again.text(language)), \(Phrase.keyEnter.text(language))]"
        case .support(let support):
            "[\(support.example), "
                + (support.heard.isEmpty ? "" : "\(Self.again.text(language)), ")
                + "\(Phrase.keyEnter.text(language))]"
        case .read: "[\(Phrase.keyEnter.text(language))]"
        }
    }
}

extension String {
    /// The text without white space at its ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
