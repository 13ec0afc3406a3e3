internal import FoundationEssentials
internal import GRDB
internal import MusikDigest
internal import MusikModel
internal import MusikRecord

/// The notes' texts, beside the chain that holds their salted digests.
///
/// The salt keeps a short text from being guessed from its digest once it is destroyed.
final class NoteShelf: NoteKeeper, NoteReader, @unchecked Sendable {
    // Safe to share: it lives within one access to the database, on that access's thread; only the
    // coders' `userInfo` asks for more.

    /// A text that is to be kept.
    private struct Kept {
        var reference: String
        var salt: [UInt8]
        var text: String
    }

    private let database: Database
    private let path: String
    private var kept: [Kept] = []

    init(_ database: Database, path: String) {
        self.database = database
        self.path = path
    }

    func keep(_ text: String) -> String {
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let reference = Self.reference(of: text, salt: salt)
        kept.append(Kept(reference: reference, salt: salt, text: text))
        return reference
    }

    /// Writes what was kept since the last time; returns how many notes that were.
    /// - Throws: `StoreError` where a text is too long.
    func store() throws -> Int {
        for note in kept {
            guard note.text.utf8.count <= Note.longest else {
                throw StoreError(reason: .noteTooLong, path: path, call: "append")
            }
            try database.cachedStatement(
                sql: "INSERT INTO note (reference, salt, text) VALUES (?, ?, ?)"
            ).execute(arguments: [note.reference, Data(note.salt), note.text])
        }
        defer { kept.removeAll() }
        return kept.count
    }

    func text(of reference: String) -> String? {
        // A text that can't be read is shown as one that is gone; the check of the record says why.
        try? String.fetchOne(
            database, sql: "SELECT text FROM note WHERE reference = ?", arguments: [reference])
    }

    /// The salted digest of a text.
    static func reference(of text: String, salt: some Sequence<UInt8>) -> String {
        ContentDigest(bytes: Digester.sha256(Array(salt) + Array(text.utf8))).hex
    }
}
