import Foundation
import MusikModel
import MusikTestSupport
import Testing

@testable import MusikMeasures

@Suite("Answers")
struct ResponseTests {
    private func code(_ answers: [String: Int], pack: String? = nil) -> ResponseError.Code? {
        do throws(ResponseError) {
            let edition = InstrumentEdition(instrument: "madrs", version: "1", pack: pack)
            _ = try Instrument.madrs.score(
                InstrumentResponse(edition: edition, language: .french, answers: answers))
            return nil
        } catch {
            #expect(!error.reason.isEmpty)
            return error.code
        }
    }

    @Test("An answer that the item doesn't have is refused, at either end")
    func outside() {
        #expect(code(["1": 0, "10": 6]) == nil)
        #expect(code(["1": -1]) == .noSuchAnswer)
        #expect(code(["10": 7]) == .noSuchAnswer)
        #expect(code(["10": .max]) == .noSuchAnswer)
        #expect(code(["10": .min]) == .noSuchAnswer)
    }

    @Test("An answer between two steps is refused")
    func steps() throws {
        let pack = """
            {"format": 1, "instrument": "steps", "version": "1", "structure": {"name": "steps",
            "answeredBy": "clinician", "scales": [],
            "items": [{"id": "a", "lowest": -10, "highest": 10, "step": 5}]}}
            """
        let instrument = try InstrumentPack(bytes: Array(pack.utf8)).instrument
        for answer in -11...11 {
            #expect(instrument.items[0].accepts(answer) == [-10, -5, 0, 5, 10].contains(answer))
        }
    }

    @Test("An answer to an item that doesn't exist is refused")
    func unknown() {
        #expect(code(["11": 0]) == .unknownItem)
        #expect(code(["": 0]) == .unknownItem)
    }

    @Test("Answers to another wording are refused, even of the same instrument")
    func otherEdition() {
        #expect(code(["1": 0], pack: "site-1") == .otherEdition)
    }

    @Test("Answers and scores come back from JSON as they were")
    func roundTrip() throws {
        let seed: UInt64 = 0x5EED_0301
        print("seed of the answers: \(seed)")
        var random = Generator(seed: seed)
        for instrument in try InstrumentCatalogue.documented().instruments {
            for _ in 0..<50 {
                let response = instrument.randomResponse(&random)
                let score = try instrument.score(response)
                let responseData = try JSONEncoder().encode(response)
                let scoreData = try JSONEncoder().encode(score)
                #expect(
                    try JSONDecoder().decode(InstrumentResponse.self, from: responseData)
                        == response)
                #expect(
                    try JSONDecoder().decode(InstrumentScore.self, from: scoreData) == score)
            }
        }
    }
}

extension Instrument {
    /// Some answers, each of which its item has.
    func randomResponse(_ random: inout Generator) -> InstrumentResponse {
        let missing = [0, 10, 30, 90].randomElement(using: &random) ?? 0
        var answers: [String: Int] = [:]
        for item in items where Int.random(in: 0..<100, using: &random) >= missing {
            answers[item.id] = item.randomAnswer(&random)
        }
        return InstrumentResponse(
            edition: edition, language: Language.allCases.randomElement(using: &random) ?? .french,
            answers: answers)
    }
}

extension InstrumentItem {
    /// An answer that the item has.
    func randomAnswer(_ random: inout Generator) -> Int {
        range.lowerBound + step * Int.random(in: 0...range.width / step, using: &random)
    }
}
