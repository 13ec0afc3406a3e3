import CurationSimulator
import Foundation
import MusikCuration

/// The learner that knows everything but the patient: the simulator's own hypotheses, parameters and
/// likelihoods, and the posterior that follows from what was said.
///
/// Under each of the 37 hypotheses (three kinds without an effect, 34 effects) everything is jointly
/// normal but for the bounds of reactions, skips, choices and the ends of the rating's scale. These
/// are taken in by expectation propagation, one after another on the covariance of what was
/// felt, in code of its own that shares nothing with the model's; `ImportanceCheck` compares it with
/// weighted draws from the exact posterior.
struct ExactLearner {
    struct Hypothesis {
        var kind: SimulatedKind
        var effect: SimulatedEffect?
        var share: Double
    }

    /// A felt value, or a difference between two: which tracks with which sign.
    struct Felt {
        var session: Int
        var level: Double
        var members: [(track: Int, sign: Double)]
        var traits: [Double]
    }

    enum Form {
        case number(Double)
        case between(Double, Double)
    }
    enum Source { case rating, reaction, skip, choice }
    struct Observation {
        var felt: Int
        var form: Form
        var source: Source
    }

    static let hypotheses: [Hypothesis] =
        [.linear, .drifting, .none].map { Hypothesis(kind: $0, share: $0.share) }
        + SimulatedEffect.all.map { effect in
            let count = SimulatedEffect.all.count { $0.kind == effect.kind }
            return Hypothesis(
                kind: effect.kind, effect: effect, share: effect.kind.share / Double(count))
        }

    let world: SimulatedWorld
    private(set) var felts: [Felt] = []
    private(set) var observations: [Observation] = []

    init(world: SimulatedWorld) { self.world = world }

    mutating func note(_ choices: [SimulatedChoice], session: Int) {
        for choice in choices {
            observations.append(
                Observation(
                    felt: felts.count, form: .between(0, .infinity), source: .choice))
            let traits = zip(
                world.tracks[choice.chosen].traits, world.tracks[choice.other].traits)
            felts.append(
                Felt(
                    session: session, level: 0,
                    members: [(choice.chosen, 1), (choice.other, -1)],
                    traits: traits.map { $0 - $1 }))
        }
    }

    mutating func note(_ answers: [SimulatedAnswer], session: Int) {
        let bounds = [-.infinity] + SimulatedAnswer.reactionBounds + [.infinity]
        for answer in answers {
            if let rating = answer.rating {
                let form: Form =
                    rating >= 100
                    ? .between(99.5, .infinity)
                    : rating <= 0 ? .between(-.infinity, 0.5) : .number(rating)
                observations.append(
                    Observation(felt: felts.count, form: form, source: .rating))
            }
            if let reaction = answer.reaction {
                observations.append(
                    Observation(
                        felt: felts.count,
                        form: .between(bounds[reaction + 2], bounds[reaction + 3]),
                        source: .reaction))
            }
            let bound = SimulatedAnswer.skipBound
            observations.append(
                Observation(
                    felt: felts.count,
                    form: answer.isSkipped
                        ? .between(-.infinity, bound) : .between(bound, .infinity),
                    source: .skip))
            felts.append(
                Felt(
                    session: session, level: 1, members: [(answer.track, 1)],
                    traits: world.tracks[answer.track].traits))
        }
    }

    /// The expected liking of each track in a session, given all that was said.
    func expectedLiking(session: Int) -> [Double] {
        let shared = SharedCovariance(self)
        let learnt = Self.hypotheses.map { ExactPosterior($0, self, shared) }
        let logs = learnt.map { log($0.hypothesis.share) + $0.logEvidence }
        let highest = logs.max()!
        let sizes = logs.map { exp($0 - highest) }
        let sum = sizes.reduce(0, +)
        var liking = [Double](repeating: 0, count: world.tracks.count)
        for (posterior, size) in zip(learnt, sizes) where size / sum > 1e-4 {
            let means = posterior.means(self, shared, session: session)
            for track in liking.indices { liking[track] += size / sum * means[track] }
        }
        return liking
    }

    /// D times a vector of traits.
    static func weighed(_ traits: [Double]) -> [Double] {
        var product = traits.map {
            $0 * SimulatedWorld.weightDeviation * SimulatedWorld.weightDeviation
        }
        for factor in SimulatedWorld.factors {
            let load = zip(factor, traits).reduce(0) { $0 + $1.0 * $1.1 }
            for place in product.indices { product[place] += load * factor[place] }
        }
        return product
    }
}

/// What all hypotheses share of the covariances.
struct SharedCovariance {
    var byTraits: [Double] = []
    var byTracks: [Double] = []
    /// D x for each felt value.
    var weighed: [[Double]] = []

    init(_ learner: ExactLearner) {
        let felts = learner.felts
        weighed = felts.map { ExactLearner.weighed($0.traits) }
        for first in felts.indices {
            for second in felts.indices {
                byTraits.append(
                    zip(weighed[first], felts[second].traits).reduce(0) { $0 + $1.0 * $1.1 })
                var common = 0.0
                for one in felts[first].members {
                    for other in felts[second].members where one.track == other.track {
                        common += one.sign * other.sign
                    }
                }
                byTracks.append(common)
            }
        }
    }
}
