internal import FoundationEssentials
internal import MusikRecord
internal import MusikStore

/// The sound's lines of a session as the player wrote them, one JSON object a line.
enum SoundLines {
    /// The lines of a session of a record; those of a rehearsal are marked.
    /// - Throws: 65 where the session has none.
    static func text(of session: SessionCode, in store: RecordStore) throws(Failure) -> Data {
        let events = try recording { () throws(StoreError) in try store.events(of: session) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var text = Data()
        for recorded in events {
            guard case .soundLine(let sound) = recorded.event.body,
                case .object(var line) = sound.line
            else { continue }
            if store.isRehearsal { line["rehearsal"] = .boolean(true) }
            do {
                text += try encoder.encode(JSONValue.object(line)) + [10]
            } catch {
                throw Failure(
                    .software, "Event \(recorded.number) can't be written as JSON: \(error).",
                    remedy: "Report this.")
            }
        }
        guard !text.isEmpty else {
            throw Failure(
                .data, "The record holds no sound of \(session).",
                remedy: "Ask for --format text, which says what it holds.")
        }
        return text
    }
}
