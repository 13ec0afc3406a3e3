import MusikModel
import Testing

@testable import MusikCuration

@Suite("What is said of a session as a whole")
struct SessionLikingTests {
    private static let prior = PatientPosteriorTests.prior([PatientPosteriorTests.steady])

    private static func piece(_ number: Int, _ trait: Double) -> PatientPiece {
        PatientPiece(PatientPosteriorTests.track(number, [trait]))
    }

    private static func estimate(_ session: PatientSession, trait: Double) -> PreferenceEstimate {
        PatientPosterior(PatientHistory(sessions: [session]), prior: prior).estimates(
            of: [PatientPosteriorTests.track(99, [trait])])[0].liking
    }

    @Test("It is a rating of the mean of what sounded, the day's mood and wish in it")
    func closedForm() {
        // One of the two is against the wish: the mean is liked 10 less.
        let session = PatientSession(
            wish: PatientWish(trait: 0, isForMore: true),
            answers: [PatientAnswer(Self.piece(1, 1.4)), PatientAnswer(Self.piece(2, -0.6))],
            liking: 72)
        let variance = 49.0 + 30 + 64 * 0.4 * 0.4 + 70 / 2 + 280
        let common = 49 + 64 * 0.4 * 1.2
        let surprise = 72 - (55 + 3 * 0.4 - 10)
        let estimate = Self.estimate(session, trait: 1.2)
        #expect(abs(estimate.mean - (55 + 3 * 1.2 + common * surprise / variance)) < 1e-9)
        let left = 49 + 64 * 1.2 * 1.2 + 70 - common * common / variance
        #expect(abs(estimate.deviation - left.squareRoot()) < 1e-9)
    }

    @Test("Said of one piece, it is that piece's rating, at the scale's ends as well")
    func single() {
        for rating in [0.0, 35, 100] {
            let whole = PatientSession(answers: [PatientAnswer(Self.piece(1, 1))], liking: rating)
            let each = PatientSession(answers: [PatientAnswer(Self.piece(1, 1), rating: rating)])
            #expect(Self.estimate(whole, trait: 0.5) == Self.estimate(each, trait: 0.5))
        }
    }

    @Test("It raises what is like the pieces that sounded, less than the same said of each")
    func weaker() {
        func session(of each: Double?, whole: Double?) -> PatientSession {
            PatientSession(
                answers: (0..<6).map {
                    PatientAnswer(Self.piece($0, 1 + Double($0) / 10), rating: each)
                }, liking: whole)
        }
        let like = 1.3
        let nothing = Self.estimate(session(of: nil, whole: nil), trait: like)
        let whole = Self.estimate(session(of: nil, whole: 90), trait: like)
        let each = Self.estimate(session(of: 90, whole: nil), trait: like)
        #expect(whole.mean > nothing.mean + 3)
        #expect(each.mean > whole.mean + 3)
        #expect(each.deviation < whole.deviation && whole.deviation < nothing.deviation)
        // What is least like them is raised less: only the level speaks for it.
        let unlike =
            Self.estimate(session(of: nil, whole: 90), trait: -1.3).mean
            - Self.estimate(session(of: nil, whole: nil), trait: -1.3).mean
        #expect(unlike < whole.mean - nothing.mean - 3)
    }

    @Test("Pieces that merely sounded change nothing to the last bit, and are known all the same")
    func silent() {
        let prior = PopulationPrior.vague(traits: 1, instruments: [])
        let answers = (0..<5).map {
            PatientAnswer(
                Self.piece($0, Double($0) / 2 - 1), rating: 70 - 8 * Double($0),
                reaction: 1 - $0 % 3)
        }
        let silent = (5..<9).map { PatientAnswer(Self.piece($0, Double($0) / 3)) }
        let asked = (0..<12).map { PatientPosteriorTests.track($0, [Double($0) / 4]) }
        let without = PatientPosterior(
            PatientHistory(sessions: [PatientSession(answers: answers)]), prior: prior)
        let with = PatientPosterior(
            PatientHistory(sessions: [PatientSession(answers: answers + silent, liking: nil)]),
            prior: prior)
        #expect(
            with.estimates(of: asked).map(\.liking) == without.estimates(of: asked).map(\.liking))
        #expect(with.families == without.families)
        #expect(with.estimates(of: asked).allSatisfy { !$0.isNew })
    }

    @Test("Said of nothing that sounded, it says nothing")
    func empty() {
        let session = PatientSession(liking: 95)
        #expect(Self.estimate(session, trait: 1) == Self.estimate(PatientSession(), trait: 1))
        #expect(PatientHistory(sessions: [session]).today == 0)
    }
}
