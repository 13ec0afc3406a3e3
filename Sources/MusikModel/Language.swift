/// A language in which a patient reads and hears.
public enum Language: String, Hashable, Sendable, Codable, CaseIterable {
    /// English.
    case english = "en"
    /// French; patients are addressed as *vous*.
    case french = "fr"

    /// The one of two texts that is in this language.
    public func choice(of texts: (english: String, french: String)) -> String {
        switch self {
        case .english: texts.english
        case .french: texts.french
        }
    }
}
