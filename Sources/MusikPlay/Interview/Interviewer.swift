internal import MusikModel

/// Why an answer did not come.
enum Interruption: Error, Hashable, Sendable {
    /// The session is to stop: one key, from any question.
    case stop
    /// The step is left out; its reason is asked next.
    case skip
    /// The patient does not want it today.
    case notToday
    /// Nobody can answer any more: the terminal is gone, or the file of answers says nothing.
    case failed(Failure)
}

/// Who answers questions: a person at a terminal, or a file.
protocol Interviewer: AnyObject {
    /// Asks, again until there is an answer.
    func ask(_ question: Question) throws(Interruption) -> Answer
    /// Says something that needs no answer.
    func say(_ text: Bilingual)
    /// Begins a step: its number among all, and its name.
    func begin(_ step: Bilingual, number: Int, of total: Int)
    /// Whether somebody pressed Enter since the last look, while something plays; never waits, and
    /// takes what was typed.
    func pressedEnter() throws(Interruption) -> Bool
    /// The keys pressed so far, for whoever counts them.
    var keysPressed: Int { get }
    /// Something begins or ends to sound.
    func sounds(_ isSounding: Bool)
    /// Whether somebody elsewhere asked for silence since something last began to sound.
    var wantsSilence: Bool { get }
}

extension Interviewer {
    /// A file presses nothing between its answers.
    func pressedEnter() throws(Interruption) -> Bool { false }
    func sounds(_ isSounding: Bool) {}
    var wantsSilence: Bool { false }

    func yes(_ name: String, _ text: Bilingual, standard: Bool? = nil) throws(Interruption) -> Bool
    {
        let question = Question(
            name: name, text: text, kind: .yesNo(isOptional: false),
            standard: standard.map { .yes($0) })
        guard case .yes(let answer) = try ask(question) else { return false }
        return answer
    }

    func text(
        _ name: String, _ text: Bilingual, isForPatient: Bool = false
    ) throws(Interruption) -> String? {
        let question = Question(
            name: name, text: text, kind: .text(isOptional: true), isForPatient: isForPatient)
        guard case .text(let answer) = try ask(question) else { return nil }
        return answer
    }

    /// A text that has to be given, such as a reason.
    func reason(_ name: String, _ text: Bilingual) throws(Interruption) -> String {
        let question = Question(name: name, text: text, kind: .text(isOptional: false))
        guard case .text(let answer) = try ask(question) else { return "" }
        return answer
    }

    func number(
        _ name: String, _ text: Bilingual, _ range: ClosedRange<Int>, isOptional: Bool = true,
        isForPatient: Bool = false
    ) throws(Interruption) -> Int? {
        let question = Question(
            name: name, text: text, kind: .number(range, isOptional: isOptional),
            isForPatient: isForPatient)
        guard case .number(let answer) = try ask(question) else { return nil }
        return answer
    }

    func choice<Value: RawRepresentable<String>>(
        _ name: String, _ text: Bilingual, _ choices: [(Character, Value, Bilingual)],
        standard: Value? = nil, isForPatient: Bool = false
    ) throws(Interruption) -> Value {
        let question = Question(
            name: name, text: text,
            kind: .choice(
                choices.map {
                    Question.Choice(letter: $0.0, value: $0.1.rawValue, text: $0.2)
                }), standard: standard.map { .choice($0.rawValue) },
            isForPatient: isForPatient)
        guard case .choice(let answer) = try ask(question), let value = Value(rawValue: answer)
        else { preconditionFailure("only choices are answers") }
        return value
    }

    func read(_ name: String, _ text: Bilingual) throws(Interruption) {
        _ = try ask(Question(name: name, text: text, kind: .read))
    }
}
