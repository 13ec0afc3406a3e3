internal import FoundationEssentials
internal import GRDB
internal import MusikRecord

/// Reads stored events, with their notes' texts.
struct EventReader {
    private let decoder = JSONDecoder()
    private let path: String

    /// Reads from a database; with `passingOverSound` the sound's lines come without what they say.
    init(_ database: Database, path: String, passingOverSound: Bool = false) {
        self.path = path
        decoder.userInfo[.passesOverSound] = passingOverSound
        decoder.userInfo[.noteReader] = NoteShelf(database, path: path)
    }

    /// The event in stored bytes.
    func event(_ bytes: Data, number: Int) throws(StoreError) -> RecordEvent {
        do {
            return try decoder.decode(RecordEvent.self, from: bytes)
        } catch {
            throw StoreError(
                reason: .unreadable(event: number, problem: "\(error)"), path: path, call: "read")
        }
    }
}
