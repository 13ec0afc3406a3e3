/// The posterior of felt values f that are jointly normal beforehand, given observations with normal
/// errors (exactly) and with bounds (by expectation propagation, all sites at once).
///
/// Each observation is stood in for by exp(shift f - precision f²/2) times a scale. With T and N the
/// precisions and shifts summed per felt value, K and m the prior's covariance and mean, and
/// B = I + T½ K T½ (Rasmussen and Williams, 2006, equations 3.67 and 3.68), the posterior is
///
///     mean = m + K r,  r = a - T½ B⁻¹ T½ K a,  a = N - T m
///     covariance = K - K T½ B⁻¹ T½ K
///
/// and anything else that is jointly normal with f follows from its covariance with f alone.
struct PreferenceInference: Sendable {
    /// The posterior means of f.
    private(set) var mean: [Double]
    /// The posterior variances of f.
    private(set) var variance: [Double]
    /// The logarithm of the probability of all observations.
    private(set) var logEvidence = 0.0
    private(set) var sites: [PreferenceSite]
    private let observations: [PreferenceObservation]
    private let errorVariance: [Double]
    private let priorMean: [Double]
    private let prior: [Double]
    private var factor = PreferenceCholesky(size: 0) { _, _ in 0 }
    private var roots: [Double] = []
    private var response: [Double] = []

    /// How many times the sites are gone over at most.
    private static let sweeps = 20
    /// Below what movement of a mean, in points of liking, they have settled.
    private static let settled = 0.01

    /// Learns from observations.
    ///
    /// - Parameters:
    ///   - mean: The prior's means of f.
    ///   - covariance: The prior's covariance of f, row by row, whole.
    ///   - errorVariance: The variance of each observation's error.
    ///   - sites: Where to begin, from an inference of the same observations; empty for nowhere.
    init(
        mean: [Double], covariance: [Double], observations: [PreferenceObservation],
        errorVariance: [Double], from sites: [PreferenceSite] = []
    ) {
        priorMean = mean
        prior = covariance
        self.observations = observations
        self.errorVariance = errorVariance
        self.mean = mean
        variance = mean.indices.map { covariance[$0 * mean.count + $0] }
        self.sites = sites.isEmpty ? observations.map { _ in PreferenceSite() } : sites
        for (place, observation) in observations.enumerated() {
            guard case .number(let number) = observation.form else { continue }
            self.sites[place] = PreferenceSite(
                precision: 1 / errorVariance[place], shift: number / errorVariance[place])
        }
        refresh()
        for _ in 0..<Self.sweeps {
            let before = self.mean
            sweep()
            refresh()
            let movement = zip(before, self.mean).reduce(0) { max($0, abs($1.0 - $1.1)) }
            if movement < Self.settled { break }
        }
        logEvidence = evidence()
    }

    /// The posterior's change of the mean and of the variance of something whose prior covariances
    /// with f these are.
    func effect(on covariances: [Double]) -> (mean: Double, variance: Double) {
        let half = halfSolved(covariances)
        return (dot(covariances, response), -dot(half, half))
    }

    /// L⁻¹ T½ k: products of two of these are what the posterior takes from a prior covariance.
    func halfSolved(_ covariances: [Double]) -> [Double] {
        var scaled = covariances
        for place in scaled.indices { scaled[place] *= roots[place] }
        return factor.halfSolved(scaled)
    }

    /// The posterior's change of the mean alone.
    func effectOnMean(of covariances: [Double]) -> Double { dot(covariances, response) }

    /// What the observation of a bounded value says beyond the others; nil for a number.
    func tilt(of place: Int) -> PreferenceTilt? {
        guard case .between(let lower, let upper) = observations[place].form else { return nil }
        let felt = observations[place].felt
        let rest = sites[place].cavity(mean: mean[felt], variance: variance[felt])
        return PreferenceTilt(
            mean: rest.mean, variance: rest.variance, errorVariance: errorVariance[place],
            lower: lower, upper: upper)
    }

    private mutating func sweep() {
        for (place, observation) in observations.enumerated() {
            guard let tilt = tilt(of: place) else { continue }
            let rest = sites[place].cavity(
                mean: mean[observation.felt], variance: variance[observation.felt])
            sites[place] = PreferenceSite(tilt, cavity: rest)
        }
    }

    private mutating func refresh() {
        let count = priorMean.count
        var precision = [Double](repeating: 0, count: count)
        var pull = [Double](repeating: 0, count: count)
        for (observation, site) in zip(observations, sites) {
            precision[observation.felt] += site.precision
            pull[observation.felt] += site.shift
        }
        let roots = precision.map { $0.squareRoot() }
        let prior = prior
        factor = PreferenceCholesky(size: count) { row, column in
            (row == column ? 1 : 0) + roots[row] * prior[row * count + column] * roots[column]
        }
        self.roots = roots
        response = (0..<count).map { pull[$0] - precision[$0] * priorMean[$0] }
        let spread = (0..<count).map {
            roots[$0] * dot(prior, $0 * count, response, 0, count: count)
        }
        let solved = factor.solved(spread)
        for place in 0..<count { response[place] -= roots[place] * solved[place] }
        for place in 0..<count {
            mean[place] = priorMean[place] + dot(prior, place * count, response, 0, count: count)
            let half = halfSolved(Array(prior[place * count..<(place + 1) * count]))
            variance[place] = prior[place * count + place] - dot(half, half)
        }
    }

    /// log Z = Σ log(scales) + log ∫ N(f; m, K) exp(Nᵀf - fᵀTf/2) df.
    private func evidence() -> Double {
        var sum = -factor.logDeterminant / 2
        for (place, observation) in observations.enumerated() {
            let site = sites[place]
            let felt = observation.felt
            if let tilt = tilt(of: place) {
                let rest = site.cavity(mean: mean[felt], variance: variance[felt])
                sum += tilt.logProbability - site.logMass(over: rest)
            } else {
                let ratio = site.shift * site.shift / site.precision
                sum += (PreferenceNormal.log(site.precision / (2 * Double.pi)) - ratio) / 2
            }
            // The integral's part that is linear in the sites; the quadratic one follows.
            sum += site.shift * priorMean[felt]
            sum -= site.precision * priorMean[felt] * priorMean[felt] / 2
        }
        // ½ aᵀ C a = ½ (mean - m)ᵀ a, with C the posterior's covariance.
        var pull = [Double](repeating: 0, count: priorMean.count)
        for (observation, site) in zip(observations, sites) {
            pull[observation.felt] += site.shift - site.precision * priorMean[observation.felt]
        }
        for place in pull.indices { sum += pull[place] * (mean[place] - priorMean[place]) / 2 }
        return sum
    }
}
