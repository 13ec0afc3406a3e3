/// The file with which records come into a REDCap project that has a dictionary.
///
/// One row has the fields of all forms that don't repeat; each repeat of a form has a row of its
/// own, with the form's name and the repeat's number. Which forms repeat is a setting of the
/// project, not of its dictionary. From "Record Data CSV Import — Column Reference and Format Guide"
/// (RC-IMP-04) of the REDCap knowledge base. Projects with events aren't served.
public struct REDCapImport: Hashable, Sendable {
    /// The project's dictionary.
    public let dictionary: REDCapDictionary
    /// The forms that repeat, such as one for each session.
    public let repeating: Set<String>
    /// What the file's columns are, by their names.
    let targets: [String: Target]
    /// The columns that REDCap passes over.
    let ignored: Set<String>

    /// The column that names the form of which a row is a repeat.
    public static let instrumentColumn = "redcap_repeat_instrument"
    /// The column that numbers the repeats of a form from 1.
    public static let instanceColumn = "redcap_repeat_instance"

    /// Prepares for a dictionary; nil where it has a problem that is no warning, or where a form that
    /// is to repeat isn't in it.
    public init?(_ dictionary: REDCapDictionary, repeating: Set<String> = []) {
        guard dictionary.problems.allSatisfy(\.rule.isWarning),
            repeating.isSubset(of: dictionary.forms)
        else { return nil }
        self.dictionary = dictionary
        self.repeating = repeating
        var targets: [String: Target] = [:]
        for field in dictionary.fields {
            for (column, kind) in Target.columns(of: field) {
                targets[column] = Target(kind: kind, form: field.form)
            }
        }
        for form in dictionary.forms {
            targets[form + "_complete"] = Target(kind: .status, form: form)
        }
        targets[dictionary.fields[0].name] = Target(kind: .record, form: "")
        targets[Self.instrumentColumn] = Target(kind: .instrument, form: "")
        targets[Self.instanceColumn] = Target(kind: .instance, form: "")
        self.targets = targets
        ignored = Set(
            ["redcap_survey_identifier"] + dictionary.forms.map { $0 + "_timestamp" }
                + dictionary.fields.filter { $0.kind?.isImported == false }.map(\.name))
    }

    /// The columns of a whole file, in the order of REDCap's own template: the record, the repeat
    /// where a form repeats, and each form's fields with the form's state behind them. A checkbox has
    /// a column for each choice; calculations, files and descriptions have none.
    public var columns: [DataColumn] {
        let fields = dictionary.fields
        var columns = [DataColumn(fields[0].name, .text)]
        if !repeating.isEmpty {
            columns.append(DataColumn(Self.instrumentColumn, .text))
            columns.append(DataColumn(Self.instanceColumn, .integer))
        }
        for (place, field) in fields.enumerated() {
            if place > 0 { columns += Self.columns(of: field) }
            if place + 1 == fields.count || fields[place + 1].form != field.form {
                columns.append(DataColumn(field.form + "_complete", .integer))
            }
        }
        return columns
    }

    private static func columns(of field: REDCapField) -> [DataColumn] {
        switch field.kind {
        case .checkbox:
            return field.choiceList.map { DataColumn($0.column(of: field.name), .flag) }
        case .yesno, .truefalse: return [DataColumn(field.name, .flag)]
        case .slider: return [DataColumn(field.name, .integer)]
        case .text:
            guard case .number(let decimals, comma: false) = field.textValidation?.scale else {
                return [DataColumn(field.name, .text)]
            }
            if decimals == 0...0 { return [DataColumn(field.name, .integer)] }
            let fixed = decimals.upperBound == Int.max ? nil : decimals.upperBound
            return [DataColumn(field.name, .number(decimals: fixed))]
        case .notes, .dropdown, .radio, .sql: return [DataColumn(field.name, .text)]
        case .calc, .file, .descriptive, nil: return []
        }
    }
}
