extension Decoder {
    /// A value that is written as one text.
    func text<Value>(as form: String, _ make: (String) -> Value?) throws -> Value {
        let container = try singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = make(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "“\(text)” is not \(form)")
        }
        return value
    }
}

extension Encoder {
    /// Writes a value as one text.
    func write(text: String) throws {
        var container = singleValueContainer()
        try container.encode(text)
    }
}

extension BinaryInteger {
    /// The quotient rounded towards minus infinity; the divisor is positive.
    func floorDivided(by divisor: Self) -> Self {
        let quotient = self / divisor
        return self < 0 && quotient * divisor != self ? quotient - 1 : quotient
    }

    /// The decimal digits, with zeros before them.
    func padded(to width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Reads decimal digits and nothing else; nil where there is anything else.
    init?(digits: ArraySlice<UInt8>) {
        var value: Self = 0
        for byte in digits {
            guard (48...57).contains(byte) else { return nil }
            value = value * 10 + Self(byte - 48)
        }
        self = value
    }
}
