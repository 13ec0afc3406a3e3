import Testing

@testable import MusikExport

@Suite struct REDCapDictionaryTests {
    private static let header =
        "Variable / Field Name,Form Name,Section Header,Field Type,Field Label,"
        + "\"Choices, Calculations, OR Slider Labels\",Field Note,"
        + "Text Validation Type OR Show Slider Number,Text Validation Min,Text Validation Max,"
        + "Identifier?,Branching Logic (Show field only if...),Required Field?,Custom Alignment,"
        + "Question Number (surveys only),Matrix Group Name,Matrix Ranking?,Field Annotation\r\n"

    @Test("The file has the eighteen published columns, and a field's parts in their places")
    func writing() throws {
        #expect(try REDCapDictionary([]).csv() == Self.header)
        var field = REDCapField("a1", form: "b2", type: .radio, label: "e5")
        field.sectionHeader = "c3"
        field.choices = "1, f6"
        field.note = "g7"
        field.validation = "h8"
        field.minimum = "i9"
        field.maximum = "j10"
        field.identifier = "k11"
        field.branchingLogic = "l12"
        field.required = "m13"
        field.alignment = "n14"
        field.questionNumber = "o15"
        field.matrixGroup = "p16"
        field.matrixRanking = "q17"
        field.annotation = "@R18"
        let line = "a1,b2,c3,radio,e5,\"1, f6\",g7,h8,i9,j10,k11,l12,m13,n14,o15,p16,q17,@R18\r\n"
        #expect(try REDCapDictionary([field]).csv() == Self.header + line)
        let back = try REDCapDictionary(csv: Array((Self.header + line).utf8))
        #expect(back.fields == [field])
    }

    @Test("A dictionary reads back as it was written, whatever its parts say")
    func roundTrips() throws {
        let good = REDCapRuleTests.good
        #expect(try REDCapDictionary(csv: Array(good.csv().utf8)) == good)
        print("seed \(Dice.seed)")
        var dice = Dice()
        for _ in 0..<300 {
            let fields = (0..<Int.random(in: 0...4, using: &dice)).map { _ in
                var field = REDCapField(dice.text(), form: "", type: .sql, label: dice.text())
                field.type = dice.text()
                field.annotation = dice.text()
                field.branchingLogic = dice.text()
                field.choices = dice.text()
                return field
            }
            let dictionary = REDCapDictionary(fields)
            #expect(try REDCapDictionary(csv: Array(dictionary.csv().utf8)) == dictionary)
            // It only has to end.
            _ = dictionary.problems
        }
    }

    @Test("A file with other columns, or with them in another order, is no dictionary")
    func columns() {
        let swapped = Self.header.replacing("Field Note,", with: "").replacing(
            "Identifier?", with: "Field Note,Identifier?")
        let cases: [(String, DataTableError)] = [
            (
                swapped,
                DataTableError(
                    .columnOrder, line: 1, column: "Text Validation Type OR Show Slider Number")
            ),
            (
                Self.header.replacing(",Field Annotation", with: ""),
                DataTableError(.missingColumn, line: 1, column: "Field Annotation")
            ),
            (
                Self.header.replacing("Field Note", with: "Field note"),
                DataTableError(.unknownColumn, line: 1, column: "Field note")
            ),
        ]
        for (text, error) in cases {
            #expect(throws: error) { try REDCapDictionary(csv: Array(text.utf8)) }
        }
    }

    @Test("A dictionary with a control character isn't written")
    func control() {
        let field = REDCapField("a", form: "b", type: .text, label: "a\u{0}b")
        #expect(throws: DataTableError(.badText, row: 1, column: "Field Label")) {
            try REDCapDictionary([field]).csv()
        }
    }

    @Test("Choices read back as they were written, and labels may have commas")
    func choices() {
        let choices = [
            REDCapChoice("1", "a, b"), REDCapChoice("x_2", "c"), REDCapChoice("-3.5", "d"),
        ]
        #expect(REDCapChoice.text(choices) == "1, a, b | x_2, c | -3.5, d")
        #expect(REDCapChoice.list(REDCapChoice.text(choices)) == choices)
        #expect(
            REDCapChoice.list(" 1 ,  a, b|x_2,c |-3.5 , d ") == choices)
        #expect(choices.map { $0.column(of: "f") } == ["f___1", "f___x_2", "f____3_5"])
        #expect(REDCapChoice("Ab", "c").column(of: "f") == "f___ab")
    }

    @Test("Dates exist, times are below midnight, and both are in the order of time")
    func moments() {
        let good: [(REDCapValidation, String)] = [
            (.dateYMD, "2024-02-29"), (.dateYMD, "2000-02-29"), (.dateDMY, "2026-12-31"),
            (.datetimeYMD, "2026-01-31 23:59"), (.datetimeSecondsMDY, "2026-04-30 00:00:59"),
            (.time, "08:05"), (.minutesSeconds, "59:59"), (.integer, "-12"), (.number, "0.125"),
            (.number2, "1.50"), (.numberComma, "1,5"), (.number1Comma, "-0,5"),
        ]
        let bad: [(REDCapValidation, String)] = [
            (.dateYMD, "2023-02-29"), (.dateYMD, "1900-02-29"), (.dateYMD, "2026-04-31"),
            (.dateYMD, "2026-13-01"), (.dateYMD, "2026-00-10"), (.dateYMD, "2026-1-10"),
            (.dateYMD, "26-01-10"), (.dateYMD, "2026/01/10"), (.dateYMD, "2026-01-10 "),
            (.dateYMD, "2026-01-00"), (.dateDMY, "31-12-2026"), (.dateYMD, "+026-01-01"),
            (.datetimeYMD, "2026-01-31"), (.datetimeYMD, "2026-01-31 24:00"),
            (.datetimeYMD, "2026-01-31 23:59:00"), (.datetimeYMD, "2026-01-31T23:59"),
            (.datetimeSecondsYMD, "2026-04-30 00:00"), (.time, "24:00"), (.time, "8:05"),
            (.time, "08:60"), (.minutesSeconds, "60:00"), (.integer, "1.0"), (.number, "1e3"),
            (.number, "1,5"), (.number2, "1.5"), (.numberComma, "1.5"), (.number1Comma, "1,55"),
        ]
        for (validation, text) in good {
            #expect(validation.value(imported: text) != nil, "\(text)")
        }
        for (validation, text) in bad {
            #expect(validation.value(imported: text) == nil, "\(text)")
        }
        #expect(
            REDCapValidation.dateDMY.value(bound: "02-01-2026")
                == REDCapValidation.dateDMY.value(imported: "2026-01-02"))
        #expect(
            REDCapValidation.datetimeMDY.value(bound: "01-02-2026 10:00")
                == REDCapValidation.datetimeMDY.value(imported: "2026-01-02 10:00"))
        let ordered = ["2025-12-31 23:59", "2026-01-01 00:00", "2026-01-01 00:01"]
            .compactMap { REDCapValidation.datetimeYMD.value(imported: $0) }
        #expect(ordered.count == 3 && ordered == ordered.sorted() && Set(ordered).count == 3)
        let numbers = ["-10", "-9", "2", "10"].compactMap {
            REDCapValidation.integer.value(imported: $0)
        }
        #expect(numbers.count == 4 && numbers == numbers.sorted())
    }
}
