/// What recognises a recording in another coding, at another level, with other silence before it.
///
/// Four words a second over the first two minutes from the first heard window on. A word is of half
/// a second: bit b tells whether the level of mel band b over band b + 1 rose or fell since a second
/// ago (after Haitsma and Kalker, 2002, with longer windows). A word is nought where less than half
/// of either half second is heard: two silences are alike and say nothing. The bands are those of
/// `TrackFeatures`.
public struct MusicFingerprint: Hashable, Sendable, Codable {
    /// The words, in their order; empty for silence and for less than two seconds.
    public var words: [UInt32]

    /// The words of a second.
    public static let wordsPerSecond = 4
    /// The words that are kept at most.
    public static let longest = 120 * wordsPerSecond
    /// The difference below which two recordings are likely to be the same. Lossy codings of one
    /// recording were found to differ by at most 0.27, different recordings by at least 0.43.
    public static let sameBelow = 0.36

    /// Holds words.
    public init(words: [UInt32]) { self.words = words }

    /// The share of bits that differ where the two fit best within a second, 0 to 1; unrelated
    /// recordings differ by about 0.5. Silence in both doesn't count, silence in one as half its
    /// bits. One where less than five seconds count.
    public func difference(from other: MusicFingerprint) -> Double {
        var best = 1.0
        for shift in -Self.wordsPerSecond...Self.wordsPerSecond {
            let one = words.dropFirst(max(0, shift))
            let two = other.words.dropFirst(max(0, -shift))
            var (bits, count) = (0, 0)
            for (left, right) in zip(one, two) where left != 0 || right != 0 {
                bits += left == 0 || right == 0 ? 16 : (left ^ right).nonzeroBitCount
                count += 1
            }
            guard count >= 5 * Self.wordsPerSecond else { continue }
            best = min(best, Double(bits) / Double(32 * count))
        }
        return best
    }
}

extension MusicFingerprint {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Reads eight hexadecimal digits for each word.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = Array(try container.decode(String.self).utf8)
        let values = text.compactMap { Self.digits.firstIndex(of: $0) }
        guard values.count == text.count, text.count % 8 == 0 else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a fingerprint is hexadecimal digits")
        }
        words = stride(from: 0, to: values.count, by: 8).map { start in
            values[start..<start + 8].reduce(UInt32(0)) { $0 << 4 | UInt32($1) }
        }
    }

    /// Writes eight hexadecimal digits for each word.
    public func encode(to encoder: any Encoder) throws {
        var text: [UInt8] = []
        text.reserveCapacity(8 * words.count)
        for word in words {
            for place in (0..<8).reversed() {
                text.append(Self.digits[Int(word >> (4 * UInt32(place)) & 15)])
            }
        }
        var container = encoder.singleValueContainer()
        try container.encode(String(decoding: text, as: UTF8.self))
    }
}
