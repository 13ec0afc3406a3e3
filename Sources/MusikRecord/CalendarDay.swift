/// A day of the Gregorian calendar, written as `2026-11-21`.
public struct CalendarDay: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Days since 1970-01-01.
    public let daysSince1970: Int

    /// A day by its distance from 1970-01-01.
    public init(daysSince1970: Int) { self.daysSince1970 = daysSince1970 }

    /// The day so many days later, or earlier where they are negative.
    public func adding(days: Int) -> CalendarDay {
        CalendarDay(daysSince1970: daysSince1970 + days)
    }

    /// Reads the text; nil for any other form and for a day that doesn't exist.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = Int(digits: bytes[0..<4]), year >= 1,
            let month = Int(digits: bytes[5..<7]), let day = Int(digits: bytes[8..<10]),
            (1...12).contains(month), day >= 1
        else { return nil }
        let made = CalendarDay(daysSince1970: Self.days(year: year, month: month, day: day))
        // A thirtieth of February would be another day's number.
        guard made.description == text else { return nil }
        self = made
    }

    /// The text.
    public var description: String {
        // The year of the era that begins on a 1st of March; leap days are its last days.
        let shifted = daysSince1970 + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return year.padded(to: 4) + "-" + month.padded(to: 2) + "-" + day.padded(to: 2)
    }

    /// The distance of a day from 1970-01-01: Howard Hinnant's `days_from_civil`.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = year.floorDivided(by: 400)
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// Whether one day is before another.
    public static func < (one: CalendarDay, other: CalendarDay) -> Bool {
        one.daysSince1970 < other.daysSince1970
    }
}

extension CalendarDay: Codable {
    /// Reads the text.
    public init(from decoder: any Decoder) throws {
        self = try decoder.text(as: "a day such as 2026-11-21", CalendarDay.init)
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws { try encoder.write(text: description) }
}
