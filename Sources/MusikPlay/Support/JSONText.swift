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
