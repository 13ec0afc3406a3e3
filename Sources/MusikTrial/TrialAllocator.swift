/// Gives each participant an arm: from the design, the participants before, and a draw of their own.
///
/// The arm of a draw follows from these three alone. Nothing of a later one does: where a block stands
/// tells how many of each arm are left in it only to whoever knows its size, and sizes are drawn.
public struct TrialAllocator: Sendable {
    private let design: TrialDesign
    /// What is left of a stratum's open block, by arm.
    private var blocks: [TrialStratum: [Int]] = [:]
    /// How many participants of a stratum each arm has.
    private var given: [TrialStratum: [Int]] = [:]
    /// How many participants each arm has: at a site, and at each level of a factor there.
    private var counts: [Margin: [Int]] = [:]

    /// Participants who are counted together in minimisation.
    private struct Margin: Hashable {
        var site: String
        /// The factor's place; -1 for the whole site.
        var factor: Int
        var level: Int
    }

    /// An allocator before the first participant.
    ///
    /// - Parameter design: One that has no `problem`.
    public init(_ design: TrialDesign) {
        precondition(design.problem == nil, "the design can be used")
        self.design = design
    }

    /// Gives the next participant an arm.
    ///
    /// - Parameters:
    ///   - stratum: A stratum of the design.
    ///   - draw: The participant's own.
    /// - Returns: the arm's place in the design.
    public mutating func allocate(_ stratum: TrialStratum, by draw: TrialDraw) -> Int {
        precondition(stratum.belongs(to: design), "the design has the stratum")
        var chance = draw.chance
        let arm =
            switch design.method {
            case .complete: chance.place(byWeight: design.arms.map(\.ratio))
            case .blocks(let sizes): allocate(in: stratum, sizes, &chance)
            case .minimisation(let probability): minimise(stratum, probability, &chance)
            }
        given[stratum, default: design.arms.map { _ in 0 }][arm] += 1
        return arm
    }

    /// How probably a guess of the next participant's arm is right for each arm that it may turn out to
    /// be, by somebody who knows the design and all allocations, but no block's size and no draw.
    ///
    /// Blocks are guessed by what is behind in the stratum (Blackwell and Hodges, *Annals of
    /// Mathematical Statistics* 28, 1957), minimisation by what would be preferred, and complete
    /// randomisation by the ratio's largest part. Of arms that are level one is guessed by the ratio.
    func guess(_ stratum: TrialStratum) -> [Double] {
        let ratios = design.arms.map(\.ratio)
        let scores: [Int]
        switch design.method {
        case .complete: scores = ratios.map { -$0 }
        case .blocks:
            let multiple = ratios.reduce(1, *)
            scores = zip(given[stratum] ?? ratios.map { _ in 0 }, ratios).map {
                $0 * (multiple / $1)
            }
        case .minimisation: scores = ratios.indices.map { inequality(stratum, giving: $0) }
        }
        let least = scores.min()!
        let weights = zip(scores, ratios).map { $0 == least ? Double($1) : 0 }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }

    /// Drawing one of what is left makes each order of a block equally probable.
    private mutating func allocate(
        in stratum: TrialStratum, _ sizes: [Int], _ chance: inout TrialChance
    ) -> Int {
        var left = blocks[stratum] ?? []
        if left.allSatisfy({ $0 == 0 }) {
            let size = sizes[chance.index(below: sizes.count)]
            left = design.arms.map { $0.ratio * size / design.ratioTotal }
        }
        let arm = chance.place(byWeight: left)
        left[arm] -= 1
        blocks[stratum] = left
        return arm
    }

    /// Minimisation (Pocock and Simon, *Biometrics* 31, 1975) with the range of counts as what is
    /// unequal, and with probabilities that keep an unequal ratio (Han, Enas and McEntegart, *Statistics
    /// in Medicine* 28, 2009): with R the ratio's sum and r its parts, arm i is given where it is
    /// preferred with 1 - (1 - p) (R - rᵢ) / (R - rₘᵢₙ), and another, k, with what is left times
    /// rₖ / (R - rᵢ).
    private mutating func minimise(
        _ stratum: TrialStratum, _ probability: Double, _ chance: inout TrialChance
    ) -> Int {
        let ratios = design.arms.map(\.ratio)
        let total = design.ratioTotal
        let scores = ratios.indices.map { inequality(stratum, giving: $0) }
        let least = scores.min()!
        let preferred = chance.place(
            byWeight: zip(scores, ratios).map { $0 == least ? $1 : 0 })
        let others = Double(total - ratios[preferred])
        let most = Double(total - ratios.min()!)
        let isGiven = chance.uniform() < 1 - (1 - probability) * others / most
        var weights = ratios
        weights[preferred] = 0
        let arm = isGiven ? preferred : chance.place(byWeight: weights)
        for (margin, _) in margins(of: stratum) {
            counts[margin, default: ratios.map { _ in 0 }][arm] += 1
        }
        return arm
    }

    /// How unequal the arms would be at a stratum's levels and its site if one more were given.
    ///
    /// Counts are divided by the ratio; a common multiple keeps them whole.
    private func inequality(_ stratum: TrialStratum, giving arm: Int) -> Int {
        let ratios = design.arms.map(\.ratio)
        let multiple = ratios.reduce(1, *)
        return margins(of: stratum).reduce(0) { sum, margin in
            var count = counts[margin.0] ?? ratios.map { _ in 0 }
            count[arm] += 1
            let sizes = zip(count, ratios).map { $0 * (multiple / $1) }
            return sum + margin.weight * (sizes.max()! - sizes.min()!)
        }
    }

    private func margins(of stratum: TrialStratum) -> [(Margin, weight: Int)] {
        [(Margin(site: stratum.site, factor: -1, level: 0), weight: 1)]
            + design.factors.indices.map { factor in
                (
                    Margin(site: stratum.site, factor: factor, level: stratum.levels[factor]),
                    weight: design.factors[factor].weight
                )
            }
    }
}
