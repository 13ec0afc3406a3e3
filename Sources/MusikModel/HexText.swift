extension [UInt8] {
    /// The bytes as lowercase hexadecimal digits, two each.
    public var hexText: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Reads lowercase hexadecimal digits; nil for any other text.
    public init?(hexText: String) {
        let values = hexText.utf8.map { digit -> UInt8? in
            switch digit {
            case 48...57: digit - 48
            case 97...102: digit - 87
            default: nil
            }
        }
        guard values.count % 2 == 0, !values.contains(nil) else { return nil }
        self = stride(from: 0, to: values.count, by: 2).map { values[$0]! << 4 | values[$0 + 1]! }
    }
}
