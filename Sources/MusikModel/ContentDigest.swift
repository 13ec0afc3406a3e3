/// The SHA-256 of a file's bytes: the identity of a sound file, whatever it is called.
public struct ContentDigest: Hashable, Sendable, Codable, CustomStringConvertible {
    /// 64 lowercase hexadecimal digits.
    public let hex: String

    /// Accepts 64 lowercase hexadecimal digits; nil otherwise.
    public init?(hex: String) {
        let digits = hex.utf8
        guard digits.count == 64,
            digits.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        self.hex = hex
    }

    /// Writes 32 digest bytes as hexadecimal digits.
    public init(bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        precondition(bytes.count == 32, "a SHA-256 has 32 bytes")
        hex = bytes.hexText
    }

    /// The hexadecimal digits.
    public var description: String { hex }
}

extension ContentDigest {
    /// Decodes the hexadecimal digits.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let digest = ContentDigest(hex: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a digest is 64 lowercase hexadecimal digits")
        }
        self = digest
    }

    /// Encodes the hexadecimal digits.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}
