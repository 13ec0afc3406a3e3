/// A short code that stands for somebody or something in the record and names nobody.
public protocol RecordCode: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// What a code of this kind looks like, for whoever typed another.
    static var form: String { get }
    /// Whether a text is a code of this kind.
    static func accepts(_ text: String) -> Bool
    /// The code as it is written.
    var text: String { get }
    /// Wraps a text that has been accepted.
    init(accepted text: String)
}

extension RecordCode {
    /// Accepts a text of the code's form; nil for any other.
    public init?(_ text: String) {
        guard Self.accepts(text) else { return nil }
        self.init(accepted: text)
    }

    /// The code as it is written.
    public var description: String { text }

    /// The order of the texts.
    public static func < (one: Self, other: Self) -> Bool { one.text < other.text }

    /// Reads the text.
    public init(from decoder: any Decoder) throws {
        self = try decoder.text(as: Self.form, Self.init)
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws { try encoder.write(text: text) }

    /// Whether a text is so long, of capital letters, digits and single hyphens between them.
    fileprivate static func isPlain(_ text: String, _ lengths: ClosedRange<Int>) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return lengths.contains(text.utf8.count)
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isCapital || $0.isDigit } }
    }
}

/// A patient's study code, such as `M01-017`.
///
/// Names are refused by their form: a code has at least two digits, and never more than four letters
/// in a row.
public struct StudyCode: RecordCode {
    /// The code as it is written.
    public let text: String

    /// What a study code looks like.
    public static let form =
        "a study code such as M01-017: capital letters, digits and hyphens, at least two digits, "
        + "at most four letters in a row, 3 to 16 characters"

    /// Whether a text is a study code.
    public static func accepts(_ text: String) -> Bool {
        let letters = text.utf8.split { !$0.isCapital }
        return isPlain(text, 3...16) && text.utf8.count(where: \.isDigit) >= 2
            && letters.allSatisfy { $0.count <= 4 }
    }

    /// Wraps an accepted text.
    public init(accepted text: String) { self.text = text }
}

/// A site's code, such as `MTL1`.
public struct SiteCode: RecordCode {
    /// The code as it is written.
    public let text: String

    /// What a site's code looks like.
    public static let form =
        "a site's code such as MTL1: capital letters, digits and hyphens, 2 to 12 characters"

    /// Whether a text is a site's code.
    public static func accepts(_ text: String) -> Bool { isPlain(text, 2...12) }

    /// Wraps an accepted text.
    public init(accepted text: String) { self.text = text }
}

/// The code of somebody who works with the record, such as `NB` or `N07`; `MACHINE` is nobody.
public struct ActorCode: RecordCode {
    /// The code as it is written.
    public let text: String

    /// What such a code looks like.
    public static let form =
        "a person's code such as NB or N07: capital letters, digits and hyphens, 1 to 12 characters"

    /// What happens by itself: a recovered device, a step of the wall clock.
    public static let machine = ActorCode(accepted: "MACHINE")

    /// Whether a text is such a code.
    public static func accepts(_ text: String) -> Bool { isPlain(text, 1...12) }

    /// Wraps an accepted text.
    public init(accepted text: String) { self.text = text }

    /// A person's code as it is typed, in letters of either case; nil for anything else, and for the
    /// machine's own.
    public init?(taking typed: String) {
        guard let code = ActorCode(typed.uppercased()), code != .machine else { return nil }
        self = code
    }
}

/// A session's code: the patient's, and the number of the session among all of that patient,
/// such as `M01-017-S03`.
public struct SessionCode: RecordCode {
    /// The code as it is written.
    public let text: String

    /// What a session's code looks like.
    public static let form = "a session's code such as M01-017-S03"

    /// Whether a text is a session's code.
    public static func accepts(_ text: String) -> Bool { split(text) != nil }

    /// Wraps an accepted text.
    public init(accepted text: String) { self.text = text }

    /// The code of a patient's session.
    /// - Parameter number: counted from 1, at most 9999.
    public init(_ patient: StudyCode, number: Int) {
        precondition((1...9999).contains(number), "sessions are counted from 1 to 9999")
        text = patient.text + "-S" + number.padded(to: 2)
    }

    /// The patient.
    public var patient: StudyCode { parts.patient }

    /// The number among the patient's sessions, counted from 1.
    public var number: Int { parts.number }

    private var parts: (patient: StudyCode, number: Int) {
        guard let parts = Self.split(text) else { preconditionFailure("not accepted: \(text)") }
        return parts
    }

    private static func split(_ text: String) -> (patient: StudyCode, number: Int)? {
        guard let hyphen = text.lastIndex(of: "-"), let patient = StudyCode(String(text[..<hyphen]))
        else { return nil }
        let last = text[text.index(after: hyphen)...]
        let digits = Array(last.utf8.dropFirst())[...]
        guard last.hasPrefix("S"), (2...4).contains(digits.count),
            let number = Int(digits: digits), number >= 1,
            // One way to write each.
            digits.count == 2 || digits.first != UInt8(ascii: "0")
        else { return nil }
        return (patient, number)
    }
}

extension UInt8 {
    fileprivate var isCapital: Bool { (65...90).contains(self) }
    fileprivate var isDigit: Bool { (48...57).contains(self) }
}
