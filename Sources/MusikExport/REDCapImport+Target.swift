extension REDCapImport {
    /// What a column of a file is.
    struct Target: Hashable {
        enum Kind: Hashable {
            /// The record.
            case record
            /// The form of which a row is a repeat.
            case instrument
            /// The number of a repeat.
            case instance
            /// One of these codes.
            case codes(Set<String>)
            /// 1 or 0.
            case flag
            /// A form's state.
            case status
            /// 0 to 100.
            case slider
            /// A validated text, with its least and greatest value.
            case validated(
                REDCapValidation, least: REDCapValidation.Value?,
                greatest: REDCapValidation.Value?)
            /// Any text.
            case text
        }

        var kind: Kind
        /// The form that it belongs to; empty where it belongs to none.
        var form: String

        /// The columns of a field with what they are; none where nothing can be brought in.
        static func columns(of field: REDCapField) -> [(String, Kind)] {
            switch field.kind {
            case .checkbox: field.choiceList.map { ($0.column(of: field.name), .flag) }
            case .dropdown, .radio: [(field.name, .codes(Set(field.choiceList.map(\.code))))]
            case .yesno, .truefalse: [(field.name, .flag)]
            case .slider: [(field.name, .slider)]
            case .text: [(field.name, text(field))]
            case .notes, .sql: [(field.name, .text)]
            case .calc, .file, .descriptive, nil: []
            }
        }

        private static func text(_ field: REDCapField) -> Kind {
            guard let validation = field.textValidation, validation.scale != nil else {
                return .text
            }
            return .validated(
                validation, least: validation.value(bound: field.minimum),
                greatest: validation.value(bound: field.maximum))
        }

        /// The rule that a value doesn't keep; nil where it keeps all.
        func mistake(in value: String) -> Rule? {
            switch kind {
            case .record, .instrument, .instance, .text: return nil
            case .codes(let codes): return codes.contains(value) ? nil : .choice
            case .flag: return ["0", "1"].contains(value) ? nil : .flag
            case .status: return ["0", "1", "2"].contains(value) ? nil : .status
            case .slider:
                let isWhole = PlainNumber.decimals(of: value) == 0
                return isWhole && (0...100).contains(Int(value) ?? -1) ? nil : .slider
            case .validated(let validation, let least, let greatest):
                guard let found = validation.value(imported: value) else { return .format }
                let isWithin = found >= least ?? found && found <= greatest ?? found
                return isWithin ? nil : .range
            }
        }
    }
}
