/// One answer as the model sees it: something said of one felt value f.
struct PreferenceObservation: Sendable {
    /// What was said.
    enum Form: Sendable {
        /// f + error is this number.
        case number(Double)
        /// f + error lies between these.
        case between(Double, Double)
    }
    /// Where its error comes from: the prior knows its size.
    enum Source: CaseIterable, Sendable {
        case rating, reaction, skip, choice
    }

    /// Which felt value, as a place in the model's list of them.
    var felt: Int
    var form: Form
    var source: Source
}

/// What an interval says of a normal value that is known up to an error: the moments of
/// expectation propagation for probit likelihoods (Minka, 2001; Rasmussen and Williams, Gaussian
/// Processes for Machine Learning, 2006, section 3.9, here with two bounds).
struct PreferenceTilt {
    /// The logarithm of the interval's probability.
    let logProbability: Double
    /// Its first derivative by the mean of f.
    let slope: Double
    /// Its second derivative by the mean of f, never above nought.
    let curvature: Double
    /// The expected error, given the interval.
    let error: Double
    /// The expected square of the error, given the interval.
    let squaredError: Double

    /// Looks at f ~ N(mean, variance) through lower < f + N(0, errorVariance) < upper.
    init(
        mean: Double, variance: Double, errorVariance: Double, lower: Double, upper: Double
    ) {
        let spread = variance + errorVariance
        let deviation = spread.squareRoot()
        let low = (lower - mean) / deviation
        let high = (upper - mean) / deviation
        // Thirty-seven deviations away a double ends; the slope is then as steep as it gets.
        let probability = max(PreferenceNormal.probability(from: low, to: high), 1e-300)
        let lowDensity = PreferenceNormal.density(low)
        let highDensity = PreferenceNormal.density(high)
        let lift = (lowDensity - highDensity) / probability
        let pull =
            ((low.isInfinite ? 0 : low * lowDensity) - (high.isInfinite ? 0 : high * highDensity))
            / probability
        logProbability = PreferenceNormal.log(probability)
        slope = lift / deviation
        curvature = min(0, (pull - lift * lift) / spread)
        error = errorVariance * lift / deviation
        squaredError =
            errorVariance * variance / spread
            + errorVariance * errorVariance / spread * (1 + pull)
    }
}
