/// A kind of taste that the model allows for. Each patient has one of them; which one is part of
/// what is learnt.
public enum PriorFamily: String, CaseIterable, Hashable, Sendable, Codable {
    /// Weights on traits, and pieces that are liked for themselves.
    case steady
    /// The same, with weights that walk between sessions.
    case drifting
    /// No trait matters.
    case indifferent
    /// Steady, but one trait may go so far and no further, up or down.
    case limit
    /// Steady, but one instrument spoils what it is heard in.
    case aversion
    /// Steady, but both ends of one trait are liked more than its middle, or less.
    case ends
}

/// What is known beforehand of the patients of one family.
public struct PriorFamilyShape: Hashable, Sendable, Codable {
    /// The family.
    public var family: PriorFamily
    /// The share of patients, 0 to 1.
    public var share: Double
    /// The covariance of weights as a multiple of the population's.
    public var scale: Double
    /// The mean of what the family adds, in points of liking.
    public var effect: Double
    /// Its variance.
    public var effectVariance: Double
    /// The variance of what no trait explains.
    public var ownVariance: Double

    /// Describes a family.
    public init(
        _ family: PriorFamily, share: Double, scale: Double = 1, effect: Double = 0,
        effectVariance: Double = 0, ownVariance: Double
    ) {
        self.family = family
        self.share = share
        self.scale = scale
        self.effect = effect
        self.effectVariance = effectVariance
        self.ownVariance = ownVariance
    }

    /// The correlation of weights from one session to the next: half is forgotten in a course and a
    /// half. A constant of the model, too weakly seen in six sessions to be estimated.
    var persistence: Double { family == .drifting ? 0.9 : 1 }
}

/// One hypothesis of what a patient's taste is: a family and where its effect lies.
struct PreferenceStyle: Hashable, Sendable {
    /// Where an effect lies.
    enum Place: Hashable, Sendable {
        case nowhere
        case beyond(trait: Int, sign: Double)
        case heard(trait: Int)
        case ends(trait: Int)
    }

    let shape: PriorFamilyShape
    let place: Place
    /// The share of this hypothesis beforehand.
    let share: Double

    /// How much of the effect a piece with these traits has.
    func amount(_ traits: [Double]) -> Double {
        switch place {
        case .nowhere: 0
        // People differ in where it is too much: from half a deviation on, and all from one.
        case .beyond(let trait, let sign): min(1, max(0, 2 * sign * traits[trait] - 1))
        case .heard(let trait): traits[trait] > 0 ? 1 : 0
        // The mean of a standard normal number's size is 0.8.
        case .ends(let trait): abs(traits[trait]) - 0.8
        }
    }

    /// Whether a piece with these traits has what is hated, if this is how the patient is.
    func isHated(_ traits: [Double]) -> Bool {
        shape.family == .aversion && amount(traits) > 0
    }

    /// All hypotheses of a prior, or those that have no effect alone.
    static func all(of prior: PopulationPrior, plainOnly: Bool = false) -> [PreferenceStyle] {
        prior.families.flatMap { shape in
            let places = places(of: shape.family, prior)
            if plainOnly && places != [.nowhere] { return [PreferenceStyle]() }
            return places.map {
                PreferenceStyle(
                    shape: shape, place: $0, share: shape.share / Double(places.count))
            }
        }
    }

    private static func places(of family: PriorFamily, _ prior: PopulationPrior) -> [Place] {
        let running = prior.weights.indices.filter { !prior.instruments.contains($0) }
        return switch family {
        case .steady, .drifting, .indifferent: [.nowhere]
        case .limit:
            running.flatMap {
                [.beyond(trait: $0, sign: -1), .beyond(trait: $0, sign: 1)]
            }
        case .aversion: prior.instruments.map { .heard(trait: $0) }
        case .ends: running.map { .ends(trait: $0) }
        }
    }
}
