public import MusikModel

/// Which pieces are compared as excerpts, "this or that", so that an answer teaches the most.
///
/// What an answer teaches is the information it is expected to give about the difference f of two
/// likings, known as N(m, v), where somebody chooses by f with a normal error of variance e: with
/// μ = m / √e and u = v / e
///
///     I = h(Φ(μ / √(u + 1))) - C / √(u + C²) · exp(-μ² / (2 (u + C²))),  C² = π ln 2 / 2
///
/// in bits, h the binary entropy (Houlsby, Huszár, Ghahramani and Lengyel, *Bayesian active learning
/// for classification and preference learning*, 2011). v = a² + b² - 2 ρ a b for deviations a and b
/// of the two estimates; ρ is the cosine of their traits, which it would be if all weights were
/// equally unknown: two pieces of one kind teach nothing of each other.
public enum ExcerptPairs {
    /// How far apart two likings may be expected to be, in points: a choice and no foregone one.
    public static let nearness = 10.0

    /// Chooses pairs, the most telling first; each piece is in one of them at most.
    ///
    /// - Parameters:
    ///   - tracks: what may be heard.
    ///   - estimates: what is thought of each.
    ///   - lists: the candidates as places in `tracks`; two pieces of one list are no pair.
    ///   - nodded: the contents of a new kind to which somebody nodded; no other new one is heard.
    ///   - choiceVariance: the variance of the error in choosing (`PopulationPrior`).
    ///   - count: how many pairs at most.
    /// - Returns: places in `tracks`, the lower one first.
    public static func choose(
        among tracks: [CurationTrack], estimates: [PatientEstimate], lists: [[Int]] = [],
        nodded: Set<ContentDigest> = [], choiceVariance: Double, count: Int
    ) -> [(Int, Int)] {
        precondition(tracks.count == estimates.count, "each track has its estimate")
        precondition(choiceVariance > 0, "people choose with some error")
        let heard = tracks.indices.filter { place in
            let estimate = estimates[place]
            return estimate.isSafe
                && (!estimate.isNew || nodded.contains(tracks[place].digest))
        }
        let together = lists.map(Set.init)
        var pairs: [(first: Int, second: Int, bits: Double)] = []
        for (index, first) in heard.enumerated() {
            for second in heard[(index + 1)...] {
                let apart = estimates[first].liking.mean - estimates[second].liking.mean
                let areOfOne = together.contains { $0.contains(first) && $0.contains(second) }
                guard abs(apart) <= nearness, !areOfOne,
                    tracks[first].digest != tracks[second].digest
                else { continue }
                let bits = information(
                    mean: apart, variance: variance(of: first, second, tracks, estimates),
                    choiceVariance: choiceVariance)
                pairs.append((first, second, bits))
            }
        }
        pairs.sort { ($1.bits, $0.first, $0.second) < ($0.bits, $1.first, $1.second) }
        var (chosen, used) = ([(Int, Int)](), Set<Int>())
        for pair in pairs where chosen.count < count {
            guard !used.contains(pair.first), !used.contains(pair.second) else { continue }
            chosen.append((pair.first, pair.second))
            used.formUnion([pair.first, pair.second])
        }
        return chosen
    }

    /// The variance of the difference between two likings.
    private static func variance(
        of first: Int, _ second: Int, _ tracks: [CurationTrack], _ estimates: [PatientEstimate]
    ) -> Double {
        let (left, right) = (tracks[first].traits, tracks[second].traits)
        let lengths = (dot(left, left) * dot(right, right)).squareRoot()
        let cosine = lengths > 0 ? min(max(dot(left, right) / lengths, -1), 1) : 0
        let (a, b) = (estimates[first].liking.deviation, estimates[second].liking.deviation)
        return max(0, a * a + b * b - 2 * cosine * a * b)
    }

    /// What an answer is expected to tell, in bits.
    static func information(mean: Double, variance: Double, choiceVariance: Double) -> Double {
        let (mean, spread) = (mean / choiceVariance.squareRoot(), variance / choiceVariance)
        let square = Double.pi * PreferenceNormal.log(2) / 2
        let chance = PreferenceNormal.probability(
            from: -.infinity, to: mean / (spread + 1).squareRoot())
        let certain =
            (square / (spread + square)).squareRoot()
            * PreferenceNormal.exp(-mean * mean / (2 * (spread + square)))
        return max(0, entropy(chance) - certain)
    }

    private static func entropy(_ chance: Double) -> Double {
        [chance, 1 - chance].reduce(0) { sum, part in
            part > 0 ? sum - part * PreferenceNormal.log(part) / PreferenceNormal.log(2) : sum
        }
    }
}
