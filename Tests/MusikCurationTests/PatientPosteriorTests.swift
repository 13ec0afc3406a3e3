import MusikModel
import MusikTestSupport
import Testing

@testable import MusikCuration

@Suite("What is learnt of a patient")
struct PatientPosteriorTests {
    /// A piece known by a number.
    static func track(_ number: Int, _ traits: [Double]) -> CurationTrack {
        CurationTrack(
            digest: ContentDigest(
                bytes: (0..<32).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }),
            title: "\(number)", seconds: 300, intensity: -20, brightness: 0, traits: traits)
    }

    /// A prior of one family or more, with one trait and plain numbers.
    static func prior(_ families: [PriorFamilyShape]) -> PopulationPrior {
        var prior = PopulationPrior.vague(traits: 1, instruments: [])
        prior.level = 55
        prior.levelVariance = 49
        prior.weights = [3]
        prior.weightCovariance = [[64]]
        prior.moodVariance = 30
        prior.ratingVariance = 280
        prior.reactionVariance = 200
        prior.skipVariance = 150
        prior.skipBound = 18
        prior.choiceVariance = 400
        prior.families = families
        return prior
    }

    static let steady = PriorFamilyShape(.steady, share: 1, ownVariance: 70)

    @Test("From ratings, the posterior is the one of the textbook")
    func closedForm() {
        let prior = Self.prior([Self.steady])
        let (first, second) = (Self.track(1, [0.8]), Self.track(2, [-1.5]))
        let asked = Self.track(3, [1.2])
        let history = PatientHistory(sessions: [
            PatientSession(answers: [
                PatientAnswer(PatientPiece(first), rating: 82),
                PatientAnswer(PatientPiece(second), rating: 31),
            ])
        ])
        // Covariances of the two ratings, and of each with the liking that is asked for.
        let common = 49.0 + 30
        let a = common + 64 * 0.8 * 0.8 + 70 + 280
        let b = common + 64 * 0.8 * -1.5
        let d = common + 64 * 1.5 * 1.5 + 70 + 280
        let (k, l) = (49 + 64 * 0.8 * 1.2, 49 + 64 * -1.5 * 1.2)
        let (r, s) = (82 - (55 + 3 * 0.8), 31 - (55 + 3 * -1.5))
        let determinant = a * d - b * b
        let mean =
            55 + 3 * 1.2 + ((d * k - b * l) * r + (a * l - b * k) * s) / determinant
        let variance =
            49 + 64 * 1.2 * 1.2 + 70 - (d * k * k - 2 * b * k * l + a * l * l) / determinant
        let estimate = PatientPosterior(history, prior: prior).estimates(of: [asked])[0].liking
        #expect(abs(estimate.mean - mean) < 1e-9)
        #expect(abs(estimate.deviation - variance.squareRoot()) < 1e-9)
    }

    @Test(
        "Reactions, skips, choices and full marks are taken in as integration over all tastes does")
    func bruteForce() {
        // Level and weight are all that is unknown: both can be integrated over by a grid.
        var prior = Self.prior([PriorFamilyShape(.steady, share: 1, ownVariance: 0)])
        prior.moodVariance = 0
        let (first, second) = (Self.track(1, [0.9]), Self.track(2, [-1.1]))
        let history = PatientHistory(sessions: [
            PatientSession(
                choices: [PatientChoice(PatientPiece(second), over: PatientPiece(first))],
                answers: [
                    PatientAnswer(PatientPiece(first), reaction: 1, isSkipped: false),
                    PatientAnswer(PatientPiece(second), rating: 100, isSkipped: false),
                    PatientAnswer(PatientPiece(Self.track(3, [2])), reaction: -2, isSkipped: true),
                ])
        ])
        func between(_ value: Double, _ low: Double, _ high: Double, _ variance: Double) -> Double {
            let deviation = variance.squareRoot()
            return PreferenceNormal.probability(
                from: (low - value) / deviation, to: (high - value) / deviation)
        }
        func likelihood(_ felt: (Double) -> Double) -> Double {
            between(felt(-1.1) - felt(0.9), 0, .infinity, 400)
                * between(felt(0.9), 60, 80, 200) * between(felt(0.9), 18, .infinity, 150)
                * between(felt(-1.1), 99.5, .infinity, 280)
                * between(felt(-1.1), 18, .infinity, 150)
                * between(felt(2), -.infinity, 20, 200) * between(felt(2), -.infinity, 18, 150)
        }
        var sums = (mass: 0.0, mean: 0.0, square: 0.0)
        for level in stride(from: -6.0, through: 6, by: 0.05) {
            for weight in stride(from: -6.0, through: 6, by: 0.05) {
                let felt = { (trait: Double) in 55 + 7 * level + (3 + 8 * weight) * trait }
                let mass =
                    PreferenceNormal.density(level) * PreferenceNormal.density(weight)
                    * likelihood(felt)
                let liking = felt(-0.5)
                sums.mass += mass
                sums.mean += mass * liking
                sums.square += mass * liking * liking
            }
        }
        let mean = sums.mean / sums.mass
        let deviation = (sums.square / sums.mass - mean * mean).squareRoot()
        let posterior = PatientPosterior(history, prior: prior)
        let estimate = posterior.estimates(of: [Self.track(4, [-0.5])])[0].liking
        #expect(abs(estimate.mean - mean) < 0.1, "\(estimate.mean) \(mean)")
        #expect(abs(estimate.deviation / deviation - 1) < 0.02)
        let learnt = [PreferenceHypothesis].learn(PreferenceData(history, prior: prior), prior)
        let evidence = PreferenceNormal.log(sums.mass * 0.05 * 0.05)
        #expect(abs(learnt.hypotheses[0].inference.logEvidence - evidence) < 0.02)
    }

    @Test("The evidence of ratings is their joint density, and by it families are weighed")
    func evidence() {
        let families = [
            PriorFamilyShape(.steady, share: 0.7, ownVariance: 70),
            PriorFamilyShape(.indifferent, share: 0.3, scale: 0.01, ownVariance: 10),
        ]
        let prior = Self.prior(families)
        let history = PatientHistory(sessions: [
            PatientSession(answers: [PatientAnswer(PatientPiece(Self.track(1, [2])), rating: 20)])
        ])
        func density(_ mean: Double, _ variance: Double) -> Double {
            PreferenceNormal.density((20 - mean) / variance.squareRoot()) / variance.squareRoot()
        }
        let steady = 0.7 * density(55 + 3 * 2, 49 + 30 + 64 * 4 + 70 + 280)
        let indifferent = 0.3 * density(55, 49 + 30 + 0.64 * 4 + 10 + 280)
        let share = PatientPosterior(history, prior: prior).families[.steady]!
        #expect(abs(share - steady / (steady + indifferent)) < 1e-9)
    }

    @Test("In which order pieces of a session were answered is of no consequence")
    func order() {
        let seed: UInt64 = 0x5EED_0520
        print("seed: \(seed)")
        var random = Generator(seed: seed)
        let prior = PopulationPrior.vague(traits: 3, instruments: [2])
        let answers = (0..<8).map { number in
            PatientAnswer(
                PatientPiece(
                    Self.track(
                        number, [random.normal(), random.normal(), number % 3 == 0 ? 2 : -0.5])),
                rating: random.uniform() < 0.5 ? nil : (100 * random.uniform()).rounded(),
                reaction: random.index(below: 5) - 2, isSkipped: random.uniform() < 0.3)
        }
        let asked = (0..<10).map { Self.track($0, [random.normal(), 0.3, 2]) }
        let forwards = PatientPosterior(
            PatientHistory(sessions: [PatientSession(answers: answers)]), prior: prior)
        let backwards = PatientPosterior(
            PatientHistory(sessions: [PatientSession(answers: answers.reversed())]), prior: prior)
        for (one, other) in zip(forwards.estimates(of: asked), backwards.estimates(of: asked)) {
            #expect(abs(one.liking.mean - other.liking.mean) < 1e-6)
            #expect(abs(one.liking.deviation - other.liking.deviation) < 1e-6)
        }
    }

    @Test("A taste that drifts is what it was said to be last")
    func recent() {
        let drifting = PriorFamilyShape(.drifting, share: 1, ownVariance: 70)
        func estimate(_ ratings: [Double]) -> Double {
            let sessions = ratings.enumerated().map { number, rating in
                PatientSession(answers: [
                    PatientAnswer(PatientPiece(Self.track(number, [1.5])), rating: rating)
                ])
            }
            let posterior = PatientPosterior(
                PatientHistory(sessions: sessions), prior: Self.prior([drifting]))
            return posterior.estimates(of: [Self.track(99, [1.5])])[0].liking.mean
        }
        #expect(estimate([20, 30, 70, 80]) > estimate([80, 70, 30, 20]) + 1)
    }

    @Test("What is remembered of a piece is believed of this piece more than of its like")
    func own() {
        let history = PatientHistory(sessions: [
            PatientSession(answers: [PatientAnswer(PatientPiece(Self.track(1, [0])), rating: 95)])
        ])
        let estimates = PatientPosterior(history, prior: Self.prior([Self.steady])).estimates(
            of: [Self.track(1, [0]), Self.track(2, [0])])
        #expect(estimates[0].liking.mean > estimates[1].liking.mean + 3)
        #expect(estimates[0].liking.deviation < estimates[1].liking.deviation)
    }

    @Test("From nearly nothing said, an interval is as wide as the population")
    func unknown() {
        let estimate = PatientPosterior(PatientHistory(), prior: Self.prior([Self.steady]))
            .estimates(of: [Self.track(1, [1])])[0]
        #expect(estimate.liking.mean == 58)
        #expect(abs(estimate.liking.deviation - (49.0 + 64 + 70).squareRoot()) < 1e-9)
        #expect(estimate.isNew)
    }
}
