/// A number by its decimal digits, without an exponent.
///
/// The digits are those of Swift's shortest description, which reads back to exactly the same
/// number. Where that description has an exponent, for very small and very large numbers, zeros are
/// written instead: a field for numbers may take none.
struct PlainNumber {
    private let isNegative: Bool
    /// The digits as ASCII, without zeros at either end; none for zero.
    private let digits: [UInt8]
    /// How many digits stand before the point; negative where zeros follow it first.
    private let point: Int

    private static let zero = UInt8(ascii: "0")

    /// Takes the digits of a finite number.
    init(_ value: Double) {
        let parts = value.magnitude.description.split(separator: "e")
        let mantissa = Array(parts[0].utf8)
        let exponent = parts.count > 1 ? Int(parts[1])! : 0
        let whole = mantissa.firstIndex(of: UInt8(ascii: ".")) ?? mantissa.count
        let all = mantissa.filter { $0 != UInt8(ascii: ".") }
        let leading = all.prefix { $0 == Self.zero }.count
        let trailing = all.reversed().prefix { $0 == Self.zero }.count
        isNegative = value.sign == .minus
        digits = leading == all.count ? [] : Array(all[leading..<(all.count - trailing)])
        point = digits.isEmpty ? 0 : whole + exponent - leading
    }

    /// How many decimals the number needs.
    var decimals: Int { max(0, digits.count - point) }

    /// The number with so many decimals, at least as many as it needs; without a point where none
    /// are asked for or needed.
    func text(decimals asked: Int? = nil) -> String {
        let count = asked ?? decimals
        let sign = isNegative ? "-" : ""
        let whole = (0..<max(1, point)).map { point > 0 ? digit($0) : Self.zero }
        let fraction = (0..<count).map { digit(point + $0) }
        let text = sign + String(decoding: whole, as: UTF8.self)
        return count == 0 ? text : text + "." + String(decoding: fraction, as: UTF8.self)
    }

    private func digit(_ place: Int) -> UInt8 {
        digits.indices.contains(place) ? digits[place] : Self.zero
    }

    /// How many decimals a written number has; nil where the text is no plain number.
    static func decimals(of text: String) -> Int? {
        var rest = Array(text.utf8)[...]
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = rest.prefix(while: isDigit)
        if whole.isEmpty || whole.count > 1 && whole.first == zero { return nil }
        rest = rest.dropFirst(whole.count)
        if rest.isEmpty { return 0 }
        guard rest.removeFirst() == UInt8(ascii: "."), !rest.isEmpty, rest.allSatisfy(isDigit)
        else { return nil }
        return rest.count
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
