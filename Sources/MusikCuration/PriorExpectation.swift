/// What is expected of a consenting patient's hidden values, if the taste is of one style: what a
/// step of estimation is made of.
struct PriorExpectation: Sendable {
    /// Sums of squares and how many were summed.
    struct Moments: Sendable {
        var sum = 0.0
        var count = 0.0

        mutating func add(_ other: Moments, by share: Double) {
            sum += share * other.sum
            count += share * other.count
        }
    }

    private(set) var weights: [Double] = []
    /// The covariance of weights, row by row.
    private(set) var weightCovariance: [Double] = []
    private(set) var level = (mean: 0.0, variance: 0.0)
    private(set) var effect = (mean: 0.0, variance: 0.0)
    private(set) var own = Moments()
    private(set) var mood = Moments()
    private(set) var errors: [PreferenceObservation.Source: Moments] = [:]
    /// The errors of skips, not squared: by them the bound moves.
    private(set) var skipError = Moments()

    init(_ hypothesis: PreferenceHypothesis, _ data: PreferenceData, _ prior: PopulationPrior) {
        let inference = hypothesis.inference
        let shape = hypothesis.style.shape
        expectWeights(inference, shape, data, prior)
        var change = inference.effect(on: data.felts.map { $0.level * prior.levelVariance })
        level = (prior.level + change.mean, prior.levelVariance + change.variance)
        change = inference.effect(on: hypothesis.amounts.map { $0 * shape.effectVariance })
        effect = (shape.effect + change.mean, shape.effectVariance + change.variance)
        for piece in data.pieces.indices {
            change = inference.effect(
                on: data.felts.map { felt in
                    felt.members.reduce(0) {
                        $0 + ($1.piece == piece ? $1.sign * shape.ownVariance : 0)
                    }
                })
            own.sum += change.mean * change.mean + shape.ownVariance + change.variance
            own.count += 1
        }
        for session in Set(data.felts.filter { $0.level > 0 }.map(\.session)).sorted() {
            change = inference.effect(
                on: data.felts.map { felt in
                    felt.session == session ? felt.level * prior.moodVariance : 0
                })
            mood.sum += change.mean * change.mean + prior.moodVariance + change.variance
            mood.count += 1
        }
        expectErrors(inference, data)
    }

    private mutating func expectWeights(
        _ inference: PreferenceInference, _ shape: PriorFamilyShape, _ data: PreferenceData,
        _ prior: PopulationPrior
    ) {
        // Weights as of the first session: whichever session is taken, they vary as much.
        let fading = PreferenceHypothesis.fading(shape, over: data.felts)
        let weighed = prior.weightCovariance.map { row in
            data.felts.map { shape.scale * fading[$0.session] * dot(row, $0.traits) }
        }
        let halves = weighed.map { inference.halfSolved($0) }
        let means = PreferenceHypothesis.weights(of: shape, prior)
        weights = zip(means, weighed).map { $0 + inference.effectOnMean(of: $1) }
        for (row, half) in halves.enumerated() {
            for (column, other) in halves.enumerated() {
                weightCovariance.append(
                    shape.scale * prior.weightCovariance[row][column] - dot(half, other))
            }
        }
    }

    private mutating func expectErrors(_ inference: PreferenceInference, _ data: PreferenceData) {
        for (place, observation) in data.observations.enumerated() {
            var square = 0.0
            if let tilt = inference.tilt(of: place) {
                square = tilt.squaredError
                if observation.source == .skip {
                    skipError.sum += tilt.error
                    skipError.count += 1
                }
            } else if case .number(let number) = observation.form {
                let rest = number - inference.mean[observation.felt]
                square = rest * rest + inference.variance[observation.felt]
            }
            errors[observation.source, default: Moments()].sum += square
            errors[observation.source, default: Moments()].count += 1
        }
    }
}
