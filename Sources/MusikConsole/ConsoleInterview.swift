/// What a session asks before and after its programme, in the words of one language.
///
/// Made by the session's process: the question that stands at its terminal stands here as well, and is
/// answered where somebody answers first.
public struct ConsoleInterview: Hashable, Sendable, Codable {
    /// The most numbers that are offered as a control each.
    public static let mostButtons = 11

    /// One of several answers: the line that gives it, and what stands on its control.
    public struct Choice: Hashable, Sendable, Codable {
        /// As it would be typed at the terminal.
        public var line: String
        /// In words.
        public var label: String

        /// An answer with its words.
        public init(line: String, label: String) {
            self.line = line
            self.label = label
        }
    }

    /// What can be answered.
    public enum Answers: Hashable, Sendable, Codable {
        /// One of some.
        case choices([Choice])
        /// A whole number from the lowest to the highest; none where it may be left out.
        case number(lowest: Int, highest: Int, isOptional: Bool)
        /// Any words; none where they may be left out.
        case text(isOptional: Bool)
        /// What is remembered of pieces, by their titles.
        case reactions(pieces: [String])
        /// What kinds of support were like, how they were spaced, and which cues are not to be heard
        /// again.
        case support(kinds: [Choice], hasSpacing: Bool, cues: [String])
        /// Nothing: it is to be read.
        case read
    }

    /// A question that stands.
    public struct Question: Hashable, Sendable, Codable {
        /// Its number within the session, which a reply has to name.
        public var number: Int
        /// What is asked.
        public var text: String
        /// What can be answered.
        public var answers: Answers
        /// The line that an empty one stands for; nil where there is none.
        public var usual: String?
        /// Whether the patient may answer it, alone.
        public var isForPatient: Bool
        /// Whether the question before it can be asked again.
        public var canGoBack: Bool

        /// A question with its answers.
        public init(
            number: Int, text: String, answers: Answers, usual: String?, isForPatient: Bool,
            canGoBack: Bool
        ) {
            self.number = number
            self.text = text
            self.answers = answers
            self.usual = usual
            self.isForPatient = isForPatient
            self.canGoBack = canGoBack
        }

        /// Why a line is no answer, as far as the page knows; nil where it may be one.
        func mistake(_ line: String) -> ConsoleWords? {
            if line.isEmpty, usual != nil { return nil }
            switch answers {
            case .number(let lowest, let highest, let isOptional):
                if line.isEmpty, isOptional { return nil }
                let isNumber = Int(line).map { (lowest...highest).contains($0) } ?? false
                return isNumber ? nil : .wholeNumber(lowest, highest)
            case .text(let isOptional):
                return line.isEmpty && !isOptional ? .wordsNeeded : nil
            default: return nil
            }
        }
    }

    /// The session's code and what accompanies its infusion, as a line.
    public var title: String
    /// The step that it is at.
    public var step: String
    /// That step's number, from 1.
    public var number: Int
    /// How many steps there are.
    public var count: Int
    /// What was said since the step began, oldest first.
    public var said: [String]
    /// The question that stands; nil while the session works or plays.
    public var question: Question?
    /// Whether something sounds now, which silence ends.
    public var isSounding: Bool

    /// What stands now.
    public init(
        title: String, step: String, number: Int, count: Int, said: [String], question: Question?,
        isSounding: Bool
    ) {
        self.title = title
        self.step = step
        self.number = number
        self.count = count
        self.said = said
        self.question = question
        self.isSounding = isSounding
    }
}
