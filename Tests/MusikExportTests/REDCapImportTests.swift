import Testing

@testable import MusikExport

@Suite struct REDCapImportTests {
    typealias Problem = REDCapImport.Problem
    typealias Rule = REDCapImport.Rule

    private static let project = REDCapImport(REDCapRuleTests.good, repeating: ["session"])!

    /// Rows that keep every rule: two records, one with two sessions.
    private static let rows: [[String: String]] = [
        [
            "record_id": "P1", "born": "1970-02-28", "arm": "1", "diet___1": "0", "diet____9": "1",
            "diet___veg_a": "0", "enrolment_complete": "2",
        ],
        [
            "record_id": "P1", "redcap_repeat_instrument": "session",
            "redcap_repeat_instance": "1", "weight": "70.5", "height": "1.75", "calm": "55",
            "q1": "0", "q2": "1", "site": "MTL1", "slept": "1", "told": "0",
            "began": "2026-03-04 09:30", "said": "=fine", "session_complete": "1",
        ],
        [
            "record_id": "P1", "redcap_repeat_instrument": "session",
            "redcap_repeat_instance": "2", "weight": "71.0", "session_complete": "0",
        ],
        ["record_id": "P2", "arm": "2"],
    ]

    private static func table(
        _ rows: [[String: String]], also: [String] = [], without: [String] = []
    ) throws -> DataTable {
        let names =
            project.columns.map(\.name).filter { !without.contains($0) } + also
        let columns = names.map { DataColumn($0, .text) }
        return try DataTable(
            columns: columns,
            rows: rows.map { row in
                names.map { name in row[name].map { .text($0) } ?? .missing }
            })
    }

    @Test("The template has the record first, then the repeat, then each form with its state")
    func template() {
        let expected = [
            "record_id", "redcap_repeat_instrument", "redcap_repeat_instance", "born", "arm",
            "diet___1", "diet____9", "diet___veg_a", "enrolment_complete", "weight", "height",
            "calm", "q1", "q2", "site", "slept", "told", "began", "said", "session_complete",
        ]
        #expect(Self.project.columns.map(\.name) == expected)
        let kinds = Dictionary(
            uniqueKeysWithValues: Self.project.columns.map { ($0.name, $0.kind) })
        #expect(kinds["weight"] == .number(decimals: 1) && kinds["height"] == .number())
        #expect(kinds["diet____9"] == .flag && kinds["slept"] == .flag && kinds["calm"] == .integer)
        #expect(kinds["born"] == .text && kinds["redcap_repeat_instance"] == .integer)
        let single = REDCapImport(REDCapRuleTests.good)
        #expect(single?.columns.map(\.name) == [expected[0]] + expected[3...])
        #expect(REDCapImport(REDCapRuleTests.good, repeating: ["sessions"]) == nil)
        var dictionary = REDCapRuleTests.good
        dictionary.fields[3].required = "y"
        #expect(dictionary.problems.map(\.rule) == [.requiredCheckbox])
        #expect(REDCapImport(dictionary) != nil)
        dictionary.fields[3].required = "yes"
        #expect(REDCapImport(dictionary) == nil)
    }

    @Test("A table of the template's own kinds has no problem, nor has its CSV")
    func good() throws {
        var table = try DataTable(columns: Self.project.columns)
        for row in Self.rows {
            let cells = table.columns.map { column in
                DataCell(row[column.name] ?? "", as: column.kind)
            }
            try table.append(cells.map { try #require($0) })
        }
        #expect(Self.project.problems(in: table) == [])
        #expect(try Self.project.problems(inCSV: Array(table.csv().utf8)) == [])
        #expect(try Self.project.problems(in: Self.table(Self.rows)) == [])
        let few = try Self.table([["record_id": "P9", "arm": "2"]], without: ["born", "said"])
        #expect(Self.project.problems(in: few) == [])
        #expect(throws: DataTableError(.strayQuote, line: 1, column: "1")) {
            try Self.project.problems(inCSV: Array("a\"".utf8))
        }
    }

    private static let values: [(Int, String, String, Rule)] = [
        (0, "arm", "3", .choice), (0, "arm", "Music", .choice), (1, "site", "mtl1", .choice),
        (0, "diet___1", "2", .flag), (1, "slept", "yes", .flag), (1, "told", "true", .flag),
        (0, "enrolment_complete", "3", .status), (1, "session_complete", "Complete", .status),
        (1, "calm", "101", .slider), (1, "calm", "-1", .slider), (1, "calm", "5.5", .slider),
        (1, "weight", "70", .format), (1, "weight", "70.55", .format),
        (1, "height", "1,75", .format),
        (0, "born", "28-02-1970", .format), (0, "born", "1970-02-30", .format),
        (1, "began", "2026-03-04", .format), (1, "weight", "29.9", .range),
        (1, "weight", "250.1", .range), (0, "born", "1929-12-31", .range),
        (0, "born", "2009-01-01", .range), (1, "began", "2026-01-31 23:59", .range),
        (1, "began", "2026-12-31 20:01", .range),
    ]

    @Test("What REDCap takes after a warning is a warning")
    func warnings() {
        #expect(Rule.allCases.filter(\.isWarning) == [.ignoredColumn, .recordTogether, .range])
        #expect(
            Problem(.range, row: 2, column: "weight").description
                == "row 2, column weight: range (warning)")
    }

