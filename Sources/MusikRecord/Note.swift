/// Free text beside the record: an intention, a reason, what a patient said.
///
/// It stays outside the chain, which holds only its salted digest, so that it can be destroyed on
/// lawful demand while the chain still verifies. A note is therefore written only with a
/// `NoteKeeper` in the encoder's `userInfo`, and read back with its text where a `NoteReader` is
/// in the decoder's.
public struct Note: Hashable, Sendable {
    /// What was written; nil once it is destroyed, or where nobody looked it up.
    public var text: String?
    /// The salted digest, 64 hexadecimal digits; nil until it is kept.
    public var reference: String?

    /// The most bytes of UTF-8 that a note may have.
    public static let longest = 20_000

    /// A note that has not been kept yet.
    public init(_ text: String) { self.text = text }
}

/// Takes the texts of notes while an event is written.
public protocol NoteKeeper: AnyObject {
    /// Keeps a text beside the chain.
    /// - Returns: its salted digest, as 64 hexadecimal digits.
    func keep(_ text: String) -> String
}

/// Looks up the texts of notes while an event is read.
public protocol NoteReader: AnyObject {
    /// The text of a salted digest; nil where it is destroyed.
    func text(of reference: String) -> String?
}

extension CodingUserInfoKey {
    /// The `NoteKeeper` of an encoder.
    public static let noteKeeper = named("musik-play.note-keeper")
    /// The `NoteReader` of a decoder.
    public static let noteReader = named("musik-play.note-reader")

    /// Whether a decoder leaves out what happened in the sound: a plan has thousands of values.
    public static let passesOverSound = named("musik-play.passes-over-sound")

    private static func named(_ name: String) -> CodingUserInfoKey {
        guard let key = CodingUserInfoKey(rawValue: name) else {
            preconditionFailure("every text is a key")
        }
        return key
    }
}

extension Note: Codable {
    /// The key of a text that has not been kept yet.
    public enum DraftKey: String, CodingKey {
        /// The text.
        case text
    }

    /// Reads the salted digest, and the text where it can be looked up; or a text that has not been
    /// kept yet, as `{"text": …}`, by which a correction hands one in.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let reference = try? container.decode(String.self) else {
            let draft = try decoder.container(keyedBy: DraftKey.self)
            text = try draft.decode(String.self, forKey: .text)
            return
        }
        guard reference.utf8.count == 64 else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "“\(reference)” is no digest of a note")
        }
        self.reference = reference
        text = (decoder.userInfo[.noteReader] as? any NoteReader)?.text(of: reference)
    }

    /// Writes the salted digest and hands the text to the keeper.
    public func encode(to encoder: any Encoder) throws {
        if let reference {
            try encoder.write(text: reference)
        } else if let text, let keeper = encoder.userInfo[.noteKeeper] as? any NoteKeeper {
            try encoder.write(text: keeper.keep(text))
        } else {
            throw EncodingError.invalidValue(
                self,
                EncodingError.Context(
                    codingPath: encoder.codingPath,
                    debugDescription: "a note is written only with somebody who keeps its text"))
        }
    }
}
