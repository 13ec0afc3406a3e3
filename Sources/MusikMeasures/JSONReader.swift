/// Reads JSON text (RFC 8259) strictly: with the line of every value, no key twice, bounded depth.
///
/// The library's decoder keeps one of two equal keys without a word; of two texts of a plan, one
/// would be lost.
struct JSONReader {
    /// How deep objects and lists may lie in each other; a pack needs 7.
    static let mostDepth = 16

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var depth = 0

    /// Reads the one value of a text.
    static func read(_ bytes: [UInt8]) throws(PackError) -> JSONNode {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw PackError(
                code: .malformed, line: nil, place: "", reason: "the text is not UTF-8",
                remedy: "save the pack as UTF-8")
        }
        var reader = JSONReader(bytes: bytes)
        let node = try reader.value()
        guard reader.next() == nil else {
            throw reader.malformed("something follows the end of the pack")
        }
        return node
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func value() throws(PackError) -> JSONNode {
        let byte = next()
        let start = line
        let value: JSONNode.Value
        switch byte {
        case UInt8(ascii: "{"): value = .object(try object())
        case UInt8(ascii: "["): value = .array(try array())
        case UInt8(ascii: "\""): value = .string(try string())
        case nil: throw malformed("the text ends before the pack does")
        default: value = try word()
        }
        return JSONNode(line: start, value: value)
    }

    private mutating func object() throws(PackError) -> [String: JSONNode] {
        var members: [String: JSONNode] = [:]
        try enter()
        while next() != UInt8(ascii: "}") || !members.isEmpty {
            guard next() == UInt8(ascii: "\"") else { throw malformed("a key is missing") }
            let key = try string()
            guard next() == UInt8(ascii: ":") else {
                throw malformed("the colon after a key is missing")
            }
            index += 1
            guard members[key] == nil else {
                throw PackError(
                    code: .duplicate, line: line, place: "",
                    reason: "the key “\(key.shown)” stands twice in one object",
                    remedy: "keep one of the two")
            }
            members[key] = try value()
            if try isLast(before: UInt8(ascii: "}")) { break }
        }
        leave()
        return members
    }

    private mutating func array() throws(PackError) -> [JSONNode] {
        var elements: [JSONNode] = []
        try enter()
        while next() != UInt8(ascii: "]") || !elements.isEmpty {
            elements.append(try value())
            if try isLast(before: UInt8(ascii: "]")) { break }
        }
        leave()
        return elements
    }

    /// Takes the comma after a member; none is needed before the end.
    private mutating func isLast(before end: UInt8) throws(PackError) -> Bool {
        if next() == end { return true }
        guard next() == UInt8(ascii: ",") else { throw malformed("a comma is missing") }
        index += 1
        return false
    }

    private mutating func enter() throws(PackError) {
        index += 1
        depth += 1
        guard depth <= Self.mostDepth else {
            throw PackError(
                code: .tooDeep, line: line, place: "",
                reason: "more than \(Self.mostDepth) objects and lists lie in each other",
                remedy: "compare the pack with the example in the documentation")
        }
    }

    private mutating func leave() {
        index += 1
        depth -= 1
    }

    /// The next byte that isn't white space.
    private mutating func next() -> UInt8? {
        while index < bytes.count, [9, 10, 13, 32].contains(bytes[index]) {
            if bytes[index] == 10 { line += 1 }
            index += 1
        }
        return index < bytes.count ? bytes[index] : nil
    }

    private mutating func string() throws(PackError) -> String {
        var text: [UInt8] = []
        index += 1
        while index < bytes.count, bytes[index] >= 32 {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += Array(String(try escape()).utf8)
            default: text.append(byte)
            }
        }
        throw malformed("a text is not closed on its line")
    }

    private mutating func escape() throws(PackError) -> Character {
        guard index < bytes.count else { throw malformed("the text ends in an escape") }
        index += 1
        switch bytes[index - 1] {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var units = [try unit()]
            if UTF16.isLeadSurrogate(units[0]), bytes[index...].starts(with: Array("\\u".utf8)) {
                index += 2
                units.append(try unit())
            }
            guard let text = String(validating: units, as: UTF16.self), text.count == 1 else {
                throw malformed("half a character stands alone after \\u")
            }
            return Character(text)
        default: throw malformed("there is no such escape")
        }
    }

    private mutating func unit() throws(PackError) -> UInt16 {
        let digits = bytes[index...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw malformed("four hexadecimal digits are needed after \\u") }
        index += 4
        return unit
    }

    /// A number or one of the three names.
    private mutating func word() throws(PackError) -> JSONNode.Value {
        let start = index
        while index < bytes.count, bytes[index].isOfWord { index += 1 }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        switch text {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        default:
            guard Self.isNumber(bytes[start..<index]), let number = Double(text), number.isFinite
            else {
                throw malformed(
                    text.isEmpty ? "a value is missing" : "“\(text.shown)” is no value")
            }
            return .number(number)
        }
    }

    /// The grammar of numbers, which is narrower than what the library reads.
    private static func isNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
        func digits() -> Int {
            let count = rest.prefix(while: isDigit).count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let leadsWithZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, whole == 1 || !leadsWithZero else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits() > 0 else { return false }
        }
        if let byte = rest.first, byte | 32 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if let sign = rest.first, [43, 45].contains(sign) { rest = rest.dropFirst() }
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    private func malformed(_ reason: String) -> PackError {
        PackError(
            code: .malformed, line: line, place: "", reason: reason,
            remedy: "put the JSON in order in this line or just before it")
    }
}

extension UInt8 {
    /// Whether it may belong to a number or a name.
    var isOfWord: Bool {
        (48...57).contains(self) || (97...122).contains(self | 32) || [43, 45, 46].contains(self)
    }
}

extension String {
    /// The text as an error may repeat it: short, and without what moves a terminal's cursor.
    var shown: String {
        let scalars = unicodeScalars.map {
            $0.properties.generalCategory == .control ? "\u{FFFD}" : $0
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars.prefix(40))
        return String(text) + (scalars.count > 40 ? "…" : "")
    }
}
