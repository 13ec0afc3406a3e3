extension Instrument {
    /// Scores answers.
    ///
    /// The same answers always give the same score; no clock and no file is read.
    /// - Throws: ``ResponseError`` for answers to another edition, to items that don't exist, and
    ///   for numbers that an item doesn't have.
    public func score(
        _ response: InstrumentResponse
    ) throws(ResponseError) -> InstrumentScore {
        try check(response)
        let tally = { (ids: [String]) in
            Tally(items: ids.compactMap(item), answers: response.answers)
        }
        return InstrumentScore(
            edition: edition,
            scales: scales.map { scale in
                let tally = tally(scale.items)
                return InstrumentScore.Scale(
                    id: scale.id, value: scale.value(tally), missing: tally.missing)
            },
            rules: rules.map { rule in
                InstrumentScore.Rule(
                    id: rule.id, outcome: .all(rule.conditions.map { outcome(of: $0, tally) }))
            },
            flags: flags.map { flag in
                InstrumentScore.Flag(id: flag.id, state: flag.state(tally([flag.item])))
            })
    }

    /// The values that a scale can have; nil for a scale that doesn't exist.
    func limits(of scale: String) -> ClosedRange<Double>? {
        scales.first { $0.id == scale }.map { scale in
            scale.bounds(Tally(items: scale.items.compactMap(item), answers: [:]))
        }
    }

    private func check(_ response: InstrumentResponse) throws(ResponseError) {
        guard response.edition == edition else {
            throw ResponseError(
                code: .otherEdition, item: nil,
                reason: "the answers belong to \(response.edition), this is \(edition)")
        }
        for (id, answer) in response.answers.sorted(by: { $0.key < $1.key }) {
            guard let item = item(id) else {
                throw ResponseError(
                    code: .unknownItem, item: id, reason: "\(name) has no such item")
            }
            guard item.accepts(answer) else {
                throw ResponseError(
                    code: .noSuchAnswer, item: id,
                    reason: "\(answer) is no answer; the answers are \(item.answersInWords)")
            }
        }
    }

    private func outcome(
        of condition: InstrumentRule.Condition, _ tally: ([String]) -> Tally
    ) -> InstrumentScore.Outcome {
        switch condition {
        case .scale(let id, let threshold):
            guard let scale = scales.first(where: { $0.id == id }) else { return .undetermined }
            let bounds = scale.bounds(tally(scale.items))
            return .reaching(threshold, within: bounds)
        case .items(let ids, let count, let least):
            let tally = tally(ids)
            let met = tally.scored.count { $0 >= least }
            return .reaching(count, within: met...met + tally.missing)
        }
    }
}

extension InstrumentScale {
    /// The value; nil where more is missing than may be.
    func value(_ tally: Tally) -> Double? {
        guard !tally.scored.isEmpty,
            tally.missing * 100 <= missingPercent * tally.items.count
        else { return nil }
        return value(sum: tally.scored.reduce(0, +), of: tally.scored.count, tally.items)
    }

    /// The values that are possible, given the answers.
    func bounds(_ tally: Tally) -> ClosedRange<Double> {
        let end = { (sum: Int) in value(sum: sum, of: tally.items.count, tally.items) }
        return end(tally.sums.lowerBound)...end(tally.sums.upperBound)
    }

    /// One division of whole numbers, so that a value at a threshold is equal to it to the bit.
    private func value(sum: Int, of count: Int, _ items: [InstrumentItem]) -> Double {
        switch method {
        case .sum: return Double(sum * items.count) / Double(count)
        case .mean: return Double(sum) / Double(count)
        case .percentOfMaximum:
            let range = items[0].range
            return Double(100 * (sum - count * range.lowerBound)) / Double(count * range.width)
        }
    }
}

extension InstrumentFlag {
    fileprivate func state(_ tally: Tally) -> InstrumentScore.FlagState {
        guard let scored = tally.scored.first else { return .unanswered }
        return scored >= atLeast ? .raised : .clear
    }
}

extension InstrumentScore.Outcome {
    /// Whether a value of which only bounds are known reaches a threshold.
    fileprivate static func reaching<Value: Comparable>(
        _ threshold: Value, within bounds: ClosedRange<Value>
    ) -> Self {
        if bounds.lowerBound >= threshold { return .met }
        return bounds.upperBound < threshold ? .notMet : .undetermined
    }

    /// Whether all are met; one that isn't decides.
    fileprivate static func all(_ outcomes: [Self]) -> Self {
        if outcomes.contains(.notMet) { return .notMet }
        return outcomes.contains(.undetermined) ? .undetermined : .met
    }
}

extension InstrumentItem {
    /// Such as `0 to 6` or `0 to 100 in steps of 5`.
    var answersInWords: String {
        "\(range.lowerBound) to \(range.upperBound)" + (step == 1 ? "" : " in steps of \(step)")
    }
}

extension ClosedRange<Int> {
    /// The distance from the lowest to the highest.
    var width: Int { upperBound - lowerBound }
}
