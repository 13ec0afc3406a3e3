import Testing

@testable import MusikExport

@Suite struct DataTableErrorTests {
    typealias Code = DataTableError.Code

    private static let columns = [
        DataColumn("t", .text), DataColumn("n", .number(decimals: 1)), DataColumn("i", .integer),
        DataColumn("f", .flag), DataColumn("x", .number()),
    ]

    private func refusal(_ bytes: [UInt8], most: Int = 1_000_000) -> DataTableError? {
        do {
            _ = try DataTable(csv: bytes, columns: Self.columns, most: most)
            return nil
        } catch { return error }
    }

    @Test("A malformed file is refused with its line and column")
    func malformed() {
        let good = "t,n,i,f,x\r\na,1.0,2,1,0.5\r\n"
        let cases: [(String, Code, Int?, String?)] = [
            ("", .noColumns, nil, nil),
            ("t,n,i,f\r\n", .missingColumn, 1, "x"),
            ("t,n,i,f,x,y\r\n", .unknownColumn, 1, "y"),
            ("t,n,i,f,x,t\r\n", .repeatedColumn, 1, "t"),
            ("t,n,i,x,f\r\n", .columnOrder, 1, "x"),
            (good + "a,1.0,2,1\r\n", .ragged, 3, nil),
            (good + "a,1.0,2,1,3,4\r\n", .ragged, 3, nil),
            (good + "\r\n", .ragged, 3, nil),
            (good + "a\"b,1.0,2,1,3\r\n", .strayQuote, 3, "1"),
            (good + "a,\"1.0\"0,2,1,3\r\n", .strayQuote, 3, "2"),
            (good + "\"a\nb\",1.0,2,1,\"3\nx", .unterminatedQuote, 4, "5"),
            (good + "a,1.0,2,1,3\rb", .strayReturn, 3, "5"),
            (good + "a,1.0,2,1,3\r", .strayReturn, 3, "5"),
            (good + "\"a\n\nb\",1.0,2,2,3\r\n", .wrongKind, 5, "f"),
            (good + "a\u{1},1.0,2,1,3\r\n", .badText, 3, "t"),
            (good + "\u{7F},1.0,2,1,3\r\n", .badText, 3, "t"),
        ]
        #expect(refusal(Array(good.utf8)) == nil)
        for (text, code, line, column) in cases {
            let error = refusal(Array(text.utf8))
            #expect(error?.code == code, "\(text.debugDescription)")
            #expect(error?.line == line && error?.column == column, "\(text.debugDescription)")
        }
        let bytes = Array(good.utf8) + [0x61, 0x2C, 0xFF, 0x2C, 0x2C, 0x2C, 0x0A]
        #expect(refusal(bytes) == DataTableError(.notUTF8, line: 3, column: "2"))
    }

    @Test("A cell that isn't of its column's kind is refused")
    func kinds() {
        let bad: [(Int, [String])] = [
            (1, ["1", "1.00", "1,0", "+1.0", "1e0", " 1.0", "1.0 ", "01.0", ".5", "1."]),
            (1, ["nan", "-"]),
            (2, ["1.0", "+1", "01", "-0", "x", "9223372036854775808", "1e2", "--1"]),
            (3, ["2", "true", "y", "00"]),
            (4, ["1e5", "inf", "0x1p3", "1_000", "1.2.3", String(repeating: "9", count: 400)]),
        ]
        for (place, texts) in bad {
            for text in texts {
                var cells = ["a", "1.0", "2", "1", "3"]
                cells[place] = "\"" + text + "\""
                let file = "t,n,i,f,x\n" + cells.joined(separator: ",") + "\n"
                let error = refusal(Array(file.utf8))
                #expect(error?.code == .wrongKind && error?.line == 2, "\(text)")
                #expect(error?.row == 1 && error?.column == Self.columns[place].name)
            }
        }
    }

    @Test("A table takes nothing that it could not read back")
    func construction() throws {
        var table = try DataTable(columns: Self.columns)
        let good: [DataCell] = [.text("a"), .number(1.5), .integer(1), .flag(true), .number(3)]
        let cases: [(Int, DataCell, Code)] = [
            (0, .text(""), .emptyText), (0, .text("\u{0}"), .badText), (0, .integer(1), .wrongKind),
            (0, .text(String(repeating: "é", count: 32_769)), .tooLarge),
            (1, .number(1.25), .decimals), (1, .number(.nan), .notFinite),
            (1, .integer(1), .wrongKind), (2, .number(1), .wrongKind), (3, .integer(1), .wrongKind),
            (4, .number(.infinity), .notFinite), (4, .text("1"), .wrongKind),
        ]
        for (place, cell, code) in cases {
            var row = good
            row[place] = cell
            #expect(throws: DataTableError(code, row: 1, column: Self.columns[place].name)) {
                try table.append(row)
            }
        }
        #expect(throws: DataTableError(.ragged, row: 1)) { try table.append([.missing]) }
        #expect(table.rows.isEmpty)
        try table.append(good)
        #expect(table.rows == [good])
    }

    @Test("Columns have names that differ and begin with nothing a formula begins with")
    func names() {
        let bad: [([DataColumn], Code)] = [
            ([], .noColumns), ([DataColumn("", .text)], .badName),
            ([DataColumn("a", .text), DataColumn("a", .flag)], .repeatedColumn),
            ([DataColumn("=a", .text)], .badName), ([DataColumn("'a", .text)], .badName),
            ([DataColumn("a\nb", .text)], .badName), ([DataColumn("\u{FEFF}a", .text)], .badName),
            ([DataColumn(String(repeating: "a", count: 257), .text)], .badName),
            ([DataColumn("a", .number(decimals: 16))], .decimals),
            ([DataColumn("a", .number(decimals: -1))], .decimals),
            ((0...4_096).map { DataColumn("c\($0)", .text) }, .tooLarge),
        ]
        for (columns, code) in bad {
            let error = #expect(throws: DataTableError.self) { try DataTable(columns: columns) }
            #expect(error?.code == code)
        }
    }

    @Test("Hostile files end: by bytes, columns, and the length of a text")
    func limits() {
        let good = Array("t,n,i,f,x\na,1.0,2,1,0.5\n".utf8)
        #expect(refusal(good, most: good.count) == nil)
        #expect(refusal(good, most: good.count - 1)?.code == .tooLarge)
        let commas = [UInt8](repeating: UInt8(ascii: ","), count: 100_000)
        #expect(refusal(commas)?.code == .tooLarge)
        let long = String(repeating: "a", count: DataCell.mostBytes + 1)
        let error = refusal(Array("t,n,i,f,x\n\(long),,,,\n".utf8))
        #expect(error == DataTableError(.tooLarge, line: 2, row: 1, column: "t"))
    }

    @Test("Damaged files are read or refused, and never anything else")
    func damage() throws {
        print("seed \(Dice.seed)")
        var dice = Dice()
        for _ in 0..<3_000 {
            let table = try dice.table()
            var bytes = Array(table.csv().utf8)
            for _ in 0..<Int.random(in: 1...4, using: &dice) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &dice)
                switch Int.random(in: 0..<3, using: &dice) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
                case 1: bytes.remove(at: place)
                default:
                    let marks: [UInt8] = [0x22, 0x2C, 0x0D, 0x0A]
                    bytes.insert(marks.randomElement(using: &dice)!, at: place)
                }
            }
            guard let read = try? DataTable(csv: bytes, columns: table.columns) else { continue }
            #expect(try DataTable(csv: Array(read.csv().utf8), columns: table.columns) == read)
        }
    }
}
