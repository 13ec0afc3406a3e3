internal import MusikRecord

extension AdverseEvent.Severity {
    /// The severity in English and French, on the screen and in a report alike.
    var words: (english: String, french: String) {
        switch self {
        case .mild: ("mild", "léger")
        case .moderate: ("moderate", "modéré")
        case .severe: ("severe", "sévère")
        case .serious: ("SERIOUS: life or hospital", "GRAVE : vie ou hôpital")
        }
    }
}

extension AdverseEvent.Outcome {
    /// The outcome in English and French, on the screen and in a report alike.
    var words: (english: String, french: String) {
        switch self {
        case .resolved: ("resolved", "résolu")
        case .resolving: ("easing", "en voie de résolution")
        case .continuing: ("continuing", "persistant")
        case .sequelae: ("resolved with sequelae", "résolu avec séquelles")
        case .unknown: ("not known yet", "pas encore connu")
        }
    }
}

extension AdverseEvent.Outcome {
    private static let letters: [(Character, Self)] = [
        ("r", .resolved), ("e", .resolving), ("c", .continuing), ("s", .sequelae), ("u", .unknown),
    ]

    /// The outcomes with the letters that choose them when the music is over.
    static let choices = letters.map { letter, outcome in
        (letter, outcome, Bilingual(outcome.words.english, outcome.words.french))
    }
}
