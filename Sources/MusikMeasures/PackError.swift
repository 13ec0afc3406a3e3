/// Why an instrument pack can't be used.
public struct PackError: Error, Hashable, Sendable {
    /// The kind of failure.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// More bytes than a pack may have.
        case tooLarge
        /// Objects and lists lie deeper in each other than a pack needs.
        case tooDeep
        /// The text isn't JSON in UTF-8.
        case malformed
        /// A key or an id stands twice.
        case duplicate
        /// There is no such key in this place.
        case unknownKey
        /// A key that must be there isn't.
        case missingKey
        /// A value is of another kind than its key needs.
        case wrongType
        /// A number lies outside its limits, or a list or a text is too long.
        case outOfRange
        /// Something is named that doesn't exist: an instrument, an item, a scale.
        case unknownName
        /// A text isn't there in a language in which it must be.
        case missingText
        /// A text can't be shown: empty, or with control characters.
        case badText
        /// Two things contradict each other.
        case conflict
    }

    /// The kind of failure.
    public let code: Code
    /// The line, counted from 1, where one is known.
    public let line: Int?
    /// The keys that lead to the place, such as `items[3].text.fr`, counted from 1; empty for the
    /// whole pack.
    public let place: String
    /// What is wrong, as half a sentence.
    public let reason: String
    /// What to do, as half a sentence.
    public let remedy: String
}

extension PackError: CustomStringConvertible {
    /// The place, the reason and what to do.
    public var description: String {
        var text = place.isEmpty ? "pack" : place
        if let line { text += ", line \(line)" }
        return text + ": " + reason + "; " + remedy
    }
}
