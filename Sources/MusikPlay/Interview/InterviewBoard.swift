internal import MusikConsole
internal import MusikModel
private import Synchronization

/// What a session says and asks before and after its programme, for the console, and what is replied
/// there.
///
/// The session's thread writes on it; the control thread reads it and puts replies on it.
final class InterviewBoard: Sendable {
    /// Why a reply isn't taken.
    enum Refusal: Hashable, Sendable {
        /// Another question stands by now, or none.
        case askedBefore
        /// It is no answer to this question.
        case noAnswer
    }

    private struct State {
        var step = Bilingual(same: "")
        var place = (number: 0, count: 0)
        var said: [Bilingual] = []
        var question: Question?
        /// The number of the question that was asked last.
        var number = 0
        var reply: ConsoleReply?
        var isSounding = false
        var isEnough = false
    }

    /// The most lines that are kept of a step, and the most characters of one.
    private static let most = (lines: 60, characters: 600)

    private let title: Bilingual
    private let state = Mutex(State())

    /// An empty board of a session.
    init(title: Bilingual) { self.title = title }

    // MARK: The session's thread

    func begin(_ step: Bilingual, number: Int, of count: Int) {
        state.withLock {
            $0.step = step
            $0.place = (number, count)
            $0.said = []
        }
    }

    func say(_ text: Bilingual) {
        state.withLock {
            $0.said.append(text)
            if $0.said.count > Self.most.lines { $0.said.removeFirst() }
        }
    }

    func ask(_ question: Question) {
        state.withLock {
            $0.question = question
            $0.number += 1
            $0.reply = nil
        }
    }

    /// The question has its answer, from wherever.
    func answered() {
        state.withLock {
            $0.question = nil
            $0.reply = nil
        }
    }

    /// What was replied to the question that stands; once.
    func takeReply() -> ConsoleReply? {
        state.withLock { state in
            defer { state.reply = nil }
            return state.reply
        }
    }

    /// Something begins or ends to sound.
    func sounds(_ isSounding: Bool) {
        state.withLock {
            $0.isSounding = isSounding
            $0.isEnough = false
        }
    }

    /// Whether somebody asked for silence since it began to sound.
    var isEnough: Bool { state.withLock { $0.isEnough } }

    // MARK: The control thread

    /// Puts a reply to the question of a number; returns why it isn't taken.
    func reply(_ reply: ConsoleReply, to number: Int) -> Refusal? {
        state.withLock { state in
            guard let question = state.question, state.number == number, state.reply == nil else {
                return .askedBefore
            }
            switch reply {
            case .line(let line):
                guard question.answer(to: line, .english) != nil else { return .noAnswer }
            case .back: guard question.canGoBack else { return .noAnswer }
            case .leaveOut, .notToday, .stop: break
            }
            state.reply = reply
            return nil
        }
    }

    /// Silences what sounds; false where nothing does.
    func silence() -> Bool {
        state.withLock { state in
            guard state.isSounding else { return false }
            state.isEnough = true
            return true
        }
    }

    /// What stands now, in the words of a language.
    func picture(_ language: Language) -> ConsoleInterview {
        state.withLock { state in
            ConsoleInterview(
                title: title.text(language), step: state.step.text(language),
                number: state.place.number, count: state.place.count,
                said: state.said.flatMap { said in
                    said.text(language).split(separator: "\n").map {
                        String($0.prefix(Self.most.characters))
                    }
                },
                question: state.question.flatMap { question in
                    state.reply == nil ? question.picture(state.number, language) : nil
                }, isSounding: state.isSounding)
        }
    }
}

extension Question {
    /// The question as the console shows it.
    fileprivate func picture(_ number: Int, _ language: Language) -> ConsoleInterview.Question {
        ConsoleInterview.Question(
            number: number, text: words(language), answers: answers(language),
            usual: standard?.line, isForPatient: isForPatient, canGoBack: canGoBack)
    }

    /// The question, with what its numbers stand for where they are too many to be buttons.
    private func words(_ language: Language) -> String {
        var words = (onPage ?? text).text(language)
        if case .number(let range, _) = kind, range.count > ConsoleInterview.mostButtons {
            for (value, text) in anchors.sorted(by: { $0.key < $1.key }) {
                words += "\n\(value): \(text.text(language))"
            }
        }
        return words
    }

    /// What is asked where nobody types marks; nil where that is the same.
    private var onPage: Bilingual? {
        switch kind {
        case .reactions: Bilingual("Which are remembered?", "Lesquels sont retenus ?")
        case .support: Bilingual("How was the support?", "Comment était l’accompagnement ?")
        default: nil
        }
    }

    private static let open = Bilingual("Leave open", "Sans réponse")

    private func answers(_ language: Language) -> ConsoleInterview.Answers {
        switch kind {
        case .yesNo(let isOptional):
            var choices = [
                ConsoleInterview.Choice(
                    line: "y", label: language.choice(of: (english: "Yes", french: "Oui"))),
                ConsoleInterview.Choice(
                    line: "n", label: language.choice(of: (english: "No", french: "Non"))),
            ]
            if isOptional, standard == nil {
                choices.append(ConsoleInterview.Choice(line: "", label: Self.open.text(language)))
            }
            return .choices(choices)
        case .choice(let choices):
            return .choices(
                choices.map {
                    ConsoleInterview.Choice(line: $0.value, label: $0.text.text(language))
                })
        case .number(let range, let isOptional)
        where range.count <= ConsoleInterview.mostButtons && !anchors.isEmpty:
            var choices = range.map { value in
                let anchor = anchors[value].map { " · \($0.text(language))" } ?? ""
                return ConsoleInterview.Choice(line: "\(value)", label: "\(value)\(anchor)")
            }
            if isOptional, standard == nil {
                choices.append(ConsoleInterview.Choice(line: "", label: Self.open.text(language)))
            }
            return .choices(choices)
        case .number(let range, let isOptional):
            return .number(
                lowest: range.lowerBound, highest: range.upperBound, isOptional: isOptional)
        case .text(let isOptional): return .text(isOptional: isOptional)
        case .reactions(let heard): return .reactions(pieces: heard.map(\.title))
        case .support(let support):
            return .support(
                kinds: support.kinds.map {
                    ConsoleInterview.Choice(line: "\($0.letter)", label: $0.name.text(language))
                }, hasSpacing: support.hasSpacing, cues: support.heard.map(\.title))
        case .read: return .read
        }
    }
}

extension Answer {
    /// The answer as it would be typed on the console.
    fileprivate var line: String? {
        switch self {
        case .yes(let isYes): isYes ? "y" : "n"
        case .choice(let value): value
        case .number(let number): "\(number)"
        case .text(let text): text
        case .again, .back, .none: nil
        }
    }
}
