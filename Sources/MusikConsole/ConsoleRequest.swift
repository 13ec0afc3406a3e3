internal import FlyingFox
internal import FoundationEssentials
internal import MusikModel

/// What a request says besides its path.
struct ConsoleRequest {
    /// The longest form that is read, in bytes.
    static let longestForm = 16_384

    let cookies: [String: String]
    /// The language that the address asks for.
    let chosenLanguage: Language?
    let language: Language
    /// Whether the page's script asks, and reads the answer itself.
    let isFetch: Bool

    init(_ request: HTTPRequest) {
        cookies = Dictionary(
            (request.headers[.cookie] ?? "").split(separator: ";").compactMap { pair in
                let parts = pair.split(separator: "=", maxSplits: 1)
                return parts.count == 2
                    ? (String(parts[0].drop { $0 == " " }), String(parts[1])) : nil
            }, uniquingKeysWith: { first, _ in first })
        chosenLanguage = request.query.first { $0.name == "language" }.flatMap {
            Language(rawValue: $0.value)
        }
        let preferred = request.headers[HTTPHeader("Accept-Language")] ?? ""
        language =
            chosenLanguage ?? cookies["language"].flatMap(Language.init(rawValue:))
            ?? (preferred.lowercased().hasPrefix("fr") ? .french : .english)
        isFetch = request.headers[HTTPHeader("X-Requested-With")] == "fetch"
    }

    /// The fields of a form that was sent; none where it is too long or is no form.
    func fields(_ request: HTTPRequest) async -> [String: String] {
        guard let length = request.headers[.contentLength].flatMap({ Int($0) }),
            length <= Self.longestForm, let body = try? await request.bodyData
        else { return [:] }
        return Dictionary(
            String(decoding: body, as: UTF8.self).split(separator: "&").compactMap { pair in
                let parts = pair.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, let name = Self.decoded(parts[0]),
                    let value = Self.decoded(parts[1])
                else { return nil }
                return (name, value)
            }, uniquingKeysWith: { first, _ in first })
    }

    /// A part of a form as it was typed; nil where its escapes are none.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2)
                guard digits.count == 2, let text = String(digits),
                    let value = UInt8(text, radix: 16)
                else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
