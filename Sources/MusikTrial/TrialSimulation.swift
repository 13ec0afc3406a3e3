/// What a design would do, before it is signed: how unequal its arms become, and how often the next
/// arm could be guessed.
public struct TrialSimulation: Sendable {
    /// How often each set of sizes came up, in the order of the design's arms.
    public private(set) var sizes: [[Int]: Int] = [:]
    /// How often the largest distance of an arm from its planned share at any one site was this many
    /// participants, rounded up.
    public private(set) var siteDistances: [Int: Int] = [:]
    /// How many trials were simulated.
    public let trials: Int
    /// The expected number of right guesses in a trial; `TrialAllocator` says by whom.
    public var correctGuesses: Double { guesses / Double(trials) }
    /// The standard error of that number.
    public var guessError: Double {
        let mean = correctGuesses
        let variance = max(0, squares / Double(trials) - mean * mean)
        return (variance / Double(trials)).squareRoot()
    }

    private var guesses = 0.0
    private var squares = 0.0

    /// Simulates trials of a design in which every site has its planned participants, and every level
    /// of a factor comes equally often.
    ///
    /// - Parameters:
    ///   - design: One that has no `problem`.
    ///   - trials: How many.
    ///   - seed: The same seed gives the same trials.
    public init(_ design: TrialDesign, trials: Int, seed: UInt64) {
        self.trials = trials
        let key = (0..<32).map { UInt8(truncatingIfNeeded: $0 < 8 ? seed >> UInt64(8 * $0) : 0) }
        var chance = TrialChance(key: key)
        for _ in 0..<trials { add(design, &chance) }
    }

    private mutating func add(_ design: TrialDesign, _ chance: inout TrialChance) {
        var allocator = TrialAllocator(design)
        var total = design.arms.map { _ in 0 }
        var farthest = 0.0
        var right = 0.0
        for site in design.sites {
            var size = design.arms.map { _ in 0 }
            for _ in 0..<site.participants {
                let stratum = TrialStratum(
                    site: site.code,
                    levels: design.factors.map { chance.index(below: $0.levels.count) })
                let guess = allocator.guess(stratum)
                let draw = TrialDraw((0..<4).flatMap { _ in Self.bytes(chance.next()) })!
                let arm = allocator.allocate(stratum, by: draw)
                right += guess[arm]
                size[arm] += 1
            }
            farthest = max(farthest, Self.distance(size, design))
            for arm in total.indices { total[arm] += size[arm] }
        }
        sizes[total, default: 0] += 1
        siteDistances[Int(farthest.rounded(.up)), default: 0] += 1
        guesses += right
        squares += right * right
    }

    /// By how many participants an arm is farthest from its share.
    private static func distance(_ size: [Int], _ design: TrialDesign) -> Double {
        let count = Double(size.reduce(0, +))
        return zip(size, design.arms).reduce(0) { most, arm in
            let share = count * Double(arm.1.ratio) / Double(design.ratioTotal)
            return max(most, abs(Double(arm.0) - share))
        }
    }

    private static func bytes(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
    }
}
