/// How a table is written as CSV.
///
/// Both forms follow RFC 4180: UTF-8 without a byte order mark, lines that end with carriage return
/// and line feed, the last one too, and quotation marks only around cells that have a quotation
/// mark, a comma or a line end in them. Where the table has one column only, a missing cell is
/// written as two quotation marks, because many readers skip blank lines.
public enum CSVForm: Hashable, Sendable, CaseIterable {
    /// The values as they are, for REDCap and for analysis programs.
    case plain
    /// For people who open the file with a spreadsheet program: a text that the program could take
    /// for a formula has an apostrophe before it, and so has one that begins with an apostrophe.
    /// Reading in this form takes one apostrophe away, so that the values are the same again.
    /// Numbers are not touched: a sign before digits is no formula.
    case spreadsheet

    /// Whether a text begins with what makes a formula in a spreadsheet program: the characters of
    /// OWASP's page on CSV injection, with their full-width forms; or with the guard itself.
    static func isGuarded(_ text: some StringProtocol) -> Bool {
        guard let first = text.unicodeScalars.first else { return false }
        return guarded.contains(first)
    }

    private static let guarded: Set<Unicode.Scalar> = [
        "'", "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
    ]

    func adding(to text: String) -> String {
        self == .spreadsheet && Self.isGuarded(text) ? "'" + text : text
    }

    func removing(from text: String) -> String {
        // By bytes, because an apostrophe and a combining mark are one character.
        guard self == .spreadsheet, text.utf8.first == UInt8(ascii: "'") else { return text }
        return String(text.unicodeScalars.dropFirst())
    }
}
