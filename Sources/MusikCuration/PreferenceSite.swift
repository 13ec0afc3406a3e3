/// What stands in for one observation: exp(shift f - precision f²/2), up to a scale.
struct PreferenceSite: Sendable {
    var precision = 0.0
    var shift = 0.0
}

extension PreferenceSite {
    /// The site after which the posterior has the moments of the tilted distribution.
    init(_ tilt: PreferenceTilt, cavity: (mean: Double, variance: Double)) {
        let rest = 1 + cavity.variance * tilt.curvature
        precision = -tilt.curvature / rest
        shift = (tilt.slope - cavity.mean * tilt.curvature) / rest
    }

    /// A posterior's marginal without this site.
    func cavity(mean: Double, variance: Double) -> (mean: Double, variance: Double) {
        let rest = 1 / (1 / variance - precision)
        return (rest * (mean / variance - shift), rest)
    }

    /// log ∫ N(f; cavity) exp(shift f - precision f²/2) df.
    func logMass(over cavity: (mean: Double, variance: Double)) -> Double {
        let spread = 1 + precision * cavity.variance
        let exponent =
            shift * shift * cavity.variance + 2 * shift * cavity.mean
            - precision * cavity.mean * cavity.mean
        return exponent / (2 * spread) - PreferenceNormal.log(spread) / 2
    }
}
