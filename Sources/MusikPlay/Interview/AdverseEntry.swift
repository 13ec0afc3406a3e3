internal import MusikRecord

/// An adverse event that was described, while its severity and then its outcome are asked.
struct AdverseEntry {
    /// What happened, as it was typed; maybe nothing.
    let description: String
    private var severity: AdverseEvent.Severity?

    /// The severities in the order of their keys, the usual one first.
    static let severities: [(key: Key, severity: AdverseEvent.Severity)] = [
        (.enter, .moderate), (.character("l"), .mild), (.character("m"), .moderate),
        (.character("s"), .severe), (.character("g"), .serious),
    ]
    /// The outcomes in the order of their keys, the usual one first.
    static let outcomes: [(key: Key, outcome: AdverseEvent.Outcome)] = [
        (.enter, .unknown), (.character("r"), .resolved), (.character("e"), .resolving),
        (.character("c"), .continuing), (.character("s"), .sequelae),
    ]

    /// An event of which only the description is known.
    init(_ description: String) { self.description = description }

    /// What is asked now.
    var prompt: SessionScreenState.Prompt { severity == nil ? .severity : .outcome }

    /// The event as far as it is known, the rest as usual.
    var event: AdverseEvent {
        AdverseEvent(
            description: Note(description), severity: severity ?? .moderate, outcome: .unknown)
    }

    /// Takes the answer at a place of what is asked; the event once both are answered.
    mutating func answer(_ place: Int) -> AdverseEvent? {
        guard severity != nil else {
            severity = Self.severities[place].severity
            return nil
        }
        var event = event
        event.outcome = Self.outcomes[place].outcome
        return event
    }
}

extension SessionScreenState.Prompt {
    /// Asked once an adverse event was described; its letters are the same in both languages, and
    /// none of them is needed at once for anything else.
    static let severity = Self(
        question: .askSeverity,
        answers: AdverseEntry.severities.map { Answer($0.key, .severity($0.severity)) })

    /// Asked after its severity.
    static let outcome = Self(
        question: .askOutcome,
        answers: AdverseEntry.outcomes.map { Answer($0.key, .outcome($0.outcome)) })
}

extension SessionScreenState.Prompt.Answer {
    /// An answer by Enter or by a letter.
    fileprivate init(_ key: Key, _ meaning: Phrase) {
        let label: Phrase =
            if case .character(let letter) = key { .keyLetter(String(letter)) } else { .keyEnter }
        self.init(key: key, label: label, meaning: meaning)
    }
}
