/// The names of a dictionary, for looking them up.
struct REDCapNames {
    /// Where each name of a variable stands first.
    let first: [String: Int]
    /// The names of a file's columns that are no variables.
    let reserved: Set<String>
    /// The fields that logic can name, with the codes of those that are checkboxes.
    let codes: [String: Set<String>]

    /// The columns that a file can have in every project.
    static let everywhere: Set<String> = [
        "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance",
        "redcap_data_access_group", "redcap_survey_identifier",
    ]

    init(_ dictionary: REDCapDictionary) {
        var first: [String: Int] = [:]
        var reserved = Self.everywhere
        var codes: [String: Set<String>] = [:]
        for (place, field) in dictionary.fields.enumerated() {
            first[field.name] = first[field.name] ?? place
            if field.kind == .checkbox {
                reserved.formUnion(field.choiceList.map { $0.column(of: field.name) })
                codes[field.name] = Set(field.choiceList.map(\.code))
            } else if field.kind != .descriptive {
                codes[field.name] = []
            }
        }
        for form in dictionary.forms {
            reserved.formUnion([form + "_complete", form + "_timestamp"])
            codes[form + "_complete"] = []
        }
        self.first = first
        self.reserved = reserved
        self.codes = codes
    }

    /// Whether a text can be a variable's name, apart from its length.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first)
            && text.utf8.allSatisfy(REDCapField.isNameByte)
    }
}
