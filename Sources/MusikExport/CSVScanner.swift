/// Takes CSV apart into records, by RFC 4180.
struct CSVScanner {
    struct Cell {
        var text: String
        /// The line on which it begins.
        var line: Int
    }

    struct Record {
        var cells: [Cell]
        /// The line on which it begins.
        var line: Int
    }

    private enum End { case cell, record }

    private let bytes: [UInt8]
    private var place: Int
    private var line = 1

    private static let mark = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let feed = UInt8(ascii: "\n")
    private static let carriage = UInt8(ascii: "\r")

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The next record; nil after the last one.
    mutating func next() throws(DataTableError) -> Record? {
        if place == bytes.count { return nil }
        var record = Record(cells: [], line: line)
        repeat {
            if record.cells.count == DataTable.mostColumns {
                throw DataTableError(.tooLarge, line: line)
            }
            let begin = line
            let column = String(record.cells.count + 1)
            let content = try content(column)
            guard let text = String(validating: content, as: UTF8.self) else {
                throw DataTableError(.notUTF8, line: begin, column: column)
            }
            record.cells.append(Cell(text: text, line: begin))
        } while try end(String(record.cells.count)) == .cell
        return record
    }

    private mutating func content(_ column: String) throws(DataTableError) -> [UInt8] {
        guard place < bytes.count, bytes[place] == Self.mark else {
            let start = place
            while place < bytes.count, bytes[place] != Self.comma, bytes[place] != Self.feed,
                bytes[place] != Self.carriage
            {
                if bytes[place] == Self.mark {
                    throw DataTableError(.strayQuote, line: line, column: column)
                }
                place += 1
            }
            return Array(bytes[start..<place])
        }
        let begin = line
        var content: [UInt8] = []
        place += 1
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte == Self.mark {
                guard place < bytes.count, bytes[place] == Self.mark else { return content }
                place += 1
            }
            if byte == Self.feed { line += 1 }
            content.append(byte)
        }
        throw DataTableError(.unterminatedQuote, line: begin, column: column)
    }

    /// Passes over what ends a cell.
    private mutating func end(_ column: String) throws(DataTableError) -> End {
        guard place < bytes.count else { return .record }
        switch bytes[place] {
        case Self.comma:
            place += 1
            return .cell
        case Self.carriage where place + 1 == bytes.count || bytes[place + 1] != Self.feed:
            throw DataTableError(.strayReturn, line: line, column: column)
        case Self.carriage: place += 2
        case Self.feed: place += 1
        default: throw DataTableError(.strayQuote, line: line, column: column)
        }
        line += 1
        return .record
    }
}
