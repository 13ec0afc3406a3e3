public import MusikCuration
public import MusikModel

/// Libraries of made-up tracks: lengths as in published clinical playlists (median 343 s, nine
/// tenths between 150 and 1127 s), the rest by chance, from a seed.
public struct ToyShelf {
    /// The seed's numbers.
    public var random: Generator

    /// Starts at a seed.
    public init(seed: UInt64) { random = Generator(seed: seed) }

    /// Nearly normal: twelve uniform numbers.
    public mutating func normal() -> Double {
        (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
    }

    /// Lengths between bounds, or as published.
    private mutating func seconds(_ range: ClosedRange<Double>?) -> Double {
        if let range { return Double.random(in: range, using: &random) }
        // Quantiles of the published lengths, straight lines between.
        let lengths = [60.0, 150, 205, 260, 343, 450, 620, 1127, 1500]
        let ranks = [0.0, 0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 1]
        let rank = Double.random(in: 0..<1, using: &random)
        let place = ranks.lastIndex { $0 <= rank }!
        let part = (rank - ranks[place]) / (ranks[place + 1] - ranks[place])
        return lengths[place] + part * (lengths[place + 1] - lengths[place])
    }

    /// So many tracks that a made-up patient likes more or less.
    ///
    /// - Parameter seconds: the range of the lengths; as published unless told.
    public mutating func options(
        _ count: Int, seconds range: ClosedRange<Double>? = nil
    ) -> [PlaylistRequest.Option] {
        let taste = (0..<8).map { _ in normal() * 4 }
        return (0..<count).map { number in
            let traits = taste.map { _ in normal() }
            var mean = 55 + 8 * normal()
            for (weight, trait) in zip(taste, traits) { mean += weight * trait }
            return PlaylistRequest.Option(
                track: CurationTrack(
                    digest: Self.digest(number), title: "toy \(number)",
                    seconds: seconds(range), intensity: -24 + 5 * traits[0],
                    brightness: 0.3 + 0.6 * traits[1],
                    tempo: traits[2] > -0.5 ? 80 + 15 * traits[2] : nil,
                    tonalCentre: Int.random(in: 0..<12, using: &random),
                    tonalConfidence: Double.random(in: 0..<1, using: &random), traits: traits,
                    group: "group \(Int.random(in: 0...count / 5, using: &random))"),
                estimate: PreferenceEstimate(
                    mean: min(max(mean, 0), 100),
                    deviation: Double.random(in: 6...20, using: &random)))
        }
    }

    /// A content's made-up digest.
    public static func digest(_ number: Int) -> ContentDigest {
        ContentDigest(bytes: (0..<32).map { UInt8(truncatingIfNeeded: number >> (8 * ($0 % 4))) })
    }

    /// An arc that rises to its peak at seven tenths and falls.
    public static let arc = PlaylistArc(
        levels: [0.2, 0.4, 0.55, 0.7, 0.8, 0.9, 0.95, 1, 0.4, 0.3, 0.2])
}
