import CurationSimulator
import MusikTestSupport
import Testing

@testable import MusikCuration

@Suite("What is known of patients beforehand")
struct PopulationPriorTests {
    static let start = PopulationPrior.vague(
        traits: SimulatedWorld.traits,
        instruments: Array(SimulatedWorld.runningTraits..<SimulatedWorld.traits))

    @Test("From nobody, the start is all that is known")
    func nobody() {
        var prior = PopulationPrior.estimated(from: [], start: Self.start, name: "nobody")
        #expect(prior.name == "nobody")
        prior.name = Self.start.name
        #expect(prior == Self.start)
    }

    @Test("From forty patients, what they share is found, and named")
    func shared() {
        let world = SimulatedWorld(seed: 0x5EED_0522)
        let histories = (0..<40).map { SimulatedRecord.consenting($0, in: world) }
        let prior = PopulationPrior.estimated(
            from: histories, start: Self.start, name: "forty", rounds: (5, 2))
        #expect(prior.patients == 40)
        let truth = SimulatedWorld.meanWeights
        let product = zip(prior.weights, truth).reduce(0) { $0 + $1.0 * $1.1 }
        let sizes = [prior.weights, truth].map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        #expect(product / (sizes[0] * sizes[1]) > 0.8, "\(prior.weights)")
        #expect(abs(prior.level - SimulatedWorld.level) < 4)
        #expect((13...22).contains(prior.ratingVariance.squareRoot()))
        let shares = prior.families.reduce(0) { $0 + $1.share }
        #expect(abs(shares - 1) < 1e-9)
    }

    @Test("Intervals hold nine tenths of likings drawn from the prior itself")
    func calibrated() {
        let seed: UInt64 = 0x5EED_0523
        print("seed: \(seed)")
        var random = Generator(seed: seed)
        let prior = PatientPosteriorTests.prior([PatientPosteriorTests.steady])
        var inside = 0
        for _ in 0..<400 {
            let level = 55 + 7 * random.normal()
            let weight = 3 + 8 * random.normal()
            let mood = 30.0.squareRoot() * random.normal()
            let traits = (0..<10).map { _ in random.normal() }
            let liking = traits.map { level + weight * $0 + 70.0.squareRoot() * random.normal() }
            let tracks = traits.enumerated().map { PatientPosteriorTests.track($0, [$1]) }
            let answers = (0..<5).map { place in
                let felt = liking[place] + mood
                let reaction = felt + 200.0.squareRoot() * random.normal()
                return PatientAnswer(
                    PatientPiece(tracks[place]),
                    rating: min(100, max(0, felt + 280.0.squareRoot() * random.normal())),
                    reaction: [20.0, 40, 60, 80].count { reaction > $0 } - 2,
                    isSkipped: felt + 150.0.squareRoot() * random.normal() < 18)
            }
            let posterior = PatientPosterior(
                PatientHistory(sessions: [PatientSession(answers: answers)]), prior: prior)
            for (estimate, liking) in zip(posterior.estimates(of: tracks), liking) {
                inside += estimate.liking.interval.contains(liking) ? 1 : 0
            }
        }
        // 400 patients with ten likings that depend on one another: an error of about 0.7 %.
        #expect((0.88...0.92).contains(Double(inside) / 4000), "\(inside)")
    }
}
