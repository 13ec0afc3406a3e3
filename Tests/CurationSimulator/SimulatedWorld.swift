public import MusikCuration
private import MusikModel
private import MusikTestSupport

/// Patients with hidden tastes, and a library of 300 tracks to please them with.
///
/// **The library.** Ten traits per track: 0 to 5 run continuously, 6 to 9 say whether an instrument
/// is heard, each on 12 % of the tracks. Five tracks make a group, such as an album; a running
/// trait is `0.6 g + 0.8 e` with `g` of the group and `e` of the track, both standard normal. All
/// ten are then brought to mean 0 and standard deviation 1 over the library.
///
/// **Liking**, of patient p for track t in session s, on a scale whose middle is 50:
///
///     L(p,t,s) = b(p) + w(p,s)·x(t) + e(p,t) + i(p,t)
///
/// - `b ~ N(50, 6²)`.
/// - `w(p,1) ~ N(m, c² D)`, with `m` the population's `meanWeights` and `D = F Fᵀ + 1.5² I`, `F` the
///   three `factors` that tastes in music mostly vary along. Liking is explained by `m` with a
///   standard deviation of 5.4 over tracks, by `D` with 12.6.
/// - `i(p,t) ~ N(0, 10²)`, independent of everything: what no trait explains. It is at least 30 % of
///   the variance of liking over tracks for each kind of taste.
/// - `e` and `c` depend on the kind of taste (`SimulatedKind`), each of which a sixth of all patients
///   have.
///
/// **A day** has a mood `~ N(0, 6²)`, which is added to everything felt on it, and with probability
/// 0.3 a wish: one running trait of a sign. Tracks on the other side of nought are liked 20 less
/// on this day. Wishes are spoken before the session.
///
/// **Answers.** What is felt of a piece that sounded is its liking of the day plus the mood. Each
/// answer has a normal error of its own:
/// - a rating is felt + N(0, σ²), σ = 15 to 20 by kind, rounded and held within 0 to 100; 30 % are
///   missing;
/// - a reaction, for half of the pieces, says between which of 20, 40, 60 and 80 felt + N(0, 15²)
///   lies, from -2 to +2;
/// - a piece is skipped where felt + N(0, 12²) is below 15;
/// - "not again" is said of a piece that was skipped and got -2, or was rated 10 or less;
/// - of two excerpts of liking L and M, the first is chosen where L - M + N(0, 21²) is above 0. There
///   are 12 pairs before the first session, 4 before each later one, drawn from all that is
///   allowed.
///
/// **Intake** forbids each patient 5 % of the tracks, at random.
///
/// Errors are drawn by patient, session and track, so that two ways of choosing that play the same
/// track on the same day are answered alike.
public struct SimulatedWorld: Sendable {
    /// The library.
    public let tracks: [CurationTrack]
    /// The seed that patients are drawn by.
    public let seed: UInt64

    /// How many tracks a session plays.
    public static let listLength = 10
    /// How many sessions a course has.
    public static let sessions = 6
    /// How many traits run continuously; they come first.
    public static let runningTraits = 6
    /// How many traits are an instrument's.
    public static let instruments = 4
    /// How many traits there are.
    public static let traits = runningTraits + instruments

    /// The population's mean weights.
    public static let meanWeights = [2.5, -3, 2, 1.5, -1, 2, 1, -1, 0.5, -0.5]
    /// What weights vary along.
    public static let factors: [[Double]] = [
        [5, 4, 0, -3, 2, 0, 1, -1, 0, 0],
        [0, -2, 5, 3, 0, -2, 0, 1, -1, 0],
        [-1, 0, 2, -2, 4, -3, 0, 0, 1, 1],
    ]
    /// The standard deviation of each weight beside the factors.
    public static let weightDeviation = 1.5
    /// The mean of a patient's liking of everything.
    public static let level = 50.0
    /// The standard deviation of that mean among patients.
    public static let levelDeviation = 6.0
    /// The standard deviation of a day's mood.
    public static let moodDeviation = 6.0
    /// The standard deviation of what no trait explains.
    public static let ownDeviation = 10.0

    /// Makes the library from one seed, and patients from another.
    public init(seed: UInt64, librarySeed: UInt64 = 0x5EED_11B0, trackCount: Int = 300) {
        self.seed = seed
        var random = Generator(seed: librarySeed)
        var columns = [[Double]](
            repeating: [Double](repeating: 0, count: trackCount), count: Self.traits)
        for trait in 0..<Self.runningTraits {
            var shared = 0.0
            for track in 0..<trackCount {
                if track % 5 == 0 { shared = random.normal() }
                columns[trait][track] = 0.6 * shared + 0.8 * random.normal()
            }
        }
        for trait in Self.runningTraits..<Self.traits {
            for track in 0..<trackCount {
                columns[trait][track] = random.uniform() < 0.12 ? 1 : 0
            }
        }
        columns = columns.map(Self.standardised)
        tracks = (0..<trackCount).map { track in
            let traits = columns.map { $0[track] }
            return CurationTrack(
                digest: ContentDigest(
                    bytes: (0..<32).map { UInt8(truncatingIfNeeded: track >> (8 * $0)) }),
                title: "Track \(track + 1)", seconds: 330, intensity: -23 + 3 * traits[0],
                brightness: traits[1], traits: traits, group: "group \(track / 5 + 1)")
        }
    }

    /// Whether an instrument's trait says that it is heard.
    public static func isHeard(_ trait: Int, in track: CurationTrack) -> Bool {
        track.traits[trait] > 0.5
    }

    /// The liking that all patients together would have for each track: what the best list that
    /// is the same for everybody goes by.
    public func meanLiking() -> [Double] {
        tracks.map { track in
            let shared = zip(Self.meanWeights, track.traits).reduce(0) { $0 + $1.0 * $1.1 }
            let effects = SimulatedEffect.all.reduce(0) { sum, effect in
                sum + effect.kind.share * effect.mean * effect.amount(for: track)
                    / Double(SimulatedEffect.all.count { $0.kind == effect.kind })
            }
            let indifferent = SimulatedKind.none.share
            return Self.level + (1 - indifferent) * shared + effects
        }
    }

    private static func standardised(_ column: [Double]) -> [Double] {
        let count = Double(column.count)
        let mean = column.reduce(0, +) / count
        let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        return column.map { ($0 - mean) / variance.squareRoot() }
    }
}
