import MusikModel

/// What the model thinks of a piece for a patient.
public struct PatientEstimate: Hashable, Sendable, Codable {
    /// How much it would be liked today, the day's mood aside.
    public var liking: PreferenceEstimate
    /// The probability that it is hated: that it has the instrument which this patient can't bear,
    /// or would be liked less than 20.
    public var risk: Double
    /// Whether it may be offered without being asked for: the risk is within `greatestRisk`, and nothing
    /// that was said speaks for an aversion to what it has.
    public var isSafe: Bool
    /// Whether nothing like it was played to this patient or nodded to yet.
    public var isNew: Bool
}

/// What the model thinks of a patient, from the population's prior and everything the patient said.
///
/// A mixture of hypotheses, one for each place an effect of the prior's families may lie in, each a
/// Gaussian posterior over level, weights, effect, moods and what no trait explains, weighed by the
/// probability of what was said. It is made anew from the whole history, so that the order within a
/// session is of no consequence, and makes no use of clock or randomness: the same history and prior
/// give the same numbers.
public struct PatientPosterior: Sendable {
    /// Above this risk a piece isn't offered.
    public static let greatestRisk = 0.1
    /// Where what was said makes an aversion more probable by more than this factor, nothing that it
    /// concerns is offered.
    public static let greatestSuspicion = 2.0
    /// From this root mean square distance in traits to all that is known, a piece is new.
    public static let newDistance = 1.0
    /// Below this liking a piece counts as hated.
    public static let hated = 20.0

    private let prior: PopulationPrior
    private let history: PatientHistory
    private let data: PreferenceData
    private let hypotheses: [(hypothesis: PreferenceHypothesis, share: Double)]
    private let known: [[Double]]
    private let notAgain: Set<ContentDigest>

    /// Learns from all that a patient said.
    public init(_ history: PatientHistory, prior: PopulationPrior) {
        self.prior = prior
        self.history = history
        data = PreferenceData(history, prior: prior)
        let learnt = [PreferenceHypothesis].learn(data, prior)
        // What is less probable than one in ten thousand moves nothing.
        let kept = zip(learnt.hypotheses, learnt.shares).filter { $1 > 1e-4 }
        let sum = kept.reduce(0) { $0 + $1.1 }
        hypotheses = kept.map { ($0, $1 / sum) }
        let heard = history.sessions.flatMap { session in
            session.answers.map(\.piece) + session.choices.flatMap { [$0.chosen, $0.other] }
        }
        known = Array(Set((heard + history.nodded).map(\.traits)))
        notAgain = history.notAgain
    }

    /// How probable each family of tastes is.
    public var families: [PriorFamily: Double] {
        hypotheses.reduce(into: [:]) {
            $0[$1.hypothesis.style.shape.family, default: 0] += $1.share
        }
    }

    /// Whether a track may be played today at all: neither forbidden, nor refused with "not again",
    /// nor against today's wish. Nothing that is learnt can change it.
    public func permits(_ track: CurationTrack, wish: PatientWish? = nil) -> Bool {
        !history.forbidden.contains(track.digest) && !notAgain.contains(track.digest)
            && !history.forbiddenInstruments.contains { track.traits[$0] > 0 }
            && (wish?.holds(for: track.traits) ?? true)
    }

    /// What is thought of tracks for today.
    public func estimates(
        of tracks: [CurationTrack], wish: PatientWish? = nil
    ) -> [PatientEstimate] {
        let styles = PreferenceStyle.all(of: prior)
        return tracks.map { track in
            let likings = likings(of: track)
            let mean = likings.reduce(0) { $0 + $1.share * $1.mean }
            let spread = likings.reduce(0) {
                $0 + $1.share * ($1.variance + ($1.mean - mean) * ($1.mean - mean))
            }
            let risk = likings.reduce(0) { sum, liking in
                let below = (Self.hated - liking.mean) / liking.variance.squareRoot()
                let hated =
                    liking.isHated
                    ? 1 : PreferenceNormal.probability(from: -.infinity, to: below)
                return sum + liking.share * hated
            }
            let averse = likings.reduce(0) { $0 + ($1.isHated ? $1.share : 0) }
            let before = styles.reduce(0) {
                $0 + ($1.isHated(track.traits) ? $1.share : 0)
            }
            let isSafe =
                risk <= Self.greatestRisk && averse <= Self.greatestSuspicion * before
            let loss = wish?.holds(for: track.traits) ?? true ? 0 : PopulationPrior.wishLoss
            return PatientEstimate(
                liking: PreferenceEstimate(mean: mean - loss, deviation: spread.squareRoot()),
                risk: risk, isSafe: isSafe, isNew: isNew(track))
        }
    }

    private func isNew(_ track: CurationTrack) -> Bool {
        let bound = Self.newDistance * Self.newDistance * Double(track.traits.count)
        return !known.contains { traits in
            zip(traits, track.traits).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } < bound
        }
    }

    private typealias Liking = (share: Double, mean: Double, variance: Double, isHated: Bool)

    /// The liking of a track under each hypothesis.
    private func likings(of track: CurationTrack) -> [Liking] {
        let weighed = prior.weightCovariance.map { dot($0, track.traits) }
        let byTraits = data.felts.map { dot(weighed, $0.traits) }
        let place = data.places[track.digest]
        let byPieces = data.felts.map { felt in
            felt.members.reduce(0) { $0 + ($1.piece == place ? $1.sign : 0) }
        }
        let square = dot(weighed, track.traits)
        return hypotheses.map { hypothesis, share in
            let style = hypothesis.style
            let shape = style.shape
            let amount = style.amount(track.traits)
            var covariances = [Double](repeating: 0, count: data.felts.count)
            for (place, felt) in data.felts.enumerated() {
                covariances[place] =
                    felt.level * prior.levelVariance
                    + shape.scale * fading(shape, data.today - felt.session) * byTraits[place]
                    + shape.ownVariance * byPieces[place]
                    + shape.effectVariance * amount * hypothesis.amounts[place]
            }
            let effect = hypothesis.inference.effect(on: covariances)
            let mean =
                prior.level
                + dot(PreferenceHypothesis.weights(of: shape, prior), track.traits)
                + shape.effect * amount
            let variance =
                prior.levelVariance + shape.scale * square + shape.ownVariance
                + shape.effectVariance * amount * amount
            return (
                share, mean + effect.mean, max(variance + effect.variance, 1e-6),
                style.isHated(track.traits)
            )
        }
    }

    private func fading(_ shape: PriorFamilyShape, _ sessions: Int) -> Double {
        (0..<sessions).reduce(1) { product, _ in product * shape.persistence }
    }
}
