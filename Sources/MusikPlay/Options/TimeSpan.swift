internal import ArgumentParser

/// A length of time as it is typed: `55m`, `90s`, `1h5m`, `2.5s`.
struct TimeSpan: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The length in milliseconds, 0 to a day.
    let milliseconds: Int

    /// A whole number of minutes.
    static func minutes(_ minutes: Int) -> TimeSpan { TimeSpan(milliseconds: minutes * 60_000) }

    /// A number of milliseconds.
    init(milliseconds: Int) { self.milliseconds = milliseconds }

    /// Reads hours, minutes and seconds in this order, each at most once; only seconds may have
    /// decimals, and only 0 needs no unit.
    /// - Throws: what is wrong and an example.
    init(parsing text: String) throws {
        func refusal(_ reason: String) -> ValidationError {
            ValidationError("\(reason); write for example 55m, 90s or 1h5m.")
        }
        if text == "0" {
            milliseconds = 0
            return
        }
        var total = 0.0
        var units: Substring = "hms"
        var rest = text[...]
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(number.count)
            guard let unit = rest.popFirst() else { throw refusal("“\(text)” lacks its unit") }
            guard let place = units.firstIndex(of: unit) else {
                throw refusal("“\(text)” is no length of time")
            }
            units = units[units.index(after: place)...]
            guard let value = Double(number), unit == "s" || !number.contains(".") else {
                throw refusal("“\(text)” is no length of time")
            }
            total += value * (unit == "h" ? 3600 : unit == "m" ? 60 : 1)
        }
        guard !text.isEmpty else { throw refusal("There is no length of time") }
        guard total <= 86_400 else { throw refusal("“\(text)” is longer than a day") }
        milliseconds = Int((total * 1000).rounded())
    }

    /// The length in seconds.
    var seconds: Double { Double(milliseconds) / 1000 }

    /// Orders lengths from short to long.
    static func < (left: TimeSpan, right: TimeSpan) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The length as it would be typed.
    var description: String {
        let hours = milliseconds / 3_600_000
        let minutes = milliseconds / 60_000 % 60
        let rest = milliseconds % 60_000
        var text = (hours > 0 ? "\(hours)h" : "") + (minutes > 0 ? "\(minutes)m" : "")
        if rest % 1000 != 0 {
            text += "\(Double(rest) / 1000)s"
        } else if rest > 0 || text.isEmpty {
            text += "\(rest / 1000)s"
        }
        return text
    }
}
