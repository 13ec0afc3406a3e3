/// A REDCap data dictionary: the fields of a project, in their order.
///
/// The columns are those of the file that REDCap's page "Data Dictionary" gives and takes; their
/// names and order are in the help of the R package redcapdd, `get_dd_cols`.
public struct REDCapDictionary: Hashable, Sendable {
    /// The fields; the first one identifies the record.
    public var fields: [REDCapField]

    /// Holds fields; `problems` tells whether REDCap would take them.
    public init(_ fields: [REDCapField]) {
        self.fields = fields
    }

    /// The eighteen columns of the file.
    public static let columns = parts.map { DataColumn($0.0, .text) }

    private static let parts: [(String, any WritableKeyPath<REDCapField, String> & Sendable)] = [
        ("Variable / Field Name", \.name),
        ("Form Name", \.form),
        ("Section Header", \.sectionHeader),
        ("Field Type", \.type),
        ("Field Label", \.label),
        ("Choices, Calculations, OR Slider Labels", \.choices),
        ("Field Note", \.note),
        ("Text Validation Type OR Show Slider Number", \.validation),
        ("Text Validation Min", \.minimum),
        ("Text Validation Max", \.maximum),
        ("Identifier?", \.identifier),
        ("Branching Logic (Show field only if...)", \.branchingLogic),
        ("Required Field?", \.required),
        ("Custom Alignment", \.alignment),
        ("Question Number (surveys only)", \.questionNumber),
        ("Matrix Group Name", \.matrixGroup),
        ("Matrix Ranking?", \.matrixRanking),
        ("Field Annotation", \.annotation),
    ]

    /// The dictionary as the CSV that REDCap takes.
    ///
    /// Nothing guards it against spreadsheet programs, because action tags begin with `@` and REDCap
    /// would take an apostrophe for a part of them.
    ///
    /// - Throws: `DataTableError` where a part is too long or has a control character.
    public func csv() throws(DataTableError) -> String {
        let rows = fields.map { field in
            Self.parts.map { _, part in
                field[keyPath: part].isEmpty ? DataCell.missing : .text(field[keyPath: part])
            }
        }
        return try DataTable(columns: Self.columns, rows: rows).csv()
    }

    /// Reads a dictionary from CSV, with all eighteen columns in their order.
    ///
    /// - Throws: `DataTableError`, with the line and the column.
    public init(csv bytes: [UInt8]) throws(DataTableError) {
        let table = try DataTable(csv: bytes, columns: Self.columns)
        fields = table.rows.map { row in
            var field = REDCapField("", form: "", type: .text, label: "")
            for (cell, (_, part)) in zip(row, Self.parts) {
                field[keyPath: part] = cell.written(in: .text)
            }
            return field
        }
    }

    /// The forms, in the order in which they begin.
    public var forms: [String] {
        var seen: Set<String> = []
        return fields.map(\.form).filter { seen.insert($0).inserted }
    }
}
