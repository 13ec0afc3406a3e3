import Foundation
import MusikModel
import MusikTestSupport
import Testing

@testable import MusikCuration

@Suite("What is kept of the model")
struct CurationCodingTests {
    private static func again<Value: Codable>(_ value: Value) throws -> Value {
        try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
    }

    @Test("A prior is read back as it was written, to the last bit")
    func prior() throws {
        var prior = PopulationPrior.vague(traits: 10, instruments: [6, 7, 8, 9])
        #expect(try Self.again(prior) == prior)
        let seed: UInt64 = 0x5EED_0531
        print("seed: \(seed)")
        var random = Generator(seed: seed)
        prior.name = "ein Haus « à côté »"
        prior.patients = 17
        prior.weights = prior.weights.map { _ in random.normal() / 3 }
        prior.weightCovariance = prior.weightCovariance.map { row in
            row.map { $0 + 1e-7 * random.normal() }
        }
        for place in prior.families.indices { prior.families[place].share = random.uniform() }
        #expect(try Self.again(prior) == prior)
    }

    @Test("Exploration and an offer are read back as they were written")
    func offer() throws {
        let exploration = PatientExploration(optimism: 0.1, chance: 1.0 / 3, cap: 2.5)
        #expect(try Self.again(exploration) == exploration)
        let tracks = (0..<12).map { PatientPosteriorTests.track($0, [Double($0) / 7]) }
        let posterior = PatientPosterior(
            PatientHistory(), prior: .vague(traits: 1, instruments: []))
        let offer = PatientOffer.made(
            from: tracks, posterior.estimates(of: tracks),
            prior: .vague(traits: 1, instruments: []), seed: .max, exploration: exploration,
            draws: 30
        ) { scores in
            Array(scores.indices.sorted { scores[$0] > scores[$1] }.prefix(4))
        }.offer
        #expect(offer.draws == 30 && offer.chances.count >= 4)
        // In thirty-one lists, the one that was made included.
        #expect(
            offer.chances.allSatisfy {
                abs(31 * $0.probability - (31 * $0.probability).rounded()) < 1e-9
            })
        #expect(try Self.again(offer) == offer)
    }

    @Test("A history with what was said of a session as a whole is read back as it was written")
    func history() throws {
        let piece = PatientPiece(PatientPosteriorTests.track(1, [0.25]))
        let history = PatientHistory(
            sessions: [
                PatientSession(
                    choices: [PatientChoice(piece, over: piece)],
                    wish: PatientWish(trait: 0, isForMore: true),
                    answers: [PatientAnswer(piece, rating: 40, isNotAgain: true)], liking: 62.5),
                PatientSession(answers: [PatientAnswer(piece)]),
            ], forbidden: [piece.digest], forbiddenInstruments: [3], nodded: [piece])
        #expect(try Self.again(history) == history)
    }
}
