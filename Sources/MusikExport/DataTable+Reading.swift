extension DataTable {
    /// The most bytes of a file, unless another number is asked for: 64 MiB.
    public static let mostFileBytes = 64 << 20

    /// Reads a table from CSV.
    ///
    /// Lines may end with line feeds only, the last one needs no end, and a byte order mark at the
    /// beginning is passed over.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - columns: The columns that the file has to have, in this order; without them, the file's
    ///     own, all of texts.
    ///   - form: The form in which it was written.
    ///   - most: The most bytes that the file may have.
    /// - Throws: `DataTableError`, with the line and the column.
    public init(
        csv bytes: [UInt8], columns: [DataColumn]? = nil, form: CSVForm = .plain,
        most: Int = mostFileBytes
    ) throws(DataTableError) {
        if bytes.count > most { throw DataTableError(.tooLarge) }
        var scanner = CSVScanner(bytes)
        guard let header = try scanner.next() else { throw DataTableError(.noColumns) }
        let names = header.cells.map(\.text)
        if let columns { try Self.compare(names, with: columns) }
        do {
            try self.init(columns: columns ?? names.map { DataColumn($0, .text) })
        } catch {
            throw DataTableError(error.code, line: header.line, column: error.column)
        }
        while let record = try scanner.next() {
            try read(record, form: form)
        }
    }

    private static func compare(
        _ names: [String], with columns: [DataColumn]
    ) throws(DataTableError) {
        let asked = columns.map(\.name)
        let known = Set(asked)
        var seen: Set<String> = []
        for name in names {
            if !known.contains(name) { throw DataTableError(.unknownColumn, line: 1, column: name) }
            if !seen.insert(name).inserted {
                throw DataTableError(.repeatedColumn, line: 1, column: name)
            }
        }
        if let missing = asked.first(where: { !seen.contains($0) }) {
            throw DataTableError(.missingColumn, line: 1, column: missing)
        }
        if let (name, _) = zip(names, asked).first(where: { $0 != $1 }) {
            throw DataTableError(.columnOrder, line: 1, column: name)
        }
    }

    private mutating func read(
        _ record: CSVScanner.Record, form: CSVForm
    ) throws(DataTableError) {
        let number = rows.count + 1
        if record.cells.count != columns.count {
            throw DataTableError(.ragged, line: record.line, row: number)
        }
        var row: [DataCell] = []
        for (cell, column) in zip(record.cells, columns) {
            if column.kind == .text, !cell.text.isEmpty {
                let text = DataCell.text(form.removing(from: cell.text))
                // Here rather than when the row is added, because a row can have several lines.
                if let code = text.refusal(in: .text) {
                    throw DataTableError(code, line: cell.line, row: number, column: column.name)
                }
                row.append(text)
            } else if let value = DataCell(cell.text, as: column.kind) {
                row.append(value)
            } else {
                throw DataTableError(
                    .wrongKind, line: cell.line, row: number, column: column.name)
            }
        }
        try append(row, line: record.line)
    }
}
