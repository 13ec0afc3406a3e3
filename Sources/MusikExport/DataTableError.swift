/// Why a table can't be made, written or read.
public struct DataTableError: Error, Hashable, Sendable {
    /// The kind of failure.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// More bytes, rows, columns or bytes of a text than there may be.
        case tooLarge
        /// The bytes are no UTF-8.
        case notUTF8
        /// There is no column, or no first line with the columns' names.
        case noColumns
        /// A column's name is empty, too long, has a control character, or begins with a character
        /// that the guard against spreadsheet formulas needs.
        case badName
        /// A column stands twice.
        case repeatedColumn
        /// A column of the file isn't among those that are asked for.
        case unknownColumn
        /// A column that is asked for isn't in the file.
        case missingColumn
        /// The columns stand in another order than is asked for.
        case columnOrder
        /// A row has more or fewer cells than there are columns.
        case ragged
        /// A quotation mark stands within a cell that doesn't begin with one, or something follows
        /// the mark that ends a cell.
        case strayQuote
        /// A cell that begins with a quotation mark never ends.
        case unterminatedQuote
        /// A carriage return stands outside quotation marks and no line feed follows.
        case strayReturn
        /// A cell isn't of its column's kind.
        case wrongKind
        /// A text is empty: CSV couldn't tell it from a missing one.
        case emptyText
        /// A text has a control character other than tab, line feed and carriage return.
        case badText
        /// A number isn't finite.
        case notFinite
        /// A number has more decimals than its column, or a column isn't to have 0 to 15.
        case decimals
    }

    /// The kind of failure.
    public let code: Code
    /// The line of the file, counted from 1, where one was read.
    public let line: Int?
    /// The row, counted from 1 and without the columns' names, where one was added.
    public let row: Int?
    /// The column's name, or its number counted from 1 where it has none, where one is at fault.
    public let column: String?

    init(_ code: Code, line: Int? = nil, row: Int? = nil, column: String? = nil) {
        self.code = code
        self.line = line
        self.row = row
        self.column = column
    }
}

extension DataTableError: CustomStringConvertible {
    /// The place and the kind of failure.
    public var description: String {
        var parts: [String] = []
        if let line { parts.append("line \(line)") }
        if let row { parts.append("row \(row)") }
        if let column { parts.append("column \(column)") }
        return (parts.isEmpty ? "table" : parts.joined(separator: ", ")) + ": " + code.rawValue
    }
}
