import MusikCuration
import MusikModel
import Testing

@Suite("What a list owes to what was said")
struct ListFeedbackTests {
    private static func track(_ number: UInt8, _ traits: [Double]) -> CurationTrack {
        CurationTrack(
            digest: ContentDigest(bytes: repeatElement(number, count: 32)), title: "\(number)",
            seconds: 200, intensity: -20, brightness: -1, traits: traits)
    }

    private static let heard = (0..<4).map { track(UInt8($0), [Double($0), 0]) }

    private static func feedback(_ reactions: [Int?], notAgain: Int? = nil) -> ListFeedback {
        ListFeedback(
            zip(heard, reactions).enumerated().map { place, pair in
                PatientAnswer(
                    PatientPiece(pair.0), reaction: pair.1, isNotAgain: place == notAgain)
            })
    }

    @Test("A list that moves as the patient liked says so, and the other way says nothing")
    func moves() {
        // What was liked has more of the first trait; what was heard lies at 1.5 in the mean.
        let feedback = Self.feedback([-1, nil, nil, 2])
        let more = feedback.reasons(for: [Self.track(9, [2.5, 3])])
        #expect(more.contains(.towards(trait: 0, by: 1)))
        #expect(!more.contains(.towards(trait: 1, by: 3)), "nothing was said of the second")
        let less = feedback.reasons(for: [Self.track(9, [0.5, 3])])
        #expect(less == [.leftOut([Self.heard[0].digest])])
        let near = feedback.reasons(for: [Self.track(9, [1.6, 0])])
        #expect(near == [.leftOut([Self.heard[0].digest])], "too little to be heard")
    }

    @Test("Where all was liked alike no trait is said to be nearer to it")
    func alike() {
        let feedback = Self.feedback([1, 1, 1, 1])
        #expect(feedback.reasons(for: [Self.track(9, [3, 3])]).isEmpty)
    }

    @Test("Dislike that is heeded is said, and so is what comes again because it was liked")
    func pieces() {
        let feedback = Self.feedback([-2, 1, -1, nil], notAgain: 3)
        let list = [Self.heard[1], Self.heard[2], Self.track(9, [1.5, 0])]
        #expect(
            feedback.reasons(for: list) == [
                .leftOut([Self.heard[0].digest, Self.heard[3].digest]),
                .again(Self.heard[1].digest),
            ])
    }

    @Test("Where nothing was heard nothing is owed")
    func nothing() {
        let feedback = ListFeedback([])
        #expect(feedback.reasons(for: Self.heard).isEmpty)
    }
}
