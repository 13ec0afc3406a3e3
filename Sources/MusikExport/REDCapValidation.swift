/// The validations of text fields, as a data dictionary names them.
///
/// From the enumeration `TextValidationType` of the "REDCap Data Dictionary LinkML Schema" and the
/// article "Data Dictionary: Column Reference & Advanced Techniques" (RC-FD-08) of the REDCap
/// knowledge base. A REDCap's administrators can add others; a dictionary with one of those isn't
/// usable everywhere.
public enum REDCapValidation: String, Hashable, Sendable, CaseIterable {
    /// A date, shown as year, month and day.
    case dateYMD = "date_ymd"
    /// A date, shown as month, day and year.
    case dateMDY = "date_mdy"
    /// A date, shown as day, month and year.
    case dateDMY = "date_dmy"
    /// Date, hours and minutes.
    case datetimeYMD = "datetime_ymd"
    /// Date, hours and minutes.
    case datetimeMDY = "datetime_mdy"
    /// Date, hours and minutes.
    case datetimeDMY = "datetime_dmy"
    /// Date, hours, minutes and seconds.
    case datetimeSecondsYMD = "datetime_seconds_ymd"
    /// Date, hours, minutes and seconds.
    case datetimeSecondsMDY = "datetime_seconds_mdy"
    /// Date, hours, minutes and seconds.
    case datetimeSecondsDMY = "datetime_seconds_dmy"
    /// Hours and minutes.
    case time
    /// Minutes and seconds.
    case minutesSeconds = "time_mm_ss"
    /// A whole number.
    case integer
    /// A number, with decimals or without.
    case number
    /// A number with one decimal.
    case number1 = "number_1dp"
    /// A number with two decimals.
    case number2 = "number_2dp"
    /// A number with three decimals.
    case number3 = "number_3dp"
    /// A number with four decimals.
    case number4 = "number_4dp"
    /// A number with a decimal comma.
    case numberComma = "number_comma_decimal"
    /// A number with one decimal after a comma.
    case number1Comma = "number_1dp_comma_decimal"
    /// A number with two decimals after a comma.
    case number2Comma = "number_2dp_comma_decimal"
    /// An email address.
    case email
    /// A telephone number of North America.
    case phone
    /// A postal code of the United States.
    case zipcode
    /// Letters only.
    case letters = "alpha_only"
    /// A medical record number of ten digits.
    case recordNumber = "mrn_10d"

    /// What the values are, where they have an order.
    enum Scale: Hashable {
        case number(decimals: ClosedRange<Int>, comma: Bool)
        case moment(REDCapMoment)
    }

    var scale: Scale? {
        switch self {
        case .integer: .number(decimals: 0...0, comma: false)
        case .number: .number(decimals: 0...Int.max, comma: false)
        case .number1: .number(decimals: 1...1, comma: false)
        case .number2: .number(decimals: 2...2, comma: false)
        case .number3: .number(decimals: 3...3, comma: false)
        case .number4: .number(decimals: 4...4, comma: false)
        case .numberComma: .number(decimals: 0...Int.max, comma: true)
        case .number1Comma: .number(decimals: 1...1, comma: true)
        case .number2Comma: .number(decimals: 2...2, comma: true)
        case .dateYMD: .moment(REDCapMoment(date: .ymd))
        case .dateMDY: .moment(REDCapMoment(date: .mdy))
        case .dateDMY: .moment(REDCapMoment(date: .dmy))
        case .datetimeYMD: .moment(REDCapMoment(date: .ymd, time: [24, 60]))
        case .datetimeMDY: .moment(REDCapMoment(date: .mdy, time: [24, 60]))
        case .datetimeDMY: .moment(REDCapMoment(date: .dmy, time: [24, 60]))
        case .datetimeSecondsYMD: .moment(REDCapMoment(date: .ymd, time: [24, 60, 60]))
        case .datetimeSecondsMDY: .moment(REDCapMoment(date: .mdy, time: [24, 60, 60]))
        case .datetimeSecondsDMY: .moment(REDCapMoment(date: .dmy, time: [24, 60, 60]))
        case .time: .moment(REDCapMoment(time: [24, 60]))
        case .minutesSeconds: .moment(REDCapMoment(time: [60, 60]))
        case .email, .phone, .zipcode, .letters, .recordNumber: nil
        }
    }
}
