public import MusikModel

/// What was offered, and how probable it was that just this would be offered: what a later judgement
/// of the model without a trial needs.
///
/// What may be played at all is decided before, and no draw changes it.
public struct PatientOffer: Hashable, Sendable, Codable {
    /// A piece that could have been offered.
    public struct Chance: Hashable, Sendable, Codable {
        /// The piece.
        public var digest: ContentDigest
        /// The share of draws in which it is in the list, the one that was made included.
        public var probability: Double
        /// Whether it is in the list that was made.
        public var isOffered: Bool
        /// Whether it is of a new kind for this patient, and needs a nod.
        public var isNew: Bool
    }

    /// The version of the model's equations.
    public var modelVersion: Int
    /// The prior's name.
    public var prior: String
    /// The seed of the draws.
    public var seed: UInt64
    /// How many draws the probabilities are counted from, besides the one that was made.
    public var draws: Int
    /// How scores lean to what isn't known.
    public var exploration: PatientExploration
    /// The pieces with a probability above nought, the most probable first.
    public var chances: [Chance]

    /// Makes a list, and counts how probable each piece is.
    ///
    /// - Parameters:
    ///   - tracks: What may be played.
    ///   - estimates: What is thought of each.
    ///   - prior: The prior's name.
    ///   - seed: The seed; the same one gives the same list.
    ///   - exploration: How scores lean to what isn't known.
    ///   - draws: How many further lists the probabilities are counted from, at least 0: the more
    ///     the finer, and each costs a call of `choose`.
    ///   - choose: Makes a list from one score per track: places in `tracks`, in their order.
    /// - Returns: The list as places in `tracks`, and the record of the offer.
    public static func made(
        from tracks: [CurationTrack], _ estimates: [PatientEstimate], prior: PopulationPrior,
        seed: UInt64, exploration: PatientExploration = PatientExploration(),
        draws: Int = 199, choose: ([Double]) -> [Int]
    ) -> (list: [Int], offer: PatientOffer) {
        precondition(draws >= 0, "the number of further draws is at least nought")
        var random = CurationGenerator(seed: seed)
        let common =
            estimates.reduce(0) { $0 + exploration.hope($1.liking) }
            / Double(max(1, estimates.count))
        var counts = [Int](repeating: 0, count: tracks.count)
        var first: [Int] = []
        for draw in 0...draws {
            let list = choose(
                estimates.map {
                    exploration.score($0.liking, normal: random.normal(), common: common)
                })
            if draw == 0 { first = list }
            for place in list { counts[place] += 1 }
        }
        let offered = Set(first)
        let chances = counts.indices.filter { counts[$0] > 0 }
            .sorted { (-counts[$0], $0) < (-counts[$1], $1) }
            .map { place in
                Chance(
                    digest: tracks[place].digest,
                    probability: Double(counts[place]) / Double(draws + 1),
                    isOffered: offered.contains(place), isNew: estimates[place].isNew)
            }
        return (
            first,
            PatientOffer(
                modelVersion: PopulationPrior.modelVersion, prior: prior.name, seed: seed,
                draws: draws, exploration: exploration, chances: chances)
        )
    }
}
