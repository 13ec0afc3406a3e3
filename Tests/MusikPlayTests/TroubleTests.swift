import MusikEngine
import MusikModel
import MusikSession
import Testing

@testable import MusikPlay

@Suite("Troubles in words")
struct TroubleTests {
    private typealias Purpose = SessionScreenState.Output.Purpose

    @Test("say what happened and what was done, in one line")
    func words() {
        let back = Trouble(.deviceBack, output: 0, seconds: 1.2, at: 9)
        #expect(
            back.sentence(.headphones, .english)
                == "The headphones stopped for 1.2 s and were restarted; the programme went on at "
                + "its place.")
        #expect(
            back.sentence(.speakers, .french)
                == "Enceintes\u{A0}: arrêt de 1,2 s, puis relance\u{A0}; le programme a continué à "
                + "sa place.")
        var often = Trouble(.underrun, output: 0, seconds: 0.1)
        often.count = 3
        #expect(often.sentence(.headphones, .english).hasSuffix(" (3 times in the last minute)"))
        #expect(often.sentence(.headphones, .french).hasSuffix(" (3 fois en une minute)"))
    }

    @Test(
        "exist for each kind in both languages, apart from one another",
        arguments: Language.allCases)
    func complete(language: Language) {
        let all = Trouble.Kind.allCases.map { Trouble($0).sentence(.speakers, language) }
        #expect(Set(all).count == all.count)
        #expect(all.allSatisfy { !$0.isEmpty && !$0.contains("\n") })
        #expect(all.allSatisfy { $0.count <= 130 })
    }

    @Test("Status names the output, the moment and how often")
    func status() throws {
        let options = try SessionOutputs.Place(
            purpose: .speakers, name: .silent(pace: .times(1)),
            output: SessionOutputs.output(.silent(pace: .times(1))))
        let headphones = SessionOutputs.Place(
            purpose: .headphones, name: options.name, output: options.output)
        let trouble = SessionStatus.Trouble(
            Trouble(.underrun, output: 1, seconds: 0.0314, at: 61.26, count: 4),
            [headphones, options], .english)
        let text = try jsonText(trouble)
        for part in [
            "\"kind\" : \"underrun\"", "\"purpose\" : \"speakers\"", "61.3", "0.031",
            "\"timesInLastMinute\" : 4", "loudspeakers ran dry",
        ] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
    }
}
