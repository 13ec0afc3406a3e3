extension PopulationPrior {
    /// Estimates a prior from patients who consented to it: empirical Bayes by expectation
    /// maximisation (Dempster, Laird and Rubin, 1977) over the model's hypotheses.
    ///
    /// Where patients are few, the result leans to `start`: each of its numbers counts as some
    /// patients who have it (an inverse Wishart prior for the covariance, a Dirichlet prior for the
    /// families' shares, inverse gamma priors for variances), and no patients give `start` itself.
    ///
    /// - Parameters:
    ///   - histories: The patients' histories, in any order that stays the same.
    ///   - start: Where to begin, and what to lean to.
    ///   - name: Which population this is and as of when.
    ///   - rounds: How often expectation and maximisation take turns, first without the families
    ///     that have effects, then with all.
    public static func estimated(
        from histories: [PatientHistory], start: PopulationPrior, name: String,
        rounds: (plain: Int, all: Int) = (30, 20)
    ) -> PopulationPrior {
        var prior = start
        if !histories.isEmpty {
            for round in 0..<rounds.plain + rounds.all {
                var step = PriorStep(prior, start: start)
                for history in histories {
                    step.add(history, plainOnly: round < rounds.plain)
                }
                prior = step.maximised()
            }
        }
        prior.name = name
        prior.patients = histories.count
        return prior
    }
}

/// One turn of expectation and maximisation.
private struct PriorStep {
    private let prior: PopulationPrior
    private let start: PopulationPrior
    private let inverse: PreferenceCholesky
    private var weightSum: [Double]
    private var weightCount = 0.0
    private var people: [(share: Double, shape: PriorFamilyShape, hidden: PriorExpectation)] = []
    private var patients = 0.0

    /// As many patients as the start counts for.
    private static let fewPatients = 3.0
    private static let fewNumbers = 20.0

    init(_ prior: PopulationPrior, start: PopulationPrior) {
        self.prior = prior
        self.start = start
        weightSum = [Double](repeating: 0, count: prior.weights.count)
        inverse = PreferenceCholesky(size: prior.weights.count) { row, column in
            prior.weightCovariance[row][column]
        }
    }

    mutating func add(_ history: PatientHistory, plainOnly: Bool) {
        let data = PreferenceData(history, prior: prior)
        let learnt = [PreferenceHypothesis].learn(data, prior, plainOnly: plainOnly)
        patients += 1
        for (hypothesis, share) in zip(learnt.hypotheses, learnt.shares) where share > 1e-3 {
            let hidden = PriorExpectation(hypothesis, data, prior)
            people.append((share, hypothesis.style.shape, hidden))
            guard hypothesis.style.shape.family != .indifferent else { continue }
            let count = share / hypothesis.style.shape.scale
            for trait in weightSum.indices { weightSum[trait] += count * hidden.weights[trait] }
            weightCount += count
        }
    }

    func maximised() -> PopulationPrior {
        var next = prior
        next.weights = zip(weightSum, start.weights).map { sum, lean in
            (sum + lean) / (weightCount + 1)
        }
        next.weightCovariance = covariance(around: next.weights)
        next.level =
            (people.reduce(0) { $0 + $1.share * $1.hidden.level.mean } + start.level)
            / (patients + 1)
        let levels = people.reduce(0) { sum, person in
            let distance = person.hidden.level.mean - next.level
            return sum + person.share * (distance * distance + person.hidden.level.variance)
        }
        next.levelVariance =
            (levels + Self.fewPatients * start.levelVariance) / (patients + Self.fewPatients)
        next.moodVariance = variance(\.mood, leaningTo: start.moodVariance)
        next.ratingVariance = errorVariance(.rating)
        next.reactionVariance = errorVariance(.reaction)
        next.skipVariance = errorVariance(.skip)
        next.choiceVariance = errorVariance(.choice)
        var skips = PriorExpectation.Moments()
        for person in people { skips.add(person.hidden.skipError, by: person.share) }
        next.skipBound -= skips.sum / (skips.count + Self.fewNumbers)
        next.families = families()
        return next
    }

