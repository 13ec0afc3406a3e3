import Testing

@testable import MusikExport

@Suite struct DataTableTests {
    static let columns = [
        DataColumn("id", .text), DataColumn("dose", .number(decimals: 2)),
        DataColumn("hr", .number()), DataColumn("count", .integer), DataColumn("done", .flag),
    ]

    @Test("A table is written as RFC 4180 says, with quotation marks only where needed")
    func writing() throws {
        let table = try DataTable(
            columns: Self.columns,
            rows: [
                [.text("P 1"), .number(0.5), .number(72), .integer(-3), .flag(true)],
                [.text("a,b"), .number(12), .number(1e-7), .integer(0), .flag(false)],
                [.text("say \"la\"\nla"), .missing, .number(-0.25), .missing, .missing],
            ])
        #expect(
            Array(table.csv().utf8)
                == Array(
                    """
                    id,dose,hr,count,done\r
                    P 1,0.50,72,-3,1\r
                    "a,b",12.00,0.0000001,0,0\r
                    "say ""la""\nla",,-0.25,,\r

                    """.utf8))
    }

    @Test("Numbers stand without an exponent and read back to exactly the same bits")
    func numbers() throws {
        let known: [(Double, String)] = [
            (0, "0"), (-0.0, "-0"), (1, "1"), (100, "100"), (1e16, "10000000000000000"),
            (1.5e17, "150000000000000000"), (1e-5, "0.00001"), (-1.25e-6, "-0.00000125"),
            (0.1 + 0.2, "0.30000000000000004"), (123.456, "123.456"), (1e22, "1" + zeros(22)),
            (.leastNonzeroMagnitude, "0." + zeros(323) + "5"), (0x1p53, "9007199254740992"),
        ]
        for (value, text) in known { #expect(PlainNumber(value).text() == text) }
        print("seed \(Dice.seed)")
        var dice = Dice()
        let extremes = [
            Double.greatestFiniteMagnitude, .leastNormalMagnitude, .leastNonzeroMagnitude,
            Double(1).nextUp, 0x1p53, 0x1p54, 0x1p63,
        ]
        let random = (0..<5_000).map { _ in dice.finite() }
        let usual = (0..<5_000).map { _ in Double.random(in: -1_000...1_000, using: &dice) }
        for value in extremes + random + usual + known.map(\.0) {
            let text = PlainNumber(value).text()
            #expect(text.utf8.allSatisfy { $0 != UInt8(ascii: "e") && $0 != UInt8(ascii: "E") })
            let read = DataCell(text, as: .number())
            guard case .number(let back)? = read else {
                Issue.record("\(value) was not read back from \(text)")
                continue
            }
            #expect(back.bitPattern == value.bitPattern)
        }
    }

    private func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }

    @Test("Rounding gives what fits the decimals and is nearest")
    func rounding() throws {
        #expect(DataCell.rounded(2.345678, decimals: 2) == .number(2.35))
        #expect(DataCell.rounded(-0.05, decimals: 0) == .number(0))
        #expect(DataCell.rounded(1e300, decimals: 3) == .number(1e300))
        var dice = Dice()
        for _ in 0..<5_000 {
            let decimals = Int.random(in: 0...9, using: &dice)
            let value = Double.random(in: -1e5...1e5, using: &dice)
            let cell = DataCell.rounded(value, decimals: decimals)
            #expect(cell.refusal(in: .number(decimals: decimals)) == nil)
            guard case .number(let rounded) = cell else { continue }
            let half = 0.5 / (0..<decimals).reduce(1.0) { power, _ in power * 10 }
            #expect((rounded - value).magnitude <= half + 1e-10)
        }
    }

    @Test("Whatever a table holds reads back equal, in both forms and with both line ends")
    func roundTrips() throws {
        print("seed \(Dice.seed)")
        var dice = Dice()
        for _ in 0..<2_000 {
            let table = try dice.table()
            for form in CSVForm.allCases {
                let bytes = Array(table.csv(form).utf8)
                let back = try DataTable(csv: bytes, columns: table.columns, form: form)
                #expect(back == table)
                #expect(Array(back.csv(form).utf8) == bytes)
                let marked = [0xEF, 0xBB, 0xBF] + bytes
                #expect(try DataTable(csv: marked, columns: table.columns, form: form) == table)
            }
        }
        let table = try DataTable(columns: Self.columns, rows: [Self.columns.map { _ in .missing }])
        for text in [
            "id,dose,hr,count,done\n,,,,\n", "id,dose,hr,count,done\n,,,,",
            "\"id\",dose,hr,count,done\r\n\"\",,,,\r\n",
        ] {
            #expect(try DataTable(csv: Array(text.utf8), columns: Self.columns) == table)
        }
    }

    @Test("A spreadsheet program finds no formula, and the values are the same again")
    func guarding() throws {
        let texts = [
            "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'quoted", "\u{FF1D}1",
            "\u{FF20}A",
        ]
        let columns = [DataColumn("t", .text), DataColumn("n", .number())]
        let table = try DataTable(
            columns: columns, rows: texts.map { [.text($0), .number(-1)] })
        let guarded = try DataTable(csv: Array(table.csv(.spreadsheet).utf8), columns: columns)
        #expect(guarded.rows.map { $0[0] } == texts.map { .text("'" + $0) })
        #expect(guarded.rows.allSatisfy { $0[1] == .number(-1) })
        let plain = try DataTable(csv: Array(table.csv().utf8), columns: columns)
        #expect(plain == table)
    }

    @Test("A missing cell of an only column leaves no blank line, and a blank line is one")
    func onlyColumn() throws {
        let columns = [DataColumn("t", .text)]
        let table = try DataTable(columns: columns, rows: [[.missing], [.text("a")], [.missing]])
        #expect(table.csv() == "t\r\n\"\"\r\na\r\n\"\"\r\n")
        #expect(try DataTable(csv: Array("t\n\na\n\n".utf8), columns: columns) == table)
    }

    @Test("Without columns asked for, all of a file's are texts")
    func texts() throws {
        let table = try DataTable(csv: Array("a,b\n1,\n".utf8))
        #expect(table.columns == [DataColumn("a", .text), DataColumn("b", .text)])
        #expect(table.rows == [[.text("1"), .missing]])
    }
}
