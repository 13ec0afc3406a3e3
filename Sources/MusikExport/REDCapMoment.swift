/// The form of a date, a time or both.
struct REDCapMoment: Hashable {
    /// The order of year, month and day.
    enum Order: Hashable { case ymd, mdy, dmy }

    /// The order in which the date is shown; nil where there is none.
    var date: Order?
    /// Below what each part of the time lies, such as 24 and 60; none where there is no time.
    var time: [Int] = []

    /// Year, month, day, and the parts of the time, which are in order as moments are; nil where the
    /// text is no such moment. A date is written with hyphens, a time with colons, each part with
    /// all its digits.
    ///
    /// - Parameter order: The order of year, month and day in the text.
    func parts(of text: String, order: Order) -> [Int]? {
        let words = text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard words.count == (date == nil ? 0 : 1) + (time.isEmpty ? 0 : 1) else { return nil }
        var parts: [Int] = []
        if date != nil {
            guard let day = Self.day(words[0], order: order) else { return nil }
            parts += day
        }
        if !time.isEmpty, let word = words.last {
            let widths = time.map { _ in 2 }
            guard let clock = Self.numbers(word, by: UInt8(ascii: ":"), widths: widths),
                zip(clock, time).allSatisfy({ $0 < $1 })
            else { return nil }
            parts += clock
        }
        return parts
    }

    private static func day(_ word: Substring.UTF8View, order: Order) -> [Int]? {
        let widths = order == .ymd ? [4, 2, 2] : [2, 2, 4]
        guard let found = numbers(word, by: UInt8(ascii: "-"), widths: widths) else { return nil }
        let day =
            switch order {
            case .ymd: found
            case .mdy: [found[2], found[0], found[1]]
            case .dmy: [found[2], found[1], found[0]]
            }
        guard (1...12).contains(day[1]), (1...length(ofMonth: day[1], in: day[0])).contains(day[2])
        else { return nil }
        return day
    }

    private static func length(ofMonth month: Int, in year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return switch month {
        case 2: isLeap ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func numbers(
        _ word: Substring.UTF8View, by separator: UInt8, widths: [Int]
    ) -> [Int]? {
        let parts = word.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.map(\.count) == widths else { return nil }
        var numbers: [Int] = []
        for part in parts {
            guard part.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(String(Substring(part)))
            else { return nil }
            numbers.append(number)
        }
        return numbers
    }
}
