public import MusikModel

/// What somebody answered.
public struct InstrumentResponse: Hashable, Sendable, Codable {
    /// What was answered: instrument, version and pack.
    public var edition: InstrumentEdition
    /// The language in which the questions were read or heard, on paper as well.
    public var language: Language
    /// The answers by the ids of the items; what wasn't answered isn't here.
    public var answers: [String: Int]

    /// Holds answers; whether they fit is found out when they are scored.
    public init(edition: InstrumentEdition, language: Language, answers: [String: Int]) {
        self.edition = edition
        self.language = language
        self.answers = answers
    }
}

/// Why answers can't be scored.
public struct ResponseError: Error, Hashable, Sendable {
    /// The kind of failure.
    public enum Code: String, Hashable, Sendable {
        /// The answers were given to another instrument, version or pack.
        case otherEdition
        /// There is no such item.
        case unknownItem
        /// The item doesn't have this answer.
        case noSuchAnswer
    }

    /// The kind of failure.
    public let code: Code
    /// The item, where one is concerned.
    public let item: String?
    /// What is wrong and what would be right, as half a sentence.
    public let reason: String
}

extension ResponseError: CustomStringConvertible {
    /// The item and the reason.
    public var description: String { (item.map { "item \($0): " } ?? "") + reason }
}
