/// What is thought of a patient if the taste is of one style.
struct PreferenceHypothesis: Sendable {
    let style: PreferenceStyle
    let inference: PreferenceInference
    /// How much of the style's effect each felt value has.
    let amounts: [Double]

    /// Learns what a patient said, under a style.
    init(
        _ style: PreferenceStyle, _ data: PreferenceData, _ prior: PopulationPrior,
        from sites: [PreferenceSite] = []
    ) {
        self.style = style
        let shape = style.shape
        let perPiece = data.pieces.map { style.amount($0.traits) }
        let amounts = data.felts.map { felt in
            felt.members.reduce(0) { $0 + $1.sign * perPiece[$1.piece] }
        }
        self.amounts = amounts
        let weights = Self.weights(of: shape, prior)
        let means = zip(data.felts, amounts).map { felt, amount in
            felt.level * prior.level + dot(weights, felt.traits) + shape.effect * amount
                + felt.shift
        }
        let fading = Self.fading(shape, over: data.felts)
        let count = means.count
        var covariance = [Double](repeating: 0, count: count * count)
        for (row, felt) in data.felts.enumerated() {
            for (column, other) in data.felts.enumerated() {
                let place = row * count + column
                let mood = felt.session == other.session ? prior.moodVariance : 0
                covariance[place] =
                    felt.level * other.level * (prior.levelVariance + mood)
                    + shape.scale * fading[abs(felt.session - other.session)]
                    * data.byTraits[place] + shape.ownVariance * data.byPieces[place]
                    + shape.effectVariance * amounts[row] * amounts[column]
            }
        }
        inference = PreferenceInference(
            mean: means, covariance: covariance, observations: data.observations,
            errorVariance: data.observations.map { prior.errorVariance(of: $0.source) },
            from: sites)
    }

    /// How far weights correlate over so many sessions.
    static func fading(_ shape: PriorFamilyShape, over felts: [PreferenceData.Felt]) -> [Double] {
        let last = felts.reduce(0) { max($0, $1.session) } + 1
        var fading = [1.0]
        for _ in 0..<last { fading.append(fading.last! * shape.persistence) }
        return fading
    }

    /// The mean weights of a family: whoever is indifferent doesn't share the population's.
    static func weights(of shape: PriorFamilyShape, _ prior: PopulationPrior) -> [Double] {
        shape.family == .indifferent ? prior.weights.map { _ in 0 } : prior.weights
    }
}

extension [PreferenceHypothesis] {
    /// All styles' hypotheses, and how probable each one is after what was said.
    static func learn(
        _ data: PreferenceData, _ prior: PopulationPrior, plainOnly: Bool = false
    ) -> (hypotheses: [PreferenceHypothesis], shares: [Double]) {
        var hypotheses: [PreferenceHypothesis] = []
        for style in PreferenceStyle.all(of: prior, plainOnly: plainOnly) {
            hypotheses.append(
                PreferenceHypothesis(
                    style, data, prior, from: hypotheses.first?.inference.sites ?? []))
        }
        let logs = hypotheses.map {
            PreferenceNormal.log($0.style.share) + $0.inference.logEvidence
        }
        let highest = logs.max() ?? 0
        let sizes = logs.map { PreferenceNormal.exp($0 - highest) }
        let sum = sizes.reduce(0, +)
        return (hypotheses, sizes.map { $0 / sum })
    }
}
