internal import FoundationEssentials
internal import MusikRecord

/// A field of an entry and what it is to be, as it is typed: `systolic=120`, `answers.3=2`.
struct FieldChange: Hashable, Sendable {
    /// The field's name, and what lies within it.
    var path: [String]
    /// What it is to be; empty for nothing.
    var value: String

    /// Reads `FIELD=VALUE`; nil for any other form.
    init?(parsing text: String) {
        guard let sign = text.firstIndex(of: "=") else { return nil }
        let parts = text[..<sign].split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        path = parts.map(String.init)
        value = String(text[text.index(after: sign)...]).trimmed
    }

    /// What the value may mean, tried in this order: a free text, JSON, a word, a list of words.
    private var meanings: [JSONValue] {
        if value.isEmpty { return [.null] }
        let literal = try? JSONDecoder().decode(JSONValue.self, from: Data(value.utf8))
        let words = value.split(separator: ",").map { JSONValue.text(String($0).trimmed) }
        return [.object([Note.DraftKey.text.rawValue: .text(value)])] + [literal].compactMap(\.self)
            + [.text(value), .list(words)]
    }

    /// What an entry says with this change.
    /// - Throws: 64 where the entry has no such field, or the field has no such value.
    func applied(to form: PayloadForm) throws(Failure) -> PayloadForm {
        guard form.fields.contains(path[0]) else {
            throw Failure(
                .usage, "An entry of the kind “\(form.kind.rawValue)” has no \(path[0]).",
                remedy: "It has: \(form.fields.joined(separator: ", ")).")
        }
        let changed = meanings.map { form.setting(path[...], to: $0) }
        guard let fitting = changed.first(where: { (try? $0.body) != nil }) else {
            throw Failure(
                .usage, "“\(value)” is nothing that \(path.joined(separator: ".")) can be.",
                remedy: "It is: \(form.shown(path[...])).")
        }
        return fitting
    }
}

/// What an entry says, as JSON: notes by their digests, new ones by their texts.
struct PayloadForm: Hashable {
    /// The entry's kind.
    let kind: RecordBody.Kind
    /// The names of all fields that such an entry has.
    let fields: [String]
    private var json: JSONValue

    private struct Reading: DecodableWithConfiguration {
        var body: RecordBody

        init(from decoder: any Decoder, configuration: RecordBody.Kind) throws {
            body = try RecordBody(configuration, from: decoder)
        }
    }

    /// The form of an entry of the record.
    init(_ body: RecordBody) {
        kind = body.kind
        fields = Mirror(reflecting: body.payload).children.compactMap(\.label).sorted()
        guard let bytes = try? JSONEncoder().encode(body.payload),
            let json = try? JSONDecoder().decode(JSONValue.self, from: bytes)
        else { preconditionFailure("what was read is written again") }
        self.json = json
    }

    /// The entry that this says.
    /// - Throws: what is wrong where it says none of its kind.
    var body: RecordBody {
        get throws {
            try JSONDecoder().decode(
                Reading.self, from: JSONEncoder().encode(json), configuration: kind
            ).body
        }
    }

    /// The form with a value in the place of another.
    func setting(_ path: ArraySlice<String>, to value: JSONValue) -> PayloadForm {
        var form = self
        form.json = Self.setting(json, path, to: value)
        return form
    }

    private static func setting(
        _ json: JSONValue, _ path: ArraySlice<String>, to value: JSONValue
    ) -> JSONValue {
        guard let key = path.first else { return value }
        guard case .object(var object) = json else { return json }
        let inner = setting(object[key] ?? .object([:]), path.dropFirst(), to: value)
        object[key] = inner == .null ? nil : inner
        return .object(object)
    }

    /// A value as it stands.
    func shown(_ path: ArraySlice<String>) -> String {
        var value: JSONValue? = json
        for key in path {
            if case .object(let object)? = value { value = object[key] } else { value = nil }
        }
        return value.flatMap { try? String(decoding: JSONEncoder().encode($0), as: UTF8.self) }
            ?? "nothing"
    }
}
