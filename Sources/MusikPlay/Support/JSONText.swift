internal import FoundationEssentials

/// A value as JSON text in a stable order of keys, indented for reading.
func jsonText(_ value: some Encodable) throws(Failure) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
        throw Failure(
            .software, "The result can't be written as JSON: \(error).",
            remedy: "Leave --json out and report this.")
    }
}

/// Reads a value from JSON that somebody wrote.
/// - Throws: 65 with the place and what is wrong there.
func decodedJSON<Value: Decodable>(
    _ type: Value.Type, _ data: Data, _ path: String, remedy: String
) throws(Failure) -> Value {
    do {
        return try JSONDecoder().decode(type, from: data)
    } catch DecodingError.dataCorrupted(let context), DecodingError.typeMismatch(_, let context),
        DecodingError.valueNotFound(_, let context), DecodingError.keyNotFound(_, let context)
    {
        let place = context.codingPath.map(\.stringValue).joined(separator: ".")
        throw Failure(
            .data, "\(path)\(place.isEmpty ? "" : ", \(place)"): \(context.debugDescription).",
            remedy: remedy)
    } catch {
        throw Failure(.data, "\(path): \(error).", remedy: remedy)
    }
}
