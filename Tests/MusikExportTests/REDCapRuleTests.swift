import Testing

@testable import MusikExport

@Suite struct REDCapRuleTests {
    /// A dictionary that keeps every rule and uses most of what there is.
    static let good: REDCapDictionary = {
        func field(
            _ name: String, _ form: String, _ type: REDCapFieldType,
            _ change: (inout REDCapField) -> Void = { _ in }
        ) -> REDCapField {
            var field = REDCapField(name, form: form, type: type, label: "What is \(name)?")
            change(&field)
            return field
        }
        return REDCapDictionary([
            field("record_id", "enrolment", .text),
            field("born", "enrolment", .text) {
                $0.validation = "date_ymd"
                $0.minimum = "1930-01-01"
                $0.maximum = "2008-12-31"
                $0.identifier = "y"
            },
            field("arm", "enrolment", .radio) {
                $0.choices = "1, Music, chosen | 2, Rest"
                $0.required = "y"
            },
            field("diet", "enrolment", .checkbox) {
                $0.choices = "1, None | -9, Unknown | Veg_a, Vegan"
            },
            field("weight", "session", .text) {
                $0.validation = "number_1dp"
                $0.minimum = "30.0"
                $0.maximum = "250.0"
                $0.branchingLogic = "[arm] = '1' and ([diet(-9)] <> '1' or [born] <> '')"
            },
            field("height", "session", .text) { $0.validation = "number" },
            field("bmi", "session", .calc) { $0.choices = "round([weight]/([height]^2), 1)" },
            field("calm", "session", .slider) {
                $0.choices = "Not at all | Wholly"
                $0.validation = "number"
                $0.alignment = "LH"
            },
            field("q1", "session", .radio) {
                $0.choices = "0, No | 1, Yes"
                $0.matrixGroup = "grid"
                $0.matrixRanking = "y"
            },
            field("q2", "session", .radio) {
                $0.choices = "0,No|1,Yes"
                $0.matrixGroup = "grid"
            },
            field("site", "session", .dropdown) { $0.choices = "MTL1, Montréal | 7, Elsewhere" },
            field("slept", "session", .yesno),
            field("told", "session", .truefalse) {
                $0.branchingLogic = "[baseline_arm_1][slept][1] = '1' and [current-instance] > 1"
            },
            field("began", "session", .text) {
                $0.validation = "datetime_dmy"
                $0.minimum = "01-02-2026 08:00"
                $0.maximum = "2026-12-31 20:00"
            },
            field("said", "session", .notes) { $0.annotation = "@CHARLIMIT=\"200\"" },
            field("consent", "session", .file) { $0.validation = "signature" },
            field("thanks", "session", .descriptive) {
                $0.branchingLogic = "[session_complete] = '2'"
            },
        ])
    }()

    private typealias Change = @Sendable (inout REDCapDictionary) -> Void

    @Test("A dictionary that keeps the rules has no problem")
    func good() {
        #expect(Self.good.problems == [])
    }

    private static func change(
        _ name: String, _ change: @escaping @Sendable (inout REDCapField) -> Void
    ) -> Change {
        { dictionary in
            let place = dictionary.fields.firstIndex { $0.name == name }!
            change(&dictionary.fields[place])
        }
    }

    private static let names: [(REDCapRule, String, Change)] = [
        (.fields, "", { $0.fields = [] }),
        (.recordIdentifier, "record_id", change("record_id") { $0.type = "notes" }),
        (.name, "Site", change("site") { $0.name = "Site" }),
        (.name, "1site", change("site") { $0.name = "1site" }),
        (.name, "_site", change("site") { $0.name = "_site" }),
        (.name, "si-te", change("site") { $0.name = "si-te" }),
        (.name, "sité", change("site") { $0.name = "sité" }),
        (.nameLength, "s", change("site") { $0.name = "s" }),
        (.nameLength, long(101), change("site") { $0.name = long(101) }),
        (.nameLong, long(27), change("site") { $0.name = long(27) }),
        (.nameUnique, "q2", change("site") { $0.name = "q2" }),
        (.nameReserved, "redcap_event_name", change("site") { $0.name = "redcap_event_name" }),
        (.nameReserved, "session_complete", change("site") { $0.name = "session_complete" }),
        (
            .nameReserved, "enrolment_timestamp",
            change("site") { $0.name = "enrolment_timestamp" }
        ),
        (.nameReserved, "diet____9", change("site") { $0.name = "diet____9" }),
        (.formName, "record_id", change("record_id") { $0.form = "Start" }),
        (.formName, "record_id", change("record_id") { $0.form = "s" }),
        (.formName, "record_id", change("record_id") { $0.form = long(92) }),
        (.formTogether, "thanks", change("thanks") { $0.form = "enrolment" }),
        (.label, "site", change("site") { $0.label = "" }),
        (.type, "slept", change("slept") { $0.type = "check box" }),
        (.typeReserved, "slept", change("slept") { $0.type = "sql" }),
    ]

    private static func long(_ count: Int) -> String { String(repeating: "a", count: count) }

