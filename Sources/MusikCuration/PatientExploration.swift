/// How far a list leans to what isn't known of a patient: a little, and never by more than a few points.
///
/// A piece is scored by its expected liking, plus a share of its deviation (an upper confidence
/// bound; Lai and Robbins, 1985), plus a smaller share of a draw of it (Thompson, 1933), by which
/// pieces at the edge of the list have a probability of being offered.
public struct PatientExploration: Hashable, Sendable, Codable {
    /// What share of the deviation is added for each session that is still to come: what is learnt
    /// today serves only those (a bound that narrows as the horizon does; Lai, *Annals of
    /// Statistics* 15, 1987).
    public static let optimismPerSession = 0.1

    /// What share of the deviation is added.
    public var optimism: Double
    /// What share of a normal draw of that deviation is added.
    public var chance: Double
    /// How many points each of the two adds or takes at most.
    public var cap: Double

    /// Chooses how far; without hope, and with a little chance, where nothing is said.
    public init(optimism: Double = 0, chance: Double = 0.05, cap: Double = 6) {
        self.optimism = optimism
        self.chance = chance
        self.cap = cap
    }

    /// The usual way, where so many sessions are to come after the one that is prepared: it costs
    /// less than it teaches, and its chance next to nothing.
    public init(sessionsToCome: Int) {
        self.init(
            optimism: Self.optimismPerSession * Double(max(0, sessionsToCome)), chance: 0.02)
    }

    /// The score of a piece for a draw from the standard normal distribution.
    ///
    /// - Parameter common: What hope adds on average: it lifts no piece above another, and would
    ///   only make scores look like more than is expected.
    func score(_ liking: PreferenceEstimate, normal: Double, common: Double) -> Double {
        // Capped apart: where hope is at its most, chance still has a say.
        liking.mean + hope(liking) - common + capped(chance * normal * liking.deviation)
    }

    /// What the deviation of a piece adds.
    func hope(_ liking: PreferenceEstimate) -> Double { capped(optimism * liking.deviation) }

    private func capped(_ lean: Double) -> Double { min(cap, max(-cap, lean)) }
}

extension PatientPosterior {
    /// How far the list of the session that is being prepared leans to what isn't known.
    ///
    /// - Parameter sessions: How many sessions the course has; after the last nothing is tried for
    ///   later's sake.
    public func exploration(sessions: Int = 6) -> PatientExploration {
        PatientExploration(sessionsToCome: sessions - 1 - today)
    }
}
