/// What is known of a patient's preferences before the patient has said anything: the preferences of
/// the site's consenting patients.
///
/// A value that never changes by itself: a trial that keeps one value keeps its prior frozen, and
/// only what its own patients say is learnt from. Liking, on a scale from 0 to 100, of piece t by
/// patient p is
///
///     level(p) + weights(p)·traits(t) + effect(p)·amount(t) + own(p, t)
///
/// with weights ~ N(`weights`, scale × `weightCovariance`), level ~ N(`level`, `levelVariance`), own
/// ~ N(0, ownVariance) and the effect of the patient's family. What is felt on a day has the day's
/// mood ~ N(0, `moodVariance`) besides.
public struct PopulationPrior: Hashable, Sendable, Codable {
    /// The version of the model's equations; recorded with everything that was offered by it.
    public static let modelVersion = 2
    /// Between these, on the scale of liking, lie the reactions -2 to +2.
    public static let reactionBounds = [20.0, 40, 60, 80]

    /// Which population this is and as of when; recorded with everything that was offered by it.
    public var name: String
    /// How many patients it was estimated from.
    public var patients: Int
    /// The traits that say whether an instrument is heard, as places in the list of traits.
    public var instruments: [Int]
    /// The mean of patients' mean liking.
    public var level: Double
    /// Its variance among patients.
    public var levelVariance: Double
    /// The mean weights of traits, in points of liking for one standard deviation.
    public var weights: [Double]
    /// Their covariance among patients.
    public var weightCovariance: [[Double]]
    /// The variance of a day's mood.
    public var moodVariance: Double
    /// The families of tastes.
    public var families: [PriorFamilyShape]
    /// The variance of a rating's error.
    public var ratingVariance: Double
    /// The variance of a reaction's error.
    public var reactionVariance: Double
    /// The variance of a skip's error.
    public var skipVariance: Double
    /// Below what is felt a piece is skipped.
    public var skipBound: Double
    /// The variance of the error in choosing between two excerpts.
    public var choiceVariance: Double

    /// What is liked less on a day on which the other side of a trait was wished for. A wish is
    /// honoured by leaving out what doesn't hold for it; this is for what was played all the same.
    static let wishLoss = 20.0

    /// A prior that knows no patients: vague, and what estimation from few patients leans to.
    ///
    /// - Parameters:
    ///   - traits: How many traits a track has.
    ///   - instruments: Which of them say whether an instrument is heard.
    public static func vague(traits: Int, instruments: [Int]) -> PopulationPrior {
        let own = 80.0
        return PopulationPrior(
            name: "vague", patients: 0, instruments: instruments, level: 50, levelVariance: 100,
            weights: [Double](repeating: 0, count: traits),
            weightCovariance: (0..<traits).map { row in
                (0..<traits).map { $0 == row ? 100 / Double(traits) : 0 }
            },
            moodVariance: 40,
            families: [
                PriorFamilyShape(.steady, share: 0.4, ownVariance: own),
                PriorFamilyShape(.drifting, share: 0.12, ownVariance: own),
                PriorFamilyShape(.indifferent, share: 0.12, scale: 0.01, ownVariance: 25),
                PriorFamilyShape(
                    .limit, share: 0.12, effect: -20, effectVariance: 60, ownVariance: own),
                PriorFamilyShape(
                    .aversion, share: 0.12, effect: -30, effectVariance: 100, ownVariance: own),
                PriorFamilyShape(
                    .ends, share: 0.12, effect: 8, effectVariance: 40, ownVariance: own),
            ],
            ratingVariance: 300, reactionVariance: 300, skipVariance: 300, skipBound: 20,
            choiceVariance: 600)
    }

    /// The variance of the error of an answer from such a source.
    func errorVariance(of source: PreferenceObservation.Source) -> Double {
        switch source {
        case .rating: ratingVariance
        case .reaction: reactionVariance
        case .skip: skipVariance
        case .choice: choiceVariance
        }
    }
}