    @Test("A value that its field doesn't take is told of, with row and column")
    func mistakes() throws {
        for (row, column, value, rule) in Self.values {
            var rows = Self.rows
            rows[row][column] = value
            let found = try Self.project.problems(in: Self.table(rows))
            #expect(found == [Problem(rule, row: row + 1, column: column)], "\(column) \(value)")
        }
        for (row, column, value) in [
            (1, "weight", "30.0"), (1, "weight", "250.0"), (0, "born", "1930-01-01"),
            (1, "began", "2026-02-01 08:00"), (1, "calm", "0"), (1, "calm", "100"),
        ] {
            var rows = Self.rows
            rows[row][column] = value
            #expect(try Self.project.problems(in: Self.table(rows)) == [], "\(column) \(value)")
        }
    }

    @Test("Columns that aren't the dictionary's, and a record that isn't first, are told of")
    func columns() throws {
        let instance = "redcap_repeat_instance"
        let cases: [(DataTable, [Problem])] = [
            (
                try Self.table(Self.rows, also: ["mass", "diet", "redcap_event_name"]),
                ["mass", "diet", "redcap_event_name"].map { Problem(.unknownColumn, column: $0) }
            ),
            (
                try Self.table(
                    Self.rows,
                    also: ["bmi", "consent", "thanks", "session_timestamp"]),
                ["bmi", "consent", "thanks", "session_timestamp"].map {
                    Problem(.ignoredColumn, column: $0)
                }
            ),
            (
                try Self.table(Self.rows, also: ["record_id"], without: ["record_id"]),
                [Problem(.recordColumn)]
            ),
            (
                try Self.table([Self.rows[1]], without: [instance]),
                [Problem(.repeatComplete, row: 1)]
            ),
        ]
        for (table, problems) in cases {
            #expect(Self.project.problems(in: table) == problems)
        }
    }

    private static let instrument = REDCapImport.instrumentColumn
    private static let instance = REDCapImport.instanceColumn

    @Test("Rows name their record and their repeat, once")
    func repeats() throws {
        typealias Change = (inout [[String: String]]) -> Void
        let cases: [([Problem], Change)] = [
            ([Problem(.record, row: 4)], { $0[3]["record_id"] = nil }),
            ([Problem(.repeatComplete, row: 3)], { $0[2][Self.instance] = nil }),
            ([Problem(.repeatComplete, row: 4)], { $0[3][Self.instance] = "1" }),
            ([Problem(.duplicate, row: 3)], { $0[2][Self.instance] = "1" }),
            ([Problem(.duplicate, row: 5)], { $0.append($0[3]) }),
            ([Problem(.recordTogether, row: 4)], { $0.append($0.remove(at: 2)) }),
            (
                [Problem(.instrument, row: 3, column: Self.instrument)],
                { $0[2][Self.instrument] = "enrolment" }
            ),
            (
                [Problem(.foreignValue, row: 4, column: "weight")],
                { $0[3]["weight"] = "70.0" }
            ),
            (
                [Problem(.foreignValue, row: 4, column: "session_complete")],
                { $0[3]["session_complete"] = "0" }
            ),
            ([Problem(.foreignValue, row: 3, column: "arm")], { $0[2]["arm"] = "1" }),
            (
                [Problem(.foreignValue, row: 3, column: "diet___1")],
                { $0[2]["diet___1"] = "1" }
            ),
        ]
        for (problems, change) in cases {
            var rows = Self.rows
            change(&rows)
            #expect(try Self.project.problems(in: Self.table(rows)) == problems)
        }
        for number in ["0", "-1", "1.0", "new", "01", "x"] {
            var rows = Self.rows
            rows[2][Self.instance] = number
            #expect(
                try Self.project.problems(in: Self.table(rows)) == [
                    Problem(.instance, row: 3, column: Self.instance)
                ])
        }
    }

    @Test("Any order of whole records without a mistake stays without one, and any copy is told of")
    func orders() throws {
        print("seed \(Dice.seed)")
        var dice = Dice()
        for _ in 0..<200 {
            let records = (0..<Int.random(in: 1...8, using: &dice)).map { record in
                (0..<Int.random(in: 1...4, using: &dice)).map { place in
                    var row = Self.rows[place == 0 ? 3 : 2]
                    row["record_id"] = "R\(record)"
                    if place > 0 { row[Self.instance] = String(place) }
                    return row
                }.shuffled(using: &dice)
            }
            var rows = records.shuffled(using: &dice).flatMap { $0 }
            #expect(try Self.project.problems(in: Self.table(rows)) == [])
            let place = Int.random(in: rows.indices, using: &dice)
            rows.insert(rows[place], at: place)
            #expect(
                try Self.project.problems(in: Self.table(rows)) == [
                    Problem(.duplicate, row: place + 2)
                ])
        }
    }
}
