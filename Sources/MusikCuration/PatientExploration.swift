/// How far a list leans to what isn't known of a patient: a little, and never by more than a few points.
///
/// A piece is scored by its expected liking, plus a share of its deviation (an upper confidence
/// bound; Lai and Robbins, 1985), plus a smaller share of a draw of it (Thompson, 1933), by which
/// every piece near the edge of the list has a probability of being offered.
public struct PatientExploration: Hashable, Sendable, Codable {
    /// What share of the deviation is added.
    public var optimism: Double
    /// What share of a normal draw of that deviation is added.
    public var chance: Double
    /// How many points both add or take at most.
    public var cap: Double

    /// Chooses how far; the usual values are small enough to cost less than they teach.
    public init(optimism: Double = 0, chance: Double = 0.05, cap: Double = 4) {
        self.optimism = optimism
        self.chance = chance
        self.cap = cap
    }

    /// The score of a piece for a draw from the standard normal distribution.
    func score(_ liking: PreferenceEstimate, normal: Double) -> Double {
        let lean = (optimism + chance * normal) * liking.deviation
        return liking.mean + min(cap, max(-cap, lean))
    }
}
