import MusikModel
import Testing

@testable import MusikMeasures

@Suite("Packs that are taken")
struct PackTests {
    @Test("The documentation's packs are read as it describes them")
    func documentation() throws {
        #expect(try documentedPacks().count == 2)
        let catalogue = try InstrumentCatalogue.documented()
        for instrument in catalogue.instruments { expectSound(instrument, instrument.id) }

        let madrs = try #require(catalogue["madrs"])
        #expect(madrs.edition.description == "madrs 1 with pack site-2026-03")
        let flag = try #require(madrs.flag(InstrumentFlag.suicidality))
        #expect(flag.atLeast == 3)
        #expect(flag.plan[.french]?.hasSuffix("Appelez le médecin de garde.") == true)
        let nine = Array(repeating: 0 as Int?, count: 9)
        #expect(try madrs.score(nine + [2]).state(flag.id) == .clear)
        #expect(try madrs.score(nine + [3]).state(flag.id) == .raised)

        let checkIn = try #require(catalogue[.depressionSelfReport])
        #expect(checkIn.id == "check-in")
        #expect(checkIn.languages == Language.allCases)
        #expect(checkIn.instructions[.french]?.isEmpty == false)
        #expect(checkIn.anchors(of: checkIn.items[0]).map(\.value) == [0, 10])
        #expect(
            checkIn.anchors(of: checkIn.items[2]).map(\.text[.french]) == [
                "Jamais", "Tous les jours",
            ])
        #expect(checkIn.respondent == .patient)
    }

    @Test("A site adds French to PCL-5 and sets its cut-off; the English stays")
    func frenchText() throws {
        let pcl5 = try InstrumentPack(bytes: frenchPCL5()).instrument
        expectSound(pcl5)
        #expect(pcl5.languages == Language.allCases)
        #expect(pcl5.items[19].text[.french] == "Question 20")
        #expect(
            pcl5.items.map { $0.text[.english] } == Instrument.pcl5.items.map { $0.text[.english] })
        #expect(pcl5.anchors[4].text == Wording(english: "Extremely", french: "Réponse 4"))
        var answers: [Int?] = Array(repeating: 2, count: 15) + [0, 0, 0, 0, 0]
        #expect(try pcl5.score(answers).outcome("cutoff") == .notMet)
        answers[19] = 1
        #expect(try pcl5.score(answers).outcome("cutoff") == .met)
        #expect(try Instrument.pcl5.score(answers).outcome("cutoff") == .notMet)
    }

    @Test("A refused pack leaves the catalogue as it was")
    func unchanged() throws {
        var catalogue = try InstrumentCatalogue.documented()
        let before = catalogue
        #expect(throws: PackError.self) { try catalogue.add(pack: Array("{}".utf8)) }
        for pack in try documentedPacks() {
            #expect(throws: PackError.self) { try catalogue.add(pack: pack) }
        }
        #expect(catalogue == before)
    }

    @Test("JSON's escapes and white space mean what they mean elsewhere")
    func escapes() throws {
        let pack = """
            \t{"format":1.0e0,\r\n"instrument":"\\u006dadrs","version":"a",
            "flags":[{"id":"suicidality","plan":{"fr":"é 😀",
            "en":"\\"\\/\\\\ \\ud83d\\ude00\\n\\u00e9"}}]}
            """
        let madrs = try InstrumentPack(bytes: Array(pack.utf8)).instrument
        #expect(madrs.flags[0].plan == Wording(english: "\"/\\ 😀\né", french: "é 😀"))
    }
}
