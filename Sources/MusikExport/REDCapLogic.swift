/// What branching logic and equations refer to.
///
/// A name stands in square brackets, a checkbox's code in parentheses behind it: `[diet(3)] = '1'`.
/// A name of an event can stand before, `[baseline_arm_1][dob]`, and the number of a repeat behind;
/// names with hyphens, such as `[current-instance]`, are REDCap's own.
struct REDCapLogic {
    /// Whether brackets, parentheses and quotation marks stand in pairs.
    private(set) var isBalanced = true
    /// Whether a double quotation mark begins a text.
    private(set) var hasDoubleQuotes = false
    private var references: [Reference] = []

    private struct Reference {
        var text: String
        var isBefore = false
        var isBehind: Bool
    }

    init(_ text: String) {
        let bytes = Array(text.utf8)
        var depth = 0
        var place = 0
        var end: Int?
        func close(_ mark: UInt8) -> Int? { bytes[(place + 1)...].firstIndex(of: mark) }
        while place < bytes.count, isBalanced {
            let byte = bytes[place]
            switch byte {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                if byte == UInt8(ascii: "\"") { hasDoubleQuotes = true }
                let closing = close(byte)
                isBalanced = closing != nil
                place = closing ?? place
            case UInt8(ascii: "["):
                let closing = close(UInt8(ascii: "]"))
                let content = bytes[(place + 1)..<(closing ?? place + 1)]
                isBalanced = !content.isEmpty && !content.contains(byte)
                if end == place { references[references.count - 1].isBefore = true }
                references.append(
                    Reference(
                        text: String(decoding: content, as: UTF8.self), isBehind: end == place))
                place = closing ?? place
                end = place + 1
            case UInt8(ascii: "]"): isBalanced = false
            default: break
            }
            if depth < 0 { isBalanced = false }
            place += 1
        }
        if depth != 0 { isBalanced = false }
    }

    /// Whether each name is one of the dictionary's, of an event or REDCap's own.
    func isKnown(_ names: REDCapNames) -> Bool {
        references.allSatisfy { reference in
            let text = reference.text
            if text.contains("-") && !text.contains("(") { return true }
            if reference.isBehind, Int(text) != nil { return true }
            if reference.isBefore, Self.isEvent(text) { return true }
            let parts = text.utf8.split(
                separator: UInt8(ascii: "("), maxSplits: 1, omittingEmptySubsequences: false)
            // What a colon leads in says how the value is shown.
            let name = parts[0].split(
                separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)[0]
            guard let codes = names.codes[String(Substring(name))] else { return false }
            guard parts.count == 2 else { return true }
            let code = parts[1].prefix { $0 != UInt8(ascii: ")") }
            return code.count < parts[1].count && codes.contains(String(Substring(code)))
        }
    }

    /// Whether a name is one of an event: `baseline_arm_1`.
    private static func isEvent(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        let digits = bytes.reversed().prefix { (0x30...0x39).contains($0) }.count
        return digits > 0 && bytes.allSatisfy(REDCapField.isNameByte)
            && bytes.dropLast(digits).suffix(5).elementsEqual("_arm_".utf8)
    }
}
