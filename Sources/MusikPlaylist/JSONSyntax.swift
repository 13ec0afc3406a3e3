/// Finds the line where JSON text breaks its grammar (RFC 8259).
///
/// The decoder says only that something is wrong; a person needs the place. Never recursive, so
/// that no nesting is too deep for it.
struct JSONSyntax {
    private let bytes: ArraySlice<UInt8>
    private var index: Int
    private var line = 1

    /// The line of the first mistake, counted from 1; nil where there is none.
    static func lineOfMistake(in bytes: ArraySlice<UInt8>) -> Int? {
        var syntax = JSONSyntax(bytes: bytes, index: bytes.startIndex)
        return syntax.accepts() ? nil : syntax.line
    }

    private init(bytes: ArraySlice<UInt8>, index: Int) {
        self.bytes = bytes
        self.index = index
    }

    private mutating func accepts() -> Bool {
        var open: [UInt8] = []
        while true {
            // A value, or the end of an empty container.
            switch next() {
            case UInt8(ascii: "{"):
                take()
                open.append(UInt8(ascii: "}"))
                if next() != UInt8(ascii: "}") {
                    guard key() else { return false }
                    continue
                }
            case UInt8(ascii: "["):
                take()
                open.append(UInt8(ascii: "]"))
                if next() != UInt8(ascii: "]") { continue }
            case UInt8(ascii: "\""):
                guard string() else { return false }
            default:
                guard word() else { return false }
            }
            // What may follow a value: ends of containers, then a comma or the end of all.
            while let end = open.last, next() == end {
                take()
                open.removeLast()
            }
            guard let end = open.last else { return next() == nil }
            guard next() == UInt8(ascii: ",") else { return false }
            take()
            if end == UInt8(ascii: "}"), !key() { return false }
        }
    }

    /// The next byte that isn't white space.
    private mutating func next() -> UInt8? {
        while index < bytes.endIndex, [9, 10, 13, 32].contains(bytes[index]) {
            if bytes[index] == 10 { line += 1 }
            index += 1
        }
        return index < bytes.endIndex ? bytes[index] : nil
    }

    private mutating func take() { index += 1 }

    private mutating func key() -> Bool {
        guard next() == UInt8(ascii: "\""), string(), next() == UInt8(ascii: ":") else {
            return false
        }
        take()
        return true
    }

    private mutating func string() -> Bool {
        take()
        while index < bytes.endIndex, bytes[index] >= 32 {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                take()
                return true
            case UInt8(ascii: "\\"): index += 2
            default: take()
            }
        }
        return false
    }

    /// A number or one of the three names; their exact spelling is left to the decoder.
    private mutating func word() -> Bool {
        let start = index
        while index < bytes.endIndex, Array("+-.".utf8).contains(bytes[index]) || isAlphanumeric {
            take()
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        return ["true", "false", "null"].contains(text) || Double(text) != nil
    }

    private var isAlphanumeric: Bool {
        (48...57).contains(bytes[index]) || (97...122).contains(bytes[index] | 32)
    }
}
