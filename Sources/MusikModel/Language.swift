/// A language in which a patient reads and hears.
public enum Language: String, Hashable, Sendable, Codable, CaseIterable {
    /// English.
    case english = "en"
    /// French; patients are addressed as *vous*.
    case french = "fr"
}
