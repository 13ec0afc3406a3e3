import CurationSimulator
import Foundation

/// The posterior of what was felt under one hypothesis of the simulator.
struct ExactPosterior {
    struct Site {
        var precision = 0.0
        var shift = 0.0
        /// What exp(shift f - precision f²/2) is multiplied by, as a logarithm.
        var logScale = 0.0
    }

    let hypothesis: ExactLearner.Hypothesis
    private(set) var priorMean: [Double] = []
    private(set) var mean: [Double] = []
    private(set) var covariance: [Double] = []
    private(set) var prior: [Double] = []
    private(set) var sites: [Site]
    private(set) var logEvidence = 0.0
    private let amounts: [Double]
    private var logDeterminant = 0.0

    init(
        _ hypothesis: ExactLearner.Hypothesis, _ learner: ExactLearner,
        _ shared: SharedCovariance
    ) {
        self.hypothesis = hypothesis
        let felts = learner.felts
        amounts = felts.map { felt in
            felt.members.reduce(0) {
                $0 + $1.sign
                    * (hypothesis.effect?.amount(for: learner.world.tracks[$1.track]) ?? 0)
            }
        }
        sites = learner.observations.map { _ in Site() }
        let kind = hypothesis.kind
        let strength = hypothesis.effect?.deviation ?? 0
        for (row, felt) in felts.enumerated() {
            priorMean.append(
                felt.level * SimulatedWorld.level + Self.shared(felt.traits, kind)
                    + (hypothesis.effect?.mean ?? 0) * amounts[row])
            for (column, other) in felts.enumerated() {
                let place = row * felts.count + column
                let mood = felt.session == other.session ? SimulatedWorld.moodDeviation : 0
                let level =
                    SimulatedWorld.levelDeviation * SimulatedWorld.levelDeviation + mood * mood
                let fading = pow(kind.persistence, Double(abs(felt.session - other.session)))
                covariance.append(
                    felt.level * other.level * level
                        + kind.scale * fading * shared.byTraits[place]
                        + kind.ownDeviation * kind.ownDeviation * shared.byTracks[place]
                        + strength * strength * amounts[row] * amounts[column])
            }
        }
        mean = priorMean
        prior = covariance
        learn(learner.observations)
    }

