/// One cell of a table.
///
/// CSV can't tell an empty text from a missing value, so there is no empty text: a table refuses it,
/// and an empty cell of a file is read as missing, with quotation marks or without.
public enum DataCell: Hashable, Sendable {
    /// Nothing is known.
    case missing
    /// A text.
    case text(String)
    /// A number, in the unit that the column's name says.
    case number(Double)
    /// A whole number.
    case integer(Int)
    /// Yes or no.
    case flag(Bool)

    /// The most bytes of UTF-8 in a text.
    public static let mostBytes = 65_536

    /// The number that is nearest to the value among those with so many decimals, 0 to 15; beyond
    /// 2⁵³ units of the last decimal the value itself.
    public static func rounded(_ value: Double, decimals: Int) -> DataCell {
        let scale = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
        let units = (value * scale).rounded()
        return .number(units.magnitude < 0x1p53 ? units / scale : value)
    }

    /// The cell as it stands in a file before quotation marks and guards; empty where it is missing.
    func written(in kind: DataKind) -> String {
        switch self {
        case .missing: ""
        case .text(let text): text
        case .number(let value):
            if case .number(let decimals?) = kind {
                PlainNumber(value).text(decimals: decimals)
            } else {
                PlainNumber(value).text()
            }
        case .integer(let value): String(value)
        case .flag(let value): value ? "1" : "0"
        }
    }

    /// Why a column of this kind can't hold the cell; nil where it can.
    func refusal(in kind: DataKind) -> DataTableError.Code? {
        switch (self, kind) {
        case (.missing, _), (.integer, .integer), (.flag, .flag): return nil
        case (.text(let text), .text): return Self.refusal(of: text)
        case (.number(let value), .number(let decimals)):
            if !value.isFinite { return .notFinite }
            if let decimals, PlainNumber(value).decimals > decimals { return .decimals }
            return nil
        default: return .wrongKind
        }
    }

    private static func refusal(of text: String) -> DataTableError.Code? {
        if text.isEmpty { return .emptyText }
        if text.utf8.count > mostBytes { return .tooLarge }
        return text.utf8.contains(where: isControl) ? .badText : nil
    }

    /// A control character other than tab, line feed and carriage return.
    private static func isControl(_ byte: UInt8) -> Bool {
        byte == 0x7F || byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D
    }
}
