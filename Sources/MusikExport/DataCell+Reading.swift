extension DataCell {
    /// The cell that stands in a file as the given text; nil where that is none of the kind.
    ///
    /// Only what is written is read: no sign `+`, no leading zeros, no exponent, no space around, and
    /// exactly the decimals that the kind has. 007 is more likely a name than a number.
    init?(_ text: String, as kind: DataKind) {
        if text.isEmpty {
            self = .missing
            return
        }
        switch kind {
        case .text: self = .text(text)
        case .number(let decimals):
            guard let found = PlainNumber.decimals(of: text), decimals == nil || decimals == found,
                let value = Double(text), value.isFinite
            else { return nil }
            self = .number(value)
        case .integer:
            guard text != "-0", PlainNumber.decimals(of: text) == 0, let value = Int(text) else {
                return nil
            }
            self = .integer(value)
        case .flag:
            guard text == "0" || text == "1" else { return nil }
            self = .flag(text == "1")
        }
    }
}
