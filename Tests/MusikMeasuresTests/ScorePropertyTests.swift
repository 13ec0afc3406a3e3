import MusikModel
import MusikTestSupport
import Testing

@testable import MusikMeasures

@Suite("What holds for any answers")
struct ScorePropertyTests {
    private func forAnyAnswers(
        seed: UInt64,
        _ body: (Instrument, InstrumentResponse, InstrumentScore, inout Generator) throws -> Void
    ) throws {
        print("seed of the answers: \(seed)")
        var random = Generator(seed: seed)
        for instrument in try InstrumentCatalogue.documented().instruments {
            for _ in 0..<400 {
                let response = instrument.randomResponse(&random)
                try body(instrument, response, try instrument.score(response), &random)
            }
        }
    }

    @Test("Every scale equals plain arithmetic over its answered items")
    func reference() throws {
        try forAnyAnswers(seed: 0x5EED_0302) { instrument, response, score, _ in
            for scale in instrument.scales {
                let items = scale.items.compactMap(instrument.item)
                let counts = items.compactMap { item in
                    response.answers[item.id].map { answer in
                        Double(
                            item.isReversed
                                ? item.range.lowerBound + item.range.upperBound - answer : answer)
                    }
                }
                let missing = items.count - counts.count
                guard !counts.isEmpty,
                    Double(missing) / Double(items.count) <= Double(scale.missingPercent) / 100
                else {
                    #expect(score.value(scale.id) == nil)
                    continue
                }
                let mean = counts.reduce(0, +) / Double(counts.count)
                let lowest = Double(items[0].range.lowerBound)
                let highest = Double(items[0].range.upperBound)
                let expected =
                    switch scale.method {
                    case .sum: mean * Double(items.count)
                    case .mean: mean
                    case .percentOfMaximum: (mean - lowest) / (highest - lowest) * 100
                    }
                let value = try #require(score.value(scale.id))
                #expect(abs(value - expected) <= 1e-9 * max(1, abs(expected)))
            }
        }
    }

    @Test("No answer given later overturns a rule that was decided, or a flag that was raised")
    func laterAnswers() throws {
        var decided = 0
        var opened = 0
        try forAnyAnswers(seed: 0x5EED_0303) { instrument, response, score, random in
            for _ in 0..<5 {
                var whole = response
                for item in instrument.items where whole.answers[item.id] == nil {
                    whole.answers[item.id] = item.randomAnswer(&random)
                }
                let later = try instrument.score(whole)
                for (before, after) in zip(score.rules, later.rules) {
                    #expect(after.outcome != .undetermined)
                    if before.outcome == .undetermined {
                        opened += 1
                    } else {
                        decided += 1
                        #expect(before.outcome == after.outcome)
                    }
                }
                for (before, after) in zip(score.flags, later.flags) {
                    #expect(after.state != .unanswered)
                    #expect(before.state == .unanswered || before.state == after.state)
                }
            }
        }
        #expect(decided > 100)
        #expect(opened > 100)
    }

    @Test("An undetermined rule can still come out both ways")
    func bothWays() throws {
        var open = 0
        try forAnyAnswers(seed: 0x5EED_0304) { instrument, response, score, _ in
            for rule in score.rules where rule.outcome == .undetermined {
                let ends = try [true, false].map { isHigh in
                    var whole = response
                    for item in instrument.items where whole.answers[item.id] == nil {
                        whole.answers[item.id] =
                            isHigh != item.isReversed
                            ? item.range.upperBound : item.range.lowerBound
                    }
                    return try instrument.score(whole).outcome(rule.id)
                }
                #expect(ends == [.met, .notMet])
                open += 1
            }
        }
        #expect(open > 100)
    }
}
