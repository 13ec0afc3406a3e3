public import MusikModel

/// A text in the languages it exists in.
public struct Wording: Hashable, Sendable {
    private var english: String?
    private var french: String?

    /// A text in one language, in both or in none.
    public init(english: String? = nil, french: String? = nil) {
        self.english = english
        self.french = french
    }

    /// The text in one language; nil where it doesn't exist.
    public internal(set) subscript(language: Language) -> String? {
        get {
            switch language {
            case .english: english
            case .french: french
            }
        }
        set {
            switch language {
            case .english: english = newValue
            case .french: french = newValue
            }
        }
    }

    /// The languages in which the text exists.
    public var languages: [Language] { Language.allCases.filter { self[$0] != nil } }

    /// The text in a language, else in the other one: a plan in the wrong language is still a plan.
    public func text(preferring language: Language) -> String? {
        self[language] ?? languages.first.flatMap { self[$0] }
    }

    /// Takes over the languages that the other text has.
    mutating func merge(_ other: Wording) {
        for language in other.languages { self[language] = other[language] }
    }
}
