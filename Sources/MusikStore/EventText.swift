internal import FoundationEssentials
internal import MusikRecord

/// Writes an event as JSON, its keys sorted; what it lacks has no key.
///
/// The envelope is written here, because all of it but the payload is plain codes, numbers and
/// times; a coder takes three times as long for it.
struct EventText {
    private let encoder = JSONEncoder()
    private let keeper: any NoteKeeper & Sendable

    init(keeper: any NoteKeeper & Sendable) {
        self.keeper = keeper
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.userInfo[.noteKeeper] = keeper
    }

    /// The bytes of an event.
    func bytes(of event: RecordEvent) throws -> [UInt8] {
        var bytes = Array("{\"actor\":\"\(event.author.actor.text)\"".utf8)
        func add(_ key: String, _ text: String?) {
            guard let text else { return }
            bytes += ",\"\(key)\":\"\(text)\"".utf8
        }
        func add(_ key: String, bare text: String?) {
            guard let text else { return }
            bytes += ",\"\(key)\":\(text)".utf8
        }
        add("corrects", bare: event.concern.corrects.map { "\($0)" })
        add("kind", event.body.kind.rawValue)
        add("monotonic", bare: "\(event.monotonicNanoseconds)")
        bytes += ",\"payload\":".utf8
        bytes += try encoder.encode(event.body.payload)
        add("reason", event.reason.flatMap { $0.reference ?? $0.text.map(keeper.keep) })
        add("rehearsal", bare: event.isRehearsal ? "true" : nil)
        add("role", event.author.role.rawValue)
        add("session", event.concern.session?.text)
        add("site", event.author.site.text)
        add("subject", event.concern.subject?.text)
        add("time", "\(event.time)")
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }
}
