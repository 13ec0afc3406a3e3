import Testing

@testable import MusikTrial

@Suite struct BlindingIndexTests {
    @Test("The indices of the published CRISP trial are found again")
    func published() throws {
        // Bang, Ni and Davis, 2004, table 3: lovastatin and placebo.
        let index = BlindingIndex(guesses: [[82, 25], [27, 29]], unknown: [170, 83])
        let lovastatin = try #require(index.bang(arm: 0))
        let placebo = try #require(index.bang(arm: 1))
        #expect(abs(lovastatin.value - 0.21) < 0.005)
        #expect(abs(placebo.value - 0.01) < 0.005)
        #expect(abs(try #require(index.james) - 0.75) < 0.005)
    }

    @Test("Knowing, guessing and not knowing stand where they are said to")
    func extremes() throws {
        let knowing = BlindingIndex(guesses: [[10, 0], [0, 10]], unknown: [0, 0])
        #expect(knowing.bang(arm: 0)?.value == 1 && knowing.james == 0)
        let chance = BlindingIndex(guesses: [[5, 5], [5, 5]], unknown: [0, 0])
        #expect(chance.bang(arm: 0)?.value == 0 && chance.james == 0.5)
        let wrong = BlindingIndex(guesses: [[0, 10], [10, 0]], unknown: [0, 0])
        #expect(wrong.bang(arm: 1)?.value == -1)
        let silent = BlindingIndex(guesses: [[0, 0], [0, 0]], unknown: [9, 8])
        #expect(silent.james == 1 && silent.bang(arm: 0)?.value == 0)
        let nobody = BlindingIndex(guesses: [[0, 0], [0, 0]], unknown: [0, 0])
        #expect(nobody.james == nil && nobody.bang(arm: 0) == nil)
    }

    @Test("Bang's standard error is the deviation of right less wrong over all answers")
    func error() throws {
        let index = BlindingIndex(guesses: [[6, 3], [0, 0]], unknown: [1, 0])
        let values = [Double](repeating: 1, count: 6) + [-1, -1, -1, 0]
        let mean = values.reduce(0, +) / 10
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 10
        let estimate = try #require(index.bang(arm: 0))
        #expect(abs(estimate.value - mean) < 1e-12)
        #expect(abs(try #require(estimate.error) - (variance / 10).squareRoot()) < 1e-12)
    }
}
