extension DataTable {
    /// The table as CSV.
    public func csv(_ form: CSVForm = .plain) -> String {
        var text = ""
        Self.write(columns.map(\.name), into: &text)
        for row in rows {
            let cells = zip(row, columns).map { cell, column in
                let written = cell.written(in: column.kind)
                return column.kind == .text ? form.adding(to: written) : written
            }
            Self.write(cells, into: &text)
        }
        return text
    }

    private static func write(_ cells: [String], into text: inout String) {
        if cells == [""] { text += "\"\"" }
        for (place, cell) in cells.enumerated() {
            if place > 0 { text += "," }
            text += quoted(cell)
        }
        text += "\r\n"
    }

    private static func quoted(_ cell: String) -> String {
        let mark = UInt8(ascii: "\"")
        let special: [UInt8] = [mark, UInt8(ascii: ","), UInt8(ascii: "\r"), UInt8(ascii: "\n")]
        guard cell.utf8.contains(where: special.contains) else { return cell }
        var bytes = [mark]
        for byte in cell.utf8 {
            if byte == mark { bytes.append(mark) }
            bytes.append(byte)
        }
        return String(decoding: bytes + [mark], as: UTF8.self)
    }
}
