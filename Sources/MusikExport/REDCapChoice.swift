/// One choice of a field, with the code that REDCap stores.
public struct REDCapChoice: Hashable, Sendable {
    /// What is stored.
    public var code: String
    /// What is shown.
    public var label: String

    /// Holds a code and its label.
    public init(_ code: String, _ label: String) {
        self.code = code
        self.label = label
    }

    /// The choices as a dictionary has them: `code, label | code, label`.
    public static func text(_ choices: [REDCapChoice]) -> String {
        choices.map { $0.code + ", " + $0.label }.joined(separator: " | ")
    }

    /// The choices of a dictionary's text; nil where one of them has no code or no label. Spaces
    /// around codes and labels don't count, and a label may have commas.
    public static func list(_ text: String) -> [REDCapChoice]? {
        var choices: [REDCapChoice] = []
        for part in parts(of: text) {
            guard let comma = part.unicodeScalars.firstIndex(of: ",") else { return nil }
            let code = trimmed(part.unicodeScalars[..<comma])
            let label = trimmed(part.unicodeScalars[comma...].dropFirst())
            if code.isEmpty || label.isEmpty { return nil }
            choices.append(REDCapChoice(code, label))
        }
        return choices
    }

    /// What stands between the bars.
    static func parts(of text: String) -> [String] {
        text.unicodeScalars.split(separator: "|", omittingEmptySubsequences: false).map(trimmed)
    }

    private static func trimmed(_ text: Substring.UnicodeScalarView) -> String {
        let isSpace: (Unicode.Scalar) -> Bool = \.properties.isWhitespace
        let start = text.drop(while: isSpace)
        let end = start.lastIndex { !isSpace($0) }
        return end.map { String(start[...$0]) } ?? ""
    }

    /// Whether the code is a number or has letters, digits and underscores only.
    public var hasGoodCode: Bool {
        PlainNumber.decimals(of: code) != nil || code.utf8.allSatisfy(REDCapField.isWordByte)
    }

    /// The column of a file that tells whether the choice of a checkbox field is checked:
    /// `field___code`, in lower case and with underscores for what a variable's name can't have, as
    /// redcapAPI ("Parsing checkbox options with underscores in the coding") and REDCapTidieR
    /// ("checkbox_appender Correctly Handles "-"s") found it.
    func column(of field: String) -> String {
        let bytes = code.lowercased().utf8.map { REDCapField.isNameByte($0) ? $0 : 0x5F }
        return field + "___" + String(decoding: bytes, as: UTF8.self)
    }
}
