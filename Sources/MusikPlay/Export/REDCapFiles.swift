internal import MusikExport
internal import MusikRecord

/// The analysis table as a REDCap project: a form for each participant and a repeating one for the
/// sessions.
struct REDCapFiles {
    /// The data dictionary, as CSV.
    let dictionary: [UInt8]
    /// The data import, as CSV.
    let values: [UInt8]

    static let participantForm = "participant"
    static let sessionForm = "sessions"
    /// REDCap's state of a form that is complete.
    private static let complete = DataCell.integer(2)

    /// - Throws: 70 where REDCap would refuse the files.
    init(
        _ table: AnalysisTable, arms: Exported.Arms, letters: [String: String]
    ) throws(Failure) {
        let columns = table.visible(arms)
        let ordered = columns.filter(\.isOfParticipant) + columns.filter { !$0.isOfParticipant }
        let known = arms == .coded ? letters.values.sorted().map { REDCapChoice($0, $0) } : nil
        let dictionary = REDCapDictionary(ordered.map { Self.field($0, letters: known) })
        guard let form = REDCapImport(dictionary, repeating: [Self.sessionForm]) else {
            throw Self.refused(dictionary.problems.map(\.description))
        }
        let table = try table.data(arms, letters: letters)
        let data: DataTable
        do throws(DataTableError) {
            data = try Self.rows(of: table, columns, form)
            self.dictionary = Array(try dictionary.csv().utf8)
        } catch {
            throw Self.refused([error.description])
        }
        let problems = form.problems(in: data).filter { !$0.rule.isWarning }
        guard problems.isEmpty else { throw Self.refused(problems.map(\.description)) }
        values = Array(data.csv().utf8)
    }

    /// A column as a field of its form.
    private static func field(_ column: AnalysisColumn, letters: [REDCapChoice]?) -> REDCapField {
        var field = REDCapField(
            column.name, form: column.isOfParticipant ? participantForm : sessionForm,
            type: .text, label: column.label)
        switch column.kind {
        case .text: break
        case .choice(let choices):
            let list =
                (column.tells == .arm ? letters : nil)
                ?? choices.map { REDCapChoice($0.code, $0.label) }
            // What REDCap can't have as a code stays a text, so that the values are the same.
            guard list.allSatisfy(\.hasGoodCode) else { break }
            field.type = REDCapFieldType.radio.rawValue
            field.choices = REDCapChoice.text(list)
        case .number(let least, let most):
            field.validation = REDCapValidation.number.rawValue
            field.minimum = least.map { "\(Int($0))" } ?? ""
            field.maximum = most.map { "\(Int($0))" } ?? ""
        case .integer(let least, let most):
            field.validation = REDCapValidation.integer.rawValue
            field.minimum = least.map(String.init) ?? ""
            field.maximum = most.map(String.init) ?? ""
        case .flag: field.type = REDCapFieldType.yesno.rawValue
        }
        return field
    }

    /// The rows of the import: each participant's own, then a repeat for each session.
    private static func rows(
        of table: DataTable, _ columns: [AnalysisColumn], _ form: REDCapImport
    ) throws(DataTableError) -> DataTable {
        var places: [String: (place: Int, isOfParticipant: Bool)] = [:]
        for (place, column) in columns.enumerated() {
            places[column.name] = (place, column.isOfParticipant)
        }
        let record = places[AnalysisTable.record]?.place ?? 0
        let session = places["session"]?.place ?? 0
        func line(_ row: [DataCell], isSession: Bool) -> [DataCell] {
            form.columns.map { column in
                switch column.name {
                case AnalysisTable.record: return row[record]
                case REDCapImport.instrumentColumn:
                    return isSession ? .text(sessionForm) : .missing
                case REDCapImport.instanceColumn: return isSession ? row[session] : .missing
                case participantForm + "_complete": return isSession ? .missing : complete
                case sessionForm + "_complete": return isSession ? complete : .missing
                default:
                    guard let known = places[column.name], known.isOfParticipant != isSession
                    else { return .missing }
                    return row[known.place]
                }
            }
        }
        var data = try DataTable(columns: form.columns)
        var last: DataCell?
        for row in table.rows {
            if row[record] != last { try data.append(line(row, isSession: false)) }
            last = row[record]
            try data.append(line(row, isSession: true))
        }
        return data
    }

    private static func refused(_ problems: [String]) -> Failure {
        Failure(
            .software, "REDCap would refuse the files:\n  " + problems.joined(separator: "\n  "),
            remedy: "Report this; nothing was written.")
    }
}
