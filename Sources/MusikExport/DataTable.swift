/// A rectangular table of named columns, as analysis programs and REDCap exchange them.
///
/// Whatever it holds can be written as CSV and read back to an equal table.
public struct DataTable: Hashable, Sendable {
    /// The columns, in their order.
    public let columns: [DataColumn]
    /// The rows, each with one cell for each column.
    public private(set) var rows: [[DataCell]] = []

    /// The most columns.
    public static let mostColumns = 4_096
    /// The most rows.
    public static let mostRows = 1_000_000
    /// The most bytes of UTF-8 in a column's name.
    public static let mostNameBytes = 256

    /// Makes a table of the rows.
    ///
    /// - Throws: `DataTableError`, with the row and the column, for whatever could not be read back.
    public init(columns: [DataColumn], rows: [[DataCell]] = []) throws(DataTableError) {
        if columns.isEmpty { throw DataTableError(.noColumns) }
        if columns.count > Self.mostColumns { throw DataTableError(.tooLarge) }
        var seen: Set<String> = []
        for column in columns {
            if !Self.isGood(name: column.name) {
                throw DataTableError(.badName, column: column.name)
            }
            if !seen.insert(column.name).inserted {
                throw DataTableError(.repeatedColumn, column: column.name)
            }
            if case .number(let decimals?) = column.kind, !(0...15).contains(decimals) {
                throw DataTableError(.decimals, column: column.name)
            }
        }
        self.columns = columns
        for row in rows { try append(row) }
    }

    /// Adds a row at the end.
    ///
    /// - Throws: `DataTableError`, with the row and the column, for whatever could not be read back;
    ///   the table then is as before.
    public mutating func append(_ row: [DataCell]) throws(DataTableError) {
        try append(row, line: nil)
    }

    mutating func append(_ row: [DataCell], line: Int?) throws(DataTableError) {
        let number = rows.count + 1
        if number > Self.mostRows { throw DataTableError(.tooLarge, line: line, row: number) }
        if row.count != columns.count { throw DataTableError(.ragged, line: line, row: number) }
        for (cell, column) in zip(row, columns) {
            if let code = cell.refusal(in: column.kind) {
                throw DataTableError(code, line: line, row: number, column: column.name)
            }
        }
        rows.append(row)
    }

    private static func isGood(name: String) -> Bool {
        (1...mostNameBytes).contains(name.utf8.count)
            && !name.utf8.contains { $0 < 0x20 || $0 == 0x7F }
            && !CSVForm.isGuarded(name) && name.unicodeScalars.first != "\u{FEFF}"
    }
}
