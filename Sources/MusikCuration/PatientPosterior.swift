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

    /// Holds what is thought of a piece.
    public init(liking: PreferenceEstimate, risk: Double, isSafe: Bool, isNew: Bool) {
        self.liking = liking
        self.risk = risk
        self.isSafe = isSafe
        self.isNew = isNew
    }
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
    /// The same factor for an instrument that was heard in a piece which was plainly disliked: it
    /// stays away until what is said makes an aversion to it ten times less probable than it was.
    public static let suspicionAfterDislike = 0.1
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
    /// The instruments that were heard in what was plainly disliked.
    private let disliked: [Int]

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
        let plain = history.sessions.flatMap(\.answers).filter(\.isPlainDislike).map(\.piece)
        disliked = prior.instruments.filter { trait in plain.contains { $0.traits[trait] > 0 } }
    }

    /// The number of the session that is being prepared, from nought.
    public var today: Int { data.today }

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
            var liking = mixed(likings)
            let risk = likings.reduce(0) { sum, liking in
                let below = (Self.hated - liking.mean) / liking.variance.squareRoot()
                let hated =
                    liking.style.isHated(track.traits)
                    ? 1 : PreferenceNormal.probability(from: -.infinity, to: below)
                return sum + liking.share * hated
            }
            let averse = likings.reduce(0) {
                $0 + ($1.style.isHated(track.traits) ? $1.share : 0)
            }
            let before = styles.reduce(0) {
                $0 + ($1.isHated(track.traits) ? $1.share : 0)
            }
            let suspicion =
                disliked.contains { track.traits[$0] > 0 }
                ? Self.suspicionAfterDislike : Self.greatestSuspicion
            let isSafe = risk <= Self.greatestRisk && averse <= suspicion * before
            if let wish, !wish.holds(for: track.traits) { liking.mean -= PopulationPrior.wishLoss }
            return PatientEstimate(liking: liking, risk: risk, isSafe: isSafe, isNew: isNew(track))
        }
    }

    private func isNew(_ track: CurationTrack) -> Bool {
        let bound = Self.newDistance * Self.newDistance * Double(track.traits.count)
        return !known.contains { traits in
            zip(traits, track.traits).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } < bound
        }
    }

    /// What is thought under one hypothesis.
    private typealias Thought = (
        share: Double, mean: Double, variance: Double, style: PreferenceStyle
    )

    /// The liking of a track under each hypothesis.
    private func likings(of track: CurationTrack) -> [Thought] {
        let asked = PatientQuestion(
            level: 1, traits: track.traits, own: 1, place: data.places[track.digest])
        return thoughts(of: asked) { $0.amount(track.traits) }
    }

    /// What is thought of a sum of hidden values under each hypothesis.
    ///
    /// - Parameter amount: how much of a style's effect is part of it.
    private func thoughts(
        of asked: PatientQuestion, amount: (PreferenceStyle) -> Double
    ) -> [Thought] {
        let weighed = prior.weightCovariance.map { dot($0, asked.traits) }
        let byTraits = data.felts.map { dot(weighed, $0.traits) }
        let byPieces = data.felts.map { felt in
            felt.members.reduce(0) { $0 + ($1.piece == asked.place ? $1.sign : 0) }
        }
        let square = dot(weighed, asked.traits)
        return hypotheses.map { hypothesis, share in
            let shape = hypothesis.style.shape
            let amount = amount(hypothesis.style)
            var covariances = [Double](repeating: 0, count: data.felts.count)
            for (place, felt) in data.felts.enumerated() {
                covariances[place] =
                    asked.level * felt.level * prior.levelVariance
                    + shape.scale * fading(shape, data.today - felt.session) * byTraits[place]
                    + asked.own * shape.ownVariance * byPieces[place]
                    + shape.effectVariance * amount * hypothesis.amounts[place]
            }
            let change = hypothesis.inference.effect(on: covariances)
            let mean =
                asked.level * prior.level
                + dot(PreferenceHypothesis.weights(of: shape, prior), asked.traits)
                + shape.effect * amount
            let variance =
                asked.level * asked.level * prior.levelVariance + shape.scale * square
                + asked.own * asked.own * shape.ownVariance
                + shape.effectVariance * amount * amount
            return (
                share, mean + change.mean, max(variance + change.variance, 1e-6), hypothesis.style
            )
        }
    }

    private func fading(_ shape: PriorFamilyShape, _ sessions: Int) -> Double {
        (0..<sessions).reduce(1) { product, _ in product * shape.persistence }
    }
}

extension PatientPosterior {
    /// How much this patient likes music in general, in points: what a piece in the library's middle
    /// would be liked, but for what is its own.
    public var level: PreferenceEstimate {
        let nowhere = [Double](repeating: 0, count: prior.weights.count)
        return mixed(thoughts(of: PatientQuestion(level: 1, traits: nowhere)) { _ in 0 })
    }

    /// What a trait is worth for this patient today: by how many points a piece one standard
    /// deviation above the library's middle is liked more than one in the middle that is the same in
    /// all else, nothing of either's own. For an instrument's trait: what is heard more than what
    /// isn't.
    ///
    /// The effects of the prior's families are part of it: who likes both ends of a trait likes
    /// its upper one, and who bears no more than a little of it minds the lot.
    ///
    /// - Parameter trait: the trait's place in the library's list.
    public func effect(ofTrait trait: Int) -> PreferenceEstimate {
        let middle = [Double](repeating: 0, count: prior.weights.count)
        var above = middle
        above[trait] = 1
        return mixed(
            thoughts(of: PatientQuestion(level: 0, traits: above)) {
                $0.amount(above) - $0.amount(middle)
            })
    }

    /// Mean and deviation of a mixture.
    private func mixed(_ parts: [Thought]) -> PreferenceEstimate {
        let mean = parts.reduce(0) { $0 + $1.share * $1.mean }
        let variance = parts.reduce(0) {
            $0 + $1.share * ($1.variance + ($1.mean - mean) * ($1.mean - mean))
        }
        return PreferenceEstimate(mean: mean, deviation: variance.squareRoot())
    }
}

/// What is asked of a posterior: a sum of a patient's hidden values.
private struct PatientQuestion {
    /// How often the level is part of it.
    var level: Double
    /// The traits whose weights are.
    var traits: [Double]
    /// How often what is a piece's own is.
    var own = 0.0
    /// That piece; nil where nothing was said of it.
    var place: Int?
}