    private static func shared(_ traits: [Double], _ kind: SimulatedKind) -> Double {
        kind == .none
            ? 0 : zip(SimulatedWorld.meanWeights, traits).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// The square of the error's deviation, as the simulator has it.
    func errorVariance(_ source: ExactLearner.Source) -> Double {
        let deviation =
            switch source {
            case .rating: hypothesis.kind.ratingDeviation
            case .reaction: SimulatedAnswer.reactionDeviation
            case .skip: SimulatedAnswer.skipDeviation
            case .choice: SimulatedChoice.deviation
            }
        return deviation * deviation
    }

    /// The expected liking of every track in a session.
    func means(
        _ learner: ExactLearner, _ shared: SharedCovariance, session: Int
    ) -> [Double] {
        // K⁻¹ (mean - m), which is what the sites pull with.
        var pull = [Double](repeating: 0, count: mean.count)
        for (observation, site) in zip(learner.observations, sites) {
            pull[observation.felt] += site.shift - site.precision * mean[observation.felt]
        }
        return means(learner, shared, session: session, pull: pull)
    }

    /// The expected liking where the felt values' K⁻¹ (f - m) is expected to be this.
    func means(
        _ learner: ExactLearner, _ shared: SharedCovariance, session: Int, pull: [Double]
    ) -> [Double] {
        let kind = hypothesis.kind
        var weights = [Double](repeating: 0, count: SimulatedWorld.traits)
        var own = [Double](repeating: 0, count: learner.world.tracks.count)
        var level = SimulatedWorld.level
        var effect = hypothesis.effect?.mean ?? 0
        let strength = hypothesis.effect?.deviation ?? 0
        for (place, felt) in learner.felts.enumerated() {
            let fading = pow(kind.persistence, Double(abs(session - felt.session)))
            for trait in weights.indices {
                weights[trait] +=
                    pull[place] * kind.scale * fading * shared.weighed[place][trait]
            }
            for member in felt.members {
                own[member.track] +=
                    pull[place] * kind.ownDeviation * kind.ownDeviation * member.sign
            }
            level +=
                pull[place] * felt.level * SimulatedWorld.levelDeviation
                * SimulatedWorld.levelDeviation
            effect += pull[place] * strength * strength * amounts[place]
        }
        return learner.world.tracks.enumerated().map { place, track in
            let departure = zip(weights, track.traits).reduce(0) { $0 + $1.0 * $1.1 }
            return level + own[place] + departure + Self.shared(track.traits, kind)
                + effect * (hypothesis.effect?.amount(for: track) ?? 0)
        }
    }

    /// Takes the observations in, one after another, until nothing moves.
    private mutating func learn(_ observations: [ExactLearner.Observation]) {
        for (place, observation) in observations.enumerated() {
            guard case .number(let number) = observation.form else { continue }
            let error = errorVariance(observation.source)
            replace(place, observation.felt, Site(precision: 1 / error, shift: number / error))
        }
        for _ in 0..<8 {
            var movement = 0.0
            for (place, observation) in observations.enumerated() {
                guard case .between(let low, let high) = observation.form else { continue }
                let before = mean[observation.felt]
                let cavity = cavity(place, observation.felt)
                let tilt = Tilt(
                    cavity.mean, cavity.variance, errorVariance(observation.source), low, high)
                let precision = 1 / tilt.variance - 1 / cavity.variance
                let shift = tilt.mean / tilt.variance - cavity.mean / cavity.variance
                replace(
                    place, observation.felt, Site(precision: max(0, precision), shift: shift))
                movement = max(movement, abs(mean[observation.felt] - before))
            }
            if movement < 0.02 { break }
        }
        score(observations)
    }

    private func cavity(_ place: Int, _ felt: Int) -> (mean: Double, variance: Double) {
        let variance = covariance[felt * mean.count + felt]
        let rest = 1 / (1 / variance - sites[place].precision)
        return (rest * (mean[felt] / variance - sites[place].shift), rest)
    }

    /// Changes a site, and mean and covariance with it.
    private mutating func replace(_ place: Int, _ felt: Int, _ site: Site) {
        let count = mean.count
        let precision = site.precision - sites[place].precision
        let shift = site.shift - sites[place].shift
        sites[place] = site
        let column = Array(covariance[felt * count..<(felt + 1) * count])
        let spread = 1 + precision * column[felt]
        let move = (shift - precision * mean[felt]) / spread
        let shrink = precision / spread
        logDeterminant += log(spread)
        for row in 0..<count {
            mean[row] += move * column[row]
            let factor = shrink * column[row]
            guard factor != 0 else { continue }
            let start = row * count
            for other in 0..<count { covariance[start + other] -= factor * column[other] }
        }
    }

    private mutating func score(_ observations: [ExactLearner.Observation]) {
        var sum = -logDeterminant / 2
        for (place, observation) in observations.enumerated() {
            let site = sites[place]
            let felt = observation.felt
            let middle = priorMean[felt]
            let pull = site.shift - site.precision * middle
            sum += site.shift * middle - site.precision * middle * middle / 2
            sum += pull * (mean[felt] - middle) / 2
            switch observation.form {
            case .number(let number):
                let error = errorVariance(observation.source)
                sites[place].logScale =
                    -(log(2 * Double.pi * error) + number * number / error) / 2
            case .between(let low, let high):
                let rest = cavity(place, felt)
                let tilt = Tilt(
                    rest.mean, rest.variance, errorVariance(observation.source), low, high)
                let spread = 1 + site.precision * rest.variance
                let exponent =
                    site.shift * site.shift * rest.variance + 2 * site.shift * rest.mean
                    - site.precision * rest.mean * rest.mean
                sites[place].logScale =
                    log(tilt.probability) + log(spread) / 2 - exponent / (2 * spread)
            }
            sum += sites[place].logScale
        }
        logEvidence = sum
    }
}

/// Probability, mean and variance of f ~ N(mean, variance), given low < f + N(0, error) < high.
struct Tilt {
    let probability: Double
    let mean: Double
    let variance: Double

    init(_ mean: Double, _ variance: Double, _ error: Double, _ low: Double, _ high: Double) {
        let deviation = (variance + error).squareRoot()
        let a = (low - mean) / deviation
        let b = (high - mean) / deviation
        func upper(_ z: Double) -> Double { 0.5 * erfc(z / 2.0.squareRoot()) }
        func density(_ z: Double) -> Double { exp(-z * z / 2) / (2 * Double.pi).squareRoot() }
        let mass = a > 0 ? upper(a) - upper(b) : upper(-b) - upper(-a)
        probability = max(1e-300, mass)
        let slope = (density(a) - density(b)) / probability
        let bend =
            ((a.isInfinite ? 0 : a * density(a)) - (b.isInfinite ? 0 : b * density(b)))
            / probability
        self.mean = mean + variance / deviation * slope
        self.variance =
            variance + variance * variance / (variance + error) * (bend - slope * slope)
    }
}
