extension REDCapImport {
    /// The rules that a file has to keep.
    ///
    /// Behind each rule stands where it is from: Import is "Record Data CSV Import — Column Reference
    /// and Format Guide" (RC-IMP-04) of the REDCap knowledge base, Guide is "How to Use a REDCap
    /// Data Dictionary", version of April 20, 2021, Schema is the "REDCap Data Dictionary LinkML
    /// Schema"; REDCap is its own message, as reported to PyCap ("Repeated instrument") and to
    /// INTERPOLAR (about a missing `redcap_repeat_instance`).
    public enum Rule: String, Hashable, Sendable, CaseIterable {
        /// The first column is the record's. (Import)
        case recordColumn
        /// Each column is a variable of the dictionary, or one that files have anyway. (Import)
        case unknownColumn
        /// The column can't be brought in: REDCap calculates it or passes over it. (Import)
        case ignoredColumn
        /// Each row has its record. (Import)
        case record
        /// The rows of a record stand together: older versions of REDCap lost others. (Import)
        case recordTogether
        /// A form that is named as repeating does repeat. (REDCap)
        case instrument
        /// The number of a repeat is a whole number from 1. (Import) The word `new`, by which REDCap
        /// numbers itself, isn't taken: reading the file twice would double what it says.
        case instance
        /// The form and the number of a repeat stand together or not at all. (REDCap)
        case repeatComplete
        /// A row has values of its own form only: of the form that it repeats, or of forms that don't
        /// repeat. (REDCap)
        case foreignValue
        /// No two rows are the same repeat, or the same record without one.
        case duplicate
        /// A value is the code of a choice. (Import)
        case choice
        /// A value of a yes or no, a true or false, or of a checkbox's choice is 1 or 0. (Import, Guide)
        case flag
        /// A form's state is 0, 1 or 2: incomplete, unverified, complete. (Import)
        case status
        /// A slider's value is a whole number from 0 to 100. (Schema)
        case slider
        /// A value is of its field's validation, and dates are year, month and day. (Schema)
        case format
        /// A value is within its field's range; REDCap takes it after a warning. (Guide)
        case range

        /// Whether REDCap takes the file in spite of it.
        public var isWarning: Bool {
            self == .ignoredColumn || self == .recordTogether || self == .range
        }
    }

    /// A rule that a file doesn't keep.
    public struct Problem: Hashable, Sendable, CustomStringConvertible {
        /// The rule.
        public let rule: Rule
        /// The row, counted from 1 and without the columns' names; nil for the whole file.
        public let row: Int?
        /// The column; nil for the whole row.
        public let column: String?

        init(_ rule: Rule, row: Int? = nil, column: String? = nil) {
            self.rule = rule
            self.row = row
            self.column = column
        }

        /// The place and the rule.
        public var description: String {
            var parts: [String] = []
            if let row { parts.append("row \(row)") }
            if let column { parts.append("column \(column)") }
            return (parts.isEmpty ? "file" : parts.joined(separator: ", ")) + ": " + rule.rawValue
                + (rule.isWarning ? " (warning)" : "")
        }
    }
}