    /// The covariance of weights among everybody whom traits matter to.
    private func covariance(around weights: [Double]) -> [[Double]] {
        let count = weights.count
        var sum = start.weightCovariance.map { row in row.map { Self.fewPatients * $0 } }
        var weight = Self.fewPatients
        for person in people where person.shape.family != .indifferent {
            let share = person.share / person.shape.scale
            weight += person.share
            let distance = zip(person.hidden.weights, weights).map { $0 - $1 }
            for row in 0..<count {
                for column in 0..<count {
                    sum[row][column] +=
                        share
                        * (person.hidden.weightCovariance[row * count + column]
                            + distance[row] * distance[column])
                }
            }
        }
        return sum.map { row in row.map { $0 / weight } }
    }

    private func errorVariance(_ source: PreferenceObservation.Source) -> Double {
        var moments = PriorExpectation.Moments()
        for person in people {
            moments.add(person.hidden.errors[source] ?? .init(), by: person.share)
        }
        let lean = start.errorVariance(of: source)
        return (moments.sum + Self.fewNumbers * lean) / (moments.count + Self.fewNumbers)
    }

    private func variance(
        _ path: KeyPath<PriorExpectation, PriorExpectation.Moments>, leaningTo lean: Double,
        in isIncluded: (PriorFamily) -> Bool = { _ in true }
    ) -> Double {
        var moments = PriorExpectation.Moments()
        for person in people where isIncluded(person.shape.family) {
            moments.add(person.hidden[keyPath: path], by: person.share)
        }
        return (moments.sum + Self.fewNumbers * lean) / (moments.count + Self.fewNumbers)
    }

    private func families() -> [PriorFamilyShape] {
        let shared = start.families.first { $0.family == .steady }!.ownVariance
        let own = variance(\.own, leaningTo: shared) { $0 != .indifferent }
        let total = people.reduce(0) { $0 + $1.share }
        return zip(prior.families, start.families).map { shape, lean in
            let members = people.filter { $0.shape.family == shape.family }
            let count = members.reduce(0) { $0 + $1.share }
            var next = shape
            // All shares together count as twice so many patients.
            next.share =
                (count + 2 * Self.fewPatients * lean.share) / (total + 2 * Self.fewPatients)
            next.ownVariance =
                shape.family == .indifferent
                ? variance(\.own, leaningTo: lean.ownVariance) { $0 == .indifferent } : own
            if lean.effectVariance > 0 {
                let sum = members.reduce(0) { $0 + $1.share * $1.hidden.effect.mean }
                next.effect = (sum + Self.fewPatients * lean.effect) / (count + Self.fewPatients)
                let square = members.reduce(0) { total, person in
                    let distance = person.hidden.effect.mean - next.effect
                    return total
                        + person.share * (distance * distance + person.hidden.effect.variance)
                }
                next.effectVariance =
                    (square + Self.fewPatients * lean.effectVariance)
                    / (count + Self.fewPatients)
                next.scale = scale(of: members, count: count)
            }
            return next
        }
    }

    /// By how much members' weights vary more or less than everybody's: the mean of
    /// tr(Σ⁻¹ E[d dᵀ]) / traits.
    private func scale(
        of members: [(share: Double, shape: PriorFamilyShape, hidden: PriorExpectation)],
        count: Double
    ) -> Double {
        let traits = prior.weights.count
        var sum = Self.fewPatients
        for person in members {
            let distance = zip(person.hidden.weights, prior.weights).map { $0 - $1 }
            let half = inverse.halfSolved(distance)
            var trace = dot(half, half)
            for column in 0..<traits {
                let solved = inverse.solved(
                    (0..<traits).map { person.hidden.weightCovariance[$0 * traits + column] })
                trace += solved[column]
            }
            sum += person.share * trace / Double(traits)
        }
        return sum / (count + Self.fewPatients)
    }
}
