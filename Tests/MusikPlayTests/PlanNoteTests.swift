import MusikModel
import MusikProgramme
import Testing

@testable import MusikPlay

@Suite("What a planner did, in words")
struct PlanNoteTests {
    static let notes: [PlanNote] = [
        .droppedTrack(title: "A"), .addedReserve(title: "A"), .repeatedTrack(title: "A"),
        .cutFinal(title: "A", seconds: 2.5, fadeSeconds: 8),
        .overlap(from: "A", to: "B", seconds: 6.25, correlation: 0.31),
        .trimmed(title: "A", headSeconds: 0.5, tailSeconds: 1.5),
        .gainLimitedByPeak(title: "A", by: -1.5), .unmeasuredLoudness(title: "A"),
        .droppedCue(title: "A"), .failedSource(title: "A"), .levelChanged(by: -2.5),
    ]

    @Test("Why a plan is refused is said in both languages, with the same figures")
    func refusals() {
        let errors: [PlanError] = [
            .noTracks, .emptyTrack(title: "A"),
            .tooShort(missingSeconds: 61, availableSeconds: 125, helps: []),
            .windowWithinOpening(missingSeconds: 30, helps: []),
            .endTooNear(seconds: 5, minimumSeconds: 20),
            .programmeOver, .unknownTrack(title: "A"),
        ]
        for error in errors {
            let (english, french) = (error.problem(.english), error.problem(.french))
            #expect(english == Failure(error).problem && english != french)
            #expect(english.filter(\.isNumber) == french.filter(\.isNumber))
            #expect(!french.contains(" :") && !french.contains(" ;") && !french.contains("« "))
        }
    }

    @Test("French has words and commas of its own, and no plain space before a double sign")
    func french() throws {
        for note in Self.notes {
            let english = try #require(note.sentence(.english))
            let french = try #require(note.sentence(.french))
            #expect(english != french)
            #expect(!french.contains(" :") && !french.contains(" ;"), "\(french)")
            #expect(english.contains("A") == french.contains("A"))
            let digits = { (text: String) in text.filter(\.isNumber) }
            #expect(digits(english) == digits(french))
            #expect(!french.contains { $0 == "." }, "\(french)")
        }
        #expect(
            PlanNote.cutFinal(title: "Calme", seconds: 2.5, fadeSeconds: 8).sentence(.french)
                == "Calme finit 2,5 s plus tôt, par un fondu de 8 s")
    }
}
