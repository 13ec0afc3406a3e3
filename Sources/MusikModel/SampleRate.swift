/// Frames per second.
@frozen
public struct SampleRate: Hashable, Sendable {
    /// The rate in hertz, 8 000 to 768 000.
    public let hertz: Int

    /// Accepts 8 000 to 768 000 Hz, the range real sources and devices have; nil outside it.
    @inlinable
    public init?(hertz: Int) {
        guard (8_000...768_000).contains(hertz) else { return nil }
        self.hertz = hertz
    }

    @usableFromInline
    init(known hertz: Int) { self.hertz = hertz }

    /// 48 kHz, the rate of a programme unless another is asked for.
    public static let standard = SampleRate(known: 48_000)

    /// 44.1 kHz, the rate of compact discs.
    public static let compactDisc = SampleRate(known: 44_100)
}

extension SampleRate: Codable {
    /// Decodes a bare integer in hertz.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let rate = SampleRate(hertz: try container.decode(Int.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a sample rate lies between 8000 and 768000 Hz")
        }
        self = rate
    }

    /// Encodes a bare integer in hertz.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hertz)
    }
}
