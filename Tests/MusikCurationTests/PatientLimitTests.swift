import CurationSimulator
import MusikModel
import MusikTestSupport
import Testing

@testable import MusikCuration

@Suite("What no learning may change")
struct PatientLimitTests {
    private static func track(_ number: Int, _ traits: [Double]) -> CurationTrack {
        PatientPosteriorTests.track(number, traits)
    }

    @Test("Forbidden, refused and unwished pieces are out, however much they are liked")
    func hard() {
        let prior = PopulationPrior.vague(traits: 2, instruments: [1])
        let loved = Self.track(1, [1, -0.4])
        let refused = Self.track(2, [1, -0.4])
        let sounding = Self.track(3, [1, 2.7])
        let free = Self.track(4, [1, -0.4])
        var history = PatientHistory(
            sessions: [
                PatientSession(answers: [
                    PatientAnswer(PatientPiece(loved), rating: 100, reaction: 2),
                    PatientAnswer(PatientPiece(refused), rating: 100, isNotAgain: true),
                    PatientAnswer(PatientPiece(sounding), rating: 100),
                ])
            ], forbidden: [loved.digest], forbiddenInstruments: [1])
        let posterior = PatientPosterior(history, prior: prior)
        #expect(
            [loved, refused, sounding, free].map { posterior.permits($0) } == [
                false, false, false, true,
            ])
        let wish = PatientWish(trait: 0, isForMore: false)
        #expect(!posterior.permits(free, wish: wish))
        #expect(posterior.permits(Self.track(5, [-0.1, -0.4]), wish: wish))
        let plain = posterior.estimates(of: [free])[0].liking.mean
        let wished = posterior.estimates(of: [free], wish: wish)[0].liking.mean
        #expect(abs(plain - wished - 20) < 1e-9)
        history.forbidden = []
        #expect(PatientPosterior(history, prior: prior).permits(loved))
    }

    @Test("An instrument that was plainly disliked twice is a risk, and one that wasn't is none")
    func risk() {
        let prior = PopulationPrior.vague(traits: 3, instruments: [1, 2])
        let answers = (0..<8).map { number in
            let isHeard = number < 2
            return PatientAnswer(
                PatientPiece(
                    Self.track(number, [0, isHeard ? 2.7 : -0.4, number == 4 ? 2.7 : -0.4])),
                rating: isHeard ? 10 : 75, reaction: isHeard ? -2 : 1, isSkipped: isHeard)
        }
        let posterior = PatientPosterior(
            PatientHistory(sessions: [PatientSession(answers: answers)]), prior: prior)
        let estimates = posterior.estimates(
            of: [Self.track(20, [0, 2.7, -0.4]), Self.track(21, [0, -0.4, 2.7])])
        #expect(estimates[0].risk > 0.5)
        #expect(estimates.map(\.isSafe) == [false, true])
        #expect(estimates[1].risk < PatientPosterior.greatestRisk)
    }

    @Test("After one plain dislike an instrument stays away, until it was liked often enough")
    func dislike() {
        let prior = PopulationPrior.vague(traits: 8, instruments: [1])
        func track(_ number: Int, isHeard: Bool) -> CurationTrack {
            Self.track(number, [0, isHeard ? 2.7 : -0.4, 0, 0, 0, 0, 0, 0])
        }
        func isSafe(_ dislike: PatientAnswer, then ratings: [Double]) -> Bool {
            let later = ratings.enumerated().map { number, rating in
                PatientAnswer(PatientPiece(track(10 + number, isHeard: true)), rating: rating)
            }
            let others = (0..<6).map {
                PatientAnswer(PatientPiece(track(30 + $0, isHeard: false)), rating: 60)
            }
            let history = PatientHistory(sessions: [
                PatientSession(answers: [dislike] + others), PatientSession(answers: later),
            ])
            let asked = track(50, isHeard: true)
            return PatientPosterior(history, prior: prior).estimates(of: [asked])[0].isSafe
        }
        let piece = PatientPiece(track(1, isHeard: true))
        // What is said in one breath with the skip speaks against an aversion, and isn't enough.
        for dislike in [
            PatientAnswer(piece, rating: 74, isSkipped: true),
            PatientAnswer(piece, rating: 74, reaction: -2), PatientAnswer(piece, rating: 25),
        ] {
            #expect(!isSafe(dislike, then: []))
            #expect(!isSafe(dislike, then: [62]))
            #expect(isSafe(dislike, then: [95, 90, 95, 90, 95, 90, 95, 90]))
        }
        #expect(isSafe(PatientAnswer(piece, rating: 50, isSkipped: false), then: []))
    }

    @Test("A piece is new until its like was heard or nodded to")
    func new() {
        let prior = PopulationPrior.vague(traits: 2, instruments: [])
        let near = Self.track(1, [0.5, 0.5])
        let far = Self.track(2, [3, -3])
        var history = PatientHistory(sessions: [
            PatientSession(answers: [
                PatientAnswer(PatientPiece(Self.track(3, [0, 0])), rating: 60)
            ])
        ])
        func new() -> [Bool] {
            PatientPosterior(history, prior: prior).estimates(of: [near, far]).map(\.isNew)
        }
        #expect(new() == [false, true])
        history.nodded = [PatientPiece(far)]
        #expect(new() == [false, false])
    }

    @Test("An offer is the same for a seed, and tells how probable each piece of it was")
    func offer() {
        let tracks = (0..<30).map { Self.track($0, [Double($0) / 10, 0]) }
        let estimates = tracks.indices.map {
            PatientEstimate(
                liking: PreferenceEstimate(mean: 40 + Double($0), deviation: 12), risk: 0,
                isSafe: true, isNew: $0 == 29)
        }
        let prior = PopulationPrior.vague(traits: 2, instruments: [])
        func made(_ seed: UInt64) -> (list: [Int], offer: PatientOffer) {
            PatientOffer.made(from: tracks, estimates, prior: prior, seed: seed) { scores in
                Array(scores.indices.sorted { scores[$0] > scores[$1] }.prefix(5))
            }
        }
        let one = made(7)
        #expect(made(7).list == one.list && made(7).offer == one.offer)
        #expect((0..<20).contains { made($0).list != one.list })
        #expect(one.offer.seed == 7 && one.offer.prior == "vague")
        #expect(one.offer.modelVersion == PopulationPrior.modelVersion)
        let sum = one.offer.chances.reduce(0) { $0 + $1.probability }
        #expect(abs(sum - 5) < 1e-9)
        #expect(
            Set(one.offer.chances.filter(\.isOffered).map(\.digest))
                == Set(one.list.map { tracks[$0].digest }))
        #expect(one.offer.chances.filter(\.isNew).map(\.digest) == [tracks[29].digest])
        // No draw lifts a piece past another that is liked more than twice the cap better.
        let last = Int(2 * PatientExploration().cap) + 1
        #expect(!one.offer.chances.contains { $0.digest == tracks[29 - last - 5].digest })
    }

    @Test("The fewer sessions are to come, the less is tried; in the last one nothing is")
    func horizon() {
        let prior = PopulationPrior.vague(traits: 1, instruments: [])
        let answers = [PatientAnswer(PatientPiece(Self.track(1, [0])), rating: 60)]
        let optimism = (0..<8).map { count in
            let sessions = [PatientSession](
                repeating: PatientSession(answers: answers), count: count)
            return PatientPosterior(PatientHistory(sessions: sessions), prior: prior)
                .exploration().optimism
        }
        #expect(optimism == [0.5, 0.4, 0.30000000000000004, 0.2, 0.1, 0, 0, 0])
        let sure = PreferenceEstimate(mean: 62, deviation: 8)
        let unsure = PreferenceEstimate(mean: 60, deviation: 15)
        let first = PatientExploration(sessionsToCome: 4)
        #expect(first.score(unsure, normal: 0, common: 0) > first.score(sure, normal: 0, common: 0))
        let last = PatientExploration(sessionsToCome: 0)
        #expect(last.score(unsure, normal: 0, common: 0) < last.score(sure, normal: 0, common: 0))
        // Hope is capped, and chance has a say beside it.
        let hopeful = PatientExploration(optimism: 3)
        #expect(hopeful.score(sure, normal: 0, common: 0) == 62 + hopeful.cap)
        #expect(
            hopeful.score(sure, normal: 1, common: 0) > hopeful.score(sure, normal: 0, common: 0))
    }

    @Test("Patients without preferences get lists that are no worse than the fixed one")
    func harmless() {
        let world = SimulatedWorld(seed: 0x5EED_0521)
        let instruments = Array(SimulatedWorld.runningTraits..<SimulatedWorld.traits)
        let prior = PopulationPrior.vague(traits: SimulatedWorld.traits, instruments: instruments)
        let fixed = world.meanLiking()
        var lead = 0.0
        for turn in 0..<12 {
            let patient = SimulatedPatient(6 * turn + 5, of: world)
            #expect(patient.kind == .none)
            var record = SimulatedRecord(patient, in: world)
            var rule = VarietyRule(patient, in: world)
            for session in 1...4 {
                let wish = patient.wishes[session - 1]
                record.open(patient.choices(before: session), wish: wish)
                let scores = PatientPosterior(record.history, prior: prior).estimates(
                    of: world.tracks
                ).map(\.liking.mean)
                let candidates = rule.candidates(wish: wish)
                let list = rule.list(by: scores, from: candidates)
                let other = rule.list(by: fixed, from: candidates)
                for (one, second) in zip(list, other) {
                    lead += patient.liking(one, session: session)
                    lead -= patient.liking(second, session: session)
                }
                let answers = patient.answers(to: list, session: session)
                rule.note(list, answers)
                record.close(answers)
            }
        }
        // 480 pairs of pieces that differ by chance alone, with a deviation of 4 each: 0.26.
        #expect(lead / 480 > -0.52, "\(lead / 480)")
    }
}