    private static let values: [(REDCapRule, String, Change)] = [
        (.choices, "site", change("site") { $0.choices = "" }),
        (.choices, "site", change("site") { $0.choices = "1, A | " }),
        (.choices, "site", change("site") { $0.choices = "1, A | 2" }),
        (.choices, "site", change("site") { $0.choices = "1, A | , B" }),
        (.choices, "site", change("site") { $0.choices = "1, A | 2, " }),
        (.choiceCode, "site", change("site") { $0.choices = "1, A | b c, B" }),
        (.choiceCode, "site", change("site") { $0.choices = "1, A | é, B" }),
        (.choiceUnique, "site", change("site") { $0.choices = "1, A | 1, B" }),
        (.choiceUnique, "diet", change("diet") { $0.choices = "-9, A | a, B | A, C" }),
        (.choicesUnused, "slept", change("slept") { $0.choices = "0, No | 1, Yes" }),
        (.sliderLabels, "calm", change("calm") { $0.choices = "a | b | c | d" }),
        (.sliderLabels, "calm", change("calm") { $0.choices = "a | " }),
        (.validation, "height", change("height") { $0.validation = "numeric" }),
        (.validationPlace, "said", change("said") { $0.validation = "number" }),
        (.validationPlace, "calm", change("calm") { $0.validation = "integer" }),
        (.validationPlace, "consent", change("consent") { $0.validation = "number" }),
        (.rangePlace, "record_id", change("record_id") { $0.minimum = "1" }),
        (.rangePlace, "said", change("said") { $0.maximum = "1" }),
        (.rangePlace, "height", change("height") { ($0.validation, $0.minimum) = ("email", "a") }),
        (.rangeValue, "height", change("height") { $0.maximum = "1,5" }),
        (.rangeValue, "weight", change("weight") { $0.minimum = "30" }),
        (.rangeValue, "born", change("born") { $0.minimum = "1930-02-29" }),
        (.rangeValue, "began", change("began") { $0.minimum = "2026-02-01" }),
        (.rangeOrder, "weight", change("weight") { $0.minimum = "250.1" }),
        (.rangeOrder, "born", change("born") { $0.minimum = "2009-01-01" }),
        (.rangeOrder, "began", change("began") { $0.minimum = "31-12-2026 20:01" }),
        (.identifier, "born", change("born") { $0.identifier = "Y" }),
        (.required, "born", change("born") { $0.required = "yes" }),
        (.requiredCheckbox, "diet", change("diet") { $0.required = "y" }),
        (.alignment, "calm", change("calm") { $0.alignment = "L" }),
    ]

    private static var logic: [(REDCapRule, String, Change)] {
        let equations: [(REDCapRule, [String])] = [
            (
                .equation,
                ["", "([weight]", "[weight", "weight]", "[weight] + '", "[]", "[[weight]]", ")("]
            ),
            (
                .equationNames,
                ["[mass]", "[weight(1)]", "[weight] * [thanks]", "[calm_arm_1]", "[7]"]
            ),
        ]
        let conditions: [(REDCapRule, [String])] = [
            (
                .branchingLogic,
                ["[arm = '1'", "[arm] = '1", "([arm] = '1'", "[arm] = \"1\"", "[arm] = '1')"]
            ),
            (
                .branchingNames,
                ["[arms] = '1'", "[diet(2)] = '1'", "[diet(1] = '1'", "[visit][arm]", "[arm][x]"]
            ),
        ]
        let first = equations.flatMap { rule, texts in
            texts.map { text in (rule, "bmi", change("bmi") { $0.choices = text }) }
        }
        let second = conditions.flatMap { rule, texts in
            texts.map { text in (rule, "told", change("told") { $0.branchingLogic = text }) }
        }
        return first + second
    }

    private static let matrices: [(REDCapRule, String, Change)] = [
        (.matrixName, "arm", change("arm") { $0.matrixGroup = "Grid" }),
        (.matrixName, "arm", change("arm") { $0.matrixGroup = "g" }),
        (.matrixType, "slept", change("slept") { $0.matrixGroup = "other" }),
        (
            .matrixTogether, "again",
            { dictionary in
                var again = dictionary.fields.first { $0.name == "q2" }!
                again.name = "again"
                dictionary.fields.append(again)
            }
        ),
        (.matrixSame, "q2", change("q2") { $0.choices = "0, No | 2, Yes" }),
        (.matrixSame, "q2", change("q2") { $0.type = "checkbox" }),
        (.matrixRanking, "q2", change("q2") { $0.matrixRanking = "x" }),
        (.matrixRanking, "arm", change("arm") { $0.matrixRanking = "y" }),
        (
            .matrixRanking, "diet",
            change("diet") { ($0.matrixGroup, $0.matrixRanking) = ("foods", "y") }
        ),
    ]

    @Test("Each rule is told of, with its field, where nothing else is wrong")
    func bad() {
        let cases = Self.names + Self.values + Self.logic + Self.matrices
        for (rule, field, change) in cases {
            var dictionary = Self.good
            change(&dictionary)
            let found = dictionary.problems
            #expect(found == [.init(rule: rule, field: field)], "\(rule), \(field)")
        }
        #expect(Set(cases.map(\.0)) == Set(REDCapRule.allCases))
        #expect(
            REDCapRule.allCases.filter(\.isWarning) == [
                .nameLong, .typeReserved, .choicesUnused, .requiredCheckbox,
            ])
    }
}
