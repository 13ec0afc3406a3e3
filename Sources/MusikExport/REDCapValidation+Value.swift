extension REDCapValidation {
    /// A value that others of its validation can be compared with.
    enum Value: Comparable, Hashable {
        case number(Double)
        case moment([Int])

        static func < (left: Value, right: Value) -> Bool {
            switch (left, right) {
            case (.number(let left), .number(let right)): left < right
            case (.moment(let left), .moment(let right)): left.lexicographicallyPrecedes(right)
            default: false
            }
        }
    }

    /// What a file's text means; nil where it isn't of this validation.
    ///
    /// Dates are year, month and day in a file, however the field shows them: the order that the help
    /// of `redcap_import_records` of the R package roelabr has first for `date_format`.
    func value(imported text: String) -> Value? { value(text, order: .ymd) }

    /// What the least or greatest value of a dictionary means; nil where it isn't of this validation.
    /// Dates may stand in the field's own order too.
    func value(bound text: String) -> Value? {
        if let value = value(text, order: .ymd) { return value }
        guard case .moment(let moment) = scale, let order = moment.date else { return nil }
        return value(text, order: order)
    }

    private func value(_ text: String, order: REDCapMoment.Order) -> Value? {
        switch scale {
        case .number(let decimals, let comma):
            let bytes = comma ? text.utf8.map(Self.exchanged) : Array(text.utf8)
            let plain = String(decoding: bytes, as: UTF8.self)
            guard let found = PlainNumber.decimals(of: plain), decimals.contains(found),
                let number = Double(plain), number.isFinite
            else { return nil }
            return .number(number)
        case .moment(let moment): return moment.parts(of: text, order: order).map { .moment($0) }
        case nil: return nil
        }
    }

    private static func exchanged(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: ","): UInt8(ascii: ".")
        case UInt8(ascii: "."): UInt8(ascii: ",")
        default: byte
        }
    }
}
