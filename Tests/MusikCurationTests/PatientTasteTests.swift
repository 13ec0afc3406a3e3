import MusikModel
import Testing

@testable import MusikCuration

@Suite("What is known of a taste, and how surely")
struct PatientTasteTests {
    private static let prior = PatientPosteriorTests.prior([PatientPosteriorTests.steady])

    private static func piece(_ number: Int, _ traits: [Double]) -> PatientPiece {
        PatientPiece(PatientPosteriorTests.track(number, traits))
    }

    @Test("Before anything is said, it is the population's")
    func nothing() {
        let posterior = PatientPosterior(PatientHistory(), prior: Self.prior)
        #expect(posterior.level == PreferenceEstimate(mean: 55, deviation: 7))
        #expect(posterior.effect(ofTrait: 0) == PreferenceEstimate(mean: 3, deviation: 8))
    }

    @Test("Families' effects are part of it, by their shares")
    func mixture() {
        let prior = PopulationPrior.vague(traits: 4, instruments: [3])
        let posterior = PatientPosterior(PatientHistory(), prior: prior)
        // An eighth, nearly, hates the one instrument there is.
        let instrument = posterior.effect(ofTrait: 3)
        let mean = 0.12 * -30
        var variance = 0.12 * (0.01 * 25 + mean * mean) + 0.76 * (25 + mean * mean)
        variance += 0.12 * (25 + 100 + (-30 - mean) * (-30 - mean))
        #expect(abs(instrument.mean - mean) < 1e-9)
        #expect(abs(instrument.deviation - variance.squareRoot()) < 1e-9)
        // Of three running traits with two ends each, one end is too much; one trait has both liked.
        let running = posterior.effect(ofTrait: 0)
        #expect(abs(running.mean - (0.12 / 6 * -20 + 0.12 / 3 * 8)) < 1e-9)
    }

    @Test("From one rating, it is what the textbook says")
    func closedForm() {
        let session = PatientSession(answers: [
            PatientAnswer(Self.piece(1, [0.8]), rating: 82)
        ])
        let posterior = PatientPosterior(
            PatientHistory(sessions: [session]), prior: Self.prior)
        let variance = 49 + 30 + 64 * 0.8 * 0.8 + 70 + 280
        let surprise = 82 - (55 + 3 * 0.8)
        let effect = posterior.effect(ofTrait: 0)
        #expect(abs(effect.mean - (3 + 64 * 0.8 * surprise / variance)) < 1e-9)
        let left = 64 - 64 * 0.8 * 64 * 0.8 / variance
        #expect(abs(effect.deviation - left.squareRoot()) < 1e-9)
        #expect(abs(posterior.level.mean - (55 + 49 * surprise / variance)) < 1e-9)
        let rest = 49 - 49.0 * 49 / variance
        #expect(abs(posterior.level.deviation - rest.squareRoot()) < 1e-9)
    }

    @Test("From many ratings that agree, it is the truth, and said to be sure")
    func consistent() {
        let sessions = (0..<12).map { session in
            PatientSession(
                answers: (0..<12).map { place in
                    let trait = Double(place - 6) / 4 + Double(session) / 100
                    return PatientAnswer(
                        Self.piece(100 * session + place, [trait]), rating: 62 - 7 * trait)
                })
        }
        let posterior = PatientPosterior(PatientHistory(sessions: sessions), prior: Self.prior)
        let effect = posterior.effect(ofTrait: 0)
        #expect(abs(effect.mean + 7) < 0.6, "\(effect)")
        #expect(effect.deviation < 2)
        #expect(abs(posterior.level.mean - 62) < 1, "\(posterior.level)")
        #expect(posterior.level.deviation < 2.5)
    }

    @Test("A hated instrument costs what it costs, once it is shown")
    func hated() {
        let prior = PopulationPrior.vague(traits: 3, instruments: [1, 2])
        let answers = (0..<10).map { number in
            let isHeard = number % 3 == 0
            return PatientAnswer(
                Self.piece(number, [0, isHeard ? 2.7 : -0.4, -0.4]), rating: isHeard ? 15 : 70)
        }
        let posterior = PatientPosterior(
            PatientHistory(sessions: [PatientSession(answers: answers)]), prior: prior)
        #expect(posterior.effect(ofTrait: 1).mean < -15)
        #expect(posterior.effect(ofTrait: 2).mean > -6)
    }
}
