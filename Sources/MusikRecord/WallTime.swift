/// A moment of UTC as the machine's clock had it, to the microsecond.
///
/// Written as `2026-11-21T16:01:26.000000Z`, always with six decimals, so that texts sort as times.
public struct WallTime: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Microseconds since 1970-01-01T00:00:00Z, leap seconds left out as POSIX does.
    public let microseconds: Int64

    /// The years that four digits can write.
    private static let range = -62_135_596_800_000_000...Int64(253_402_300_799_999_999)

    /// A moment of the years 1 to 9999; a time beyond them becomes their first or last.
    public init(microseconds: Int64) {
        self.microseconds = min(max(microseconds, Self.range.lowerBound), Self.range.upperBound)
    }

    /// The moment so many seconds later, or earlier where they are negative.
    public func adding(seconds: Double) -> WallTime {
        WallTime(microseconds: microseconds + Int64((seconds * 1e6).rounded()))
    }

    /// Seconds from another moment to this one.
    public func seconds(since other: WallTime) -> Double {
        Double(microseconds - other.microseconds) / 1e6
    }

    /// The calendar day in UTC.
    public var day: CalendarDay {
        CalendarDay(daysSince1970: Int(microseconds.floorDivided(by: 86_400_000_000)))
    }

    /// The text.
    public var description: String {
        let days = microseconds.floorDivided(by: 86_400_000_000)
        let inDay = microseconds - days * 86_400_000_000
        let (second, fraction) = (inDay / 1_000_000, inDay % 1_000_000)
        let clock = [second / 3600, second / 60 % 60, second % 60].map { $0.padded(to: 2) }
        return "\(day)T" + clock.joined(separator: ":") + "." + fraction.padded(to: 6) + "Z"
    }

    /// Reads the text; nil for any other form, and for a day or an hour that doesn't exist.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 27, bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"), bytes[19] == UInt8(ascii: "."),
            bytes[26] == UInt8(ascii: "Z"),
            let day = CalendarDay(String(decoding: bytes[0..<10], as: UTF8.self)),
            let hour = Int64(digits: bytes[11..<13]), hour < 24,
            let minute = Int64(digits: bytes[14..<16]), minute < 60,
            let second = Int64(digits: bytes[17..<19]), second < 60,
            let fraction = Int64(digits: bytes[20..<26])
        else { return nil }
        let seconds = Int64(day.daysSince1970) * 86_400 + hour * 3600 + minute * 60 + second
        self.init(microseconds: seconds * 1_000_000 + fraction)
    }

    /// Whether one moment is before another.
    public static func < (one: WallTime, other: WallTime) -> Bool {
        one.microseconds < other.microseconds
    }
}

extension WallTime: Codable {
    /// Reads the text.
    public init(from decoder: any Decoder) throws {
        self = try decoder.text(as: "a time such as 2026-11-21T16:01:26.000000Z", WallTime.init)
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws { try encoder.write(text: description) }
}
