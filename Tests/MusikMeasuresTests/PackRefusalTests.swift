import Foundation
import MusikModel
import Testing

@testable import MusikMeasures

@Suite("Packs that are refused")
struct PackRefusalTests {
    private func refusal(
        _ bytes: [UInt8], for catalogue: InstrumentCatalogue = .shipped
    ) throws -> PackError {
        do throws(PackError) {
            _ = try InstrumentPack(bytes: bytes, for: catalogue)
        } catch {
            #expect(!error.reason.isEmpty && !error.remedy.isEmpty)
            return error
        }
        throw Surprise()
    }

    private struct Surprise: Error {}

    /// The documentation's pack for `check-in` with one passage replaced.
    private func checkIn(_ passage: String, _ replacement: String) throws -> PackError {
        let text = String(decoding: try documentedPacks()[1], as: UTF8.self)
        #expect(text.contains(passage), "\(passage)")
        let range = try #require(text.range(of: passage))
        return try refusal(Array(text.replacingCharacters(in: range, with: replacement).utf8))
    }

    struct Slip: Sendable, CustomTestStringConvertible {
        let passage: String
        let replacement: String
        let code: PackError.Code
        let place: String

        init(_ passage: String, _ replacement: String, _ code: PackError.Code, _ place: String) {
            self.passage = passage
            self.replacement = replacement
            self.code = code
            self.place = place
        }

        var testDescription: String { "\(passage) -> \(replacement)" }
    }

    static let slips = [
        Slip(#""format": 1"#, #""format": 2"#, .outOfRange, "format"),
        Slip(#""format": 1,"#, "", .missingKey, ""),
        Slip(#""version""#, #""versoin""#, .unknownKey, ""),
        Slip(#""example-1""#, #""example 1""#, .badText, "version"),
        Slip(#""example-1""#, "7", .wrongType, "version"),
        Slip(#""check-in""#, #""meq30""#, .conflict, "structure"),
        Slip(#""check-in""#, "\"\"", .badText, "instrument"),
        Slip(#""patient""#, #""nobody""#, .unknownName, "structure.answeredBy"),
        Slip(#""patient""#, #""clinician""#, .conflict, "slot"),
        Slip(#""highest": 10}"#, #""highest": 0}"#, .outOfRange, "structure.items[1]"),
        Slip(
            #""lowest": 0, "highest": 3"#, #""lowest": 3, "highest": 0"#, .outOfRange,
            "structure.items[3]"),
        Slip(#""highest": 10}"#, #""highest": 1001}"#, .outOfRange, "structure.items[1].highest"),
        Slip(#""highest": 10}"#, #""highest": 10.5}"#, .outOfRange, "structure.items[1].highest"),
        Slip(
            #""highest": 10}"#, #""highest": 10, "step": 3}"#, .outOfRange,
            "structure.items[1]"),
        Slip(
            #""highest": 10}"#, #""highest": 10, "step": 0}"#, .outOfRange,
            "structure.items[1].step"),
        Slip(
            #""id": "energy", "lowest""#, #""id": "mood", "lowest""#, .duplicate,
            "structure.items[2]"),
        Slip(
            #""reversed": true"#, #""reversed": "yes""#, .wrongType,
            "structure.items[2].reversed"),
        Slip(
            #""items": ["mood", "energy"],"#, #""items": ["mood", "sleep"],"#,
            .unknownName, "structure.scales[1].items[2]"),
        Slip(
            #""items": ["mood", "energy"],"#, #""items": ["mood", "mood"],"#,
            .duplicate, "structure.scales[1].items[2]"),
        Slip(
            #""items": ["mood", "energy"],"#, #""items": ["mood", "life"],"#, .conflict,
            "structure.scales[1]"),
        Slip(
            #""items": ["mood", "energy"],"#, #""items": [],"#, .outOfRange,
            "structure.scales[1].items"),
        Slip(#""mean""#, #""median""#, .unknownName, "structure.scales[1].method"),
        Slip(
            #""missingPercent": 0"#, #""missingPercent": 51"#, .outOfRange,
            "structure.scales[1].missingPercent"),
        Slip(
            #"{"scale": "burden""#, #"{"scale": "total""#, .unknownName,
            "structure.rules[1].all[1].scale"),
        Slip(
            #""atLeast": 6.5"#, #""atLeast": 10.5"#, .outOfRange,
            "structure.rules[1].all[1].atLeast"),
        Slip(#""count": 2"#, #""count": 3"#, .outOfRange, "structure.rules[1].all[2].count"),
        Slip(
            #""atLeast": 6.5"#, #""atLeast": 0"#, .outOfRange, "structure.rules[1].all[1].atLeast"),
        Slip(
            #""atLeast": 5}"#, #""atLeast": 11}"#, .outOfRange,
            "structure.rules[1].all[2].atLeast"),
        Slip(
            #""atLeast": 5}"#, #""atLeast": 0}"#, .outOfRange,
            "structure.rules[1].all[2].atLeast"),
        Slip(
            #""scale": "burden","#, #""scale": "burden", "count": 1,"#, .conflict,
            "structure.rules[1].all[1].count"),
        Slip(#""atLeast": 1,"#, #""atLeast": 0,"#, .outOfRange, "flags[1].atLeast"),
        Slip(#""atLeast": 1,"#, #""atLeast": 4,"#, .outOfRange, "flags[1].atLeast"),
        Slip(#""atLeast": 1,"#, "", .missingKey, "flags[1]"),
        Slip(#""item": "life""#, #""item": "death""#, .unknownName, "flags[1].item"),
        Slip(#""suicidality""#, #""danger""#, .missingKey, "slot"),
        Slip(#"["en", "fr"]"#, #"["en", "de"]"#, .unknownName, "languages[2]"),
        Slip(#"["en", "fr"]"#, #"["en", "en"]"#, .duplicate, "languages[2]"),
        Slip(#"["en", "fr"]"#, #"["en"]"#, .conflict, "instructions.fr"),
        Slip(#""languages": ["en", "fr"],"#, "", .missingKey, "instructions"),
        Slip(#""en": "How low was your mood?","#, "", .missingText, "items[1].text"),
        Slip(#""How low was your mood?""#, #""  ""#, .badText, "items[1].text.en"),
        Slip(#""How low was your mood?""#, #""\u001b[2J""#, .badText, "items[1].text.en"),
        Slip(#""How low was your mood?""#, "null", .wrongType, "items[1].text.en"),
        Slip(#"{"value": 10, "#, #"{"value": 11, "#, .outOfRange, "items[1].anchors[2].value"),
        Slip(#"{"value": 10, "#, #"{"value": 0, "#, .duplicate, "items[1].anchors[2].value"),
        Slip(
            #""id": "life",\#n            "text""#, #""id": "hope",\#n            "text""#,
            .unknownName, "items[3].id"),
        Slip(
            #""id": "life",\#n            "text""#, #""id": "mood",\#n            "text""#,
            .duplicate, "items[3].id"),
        Slip(#"{"value": 3, "#, #"{"value": 4, "#, .outOfRange, "anchors[2].value"),
        Slip(
            #""en": "Stay with the patient. Ask about plans and means.","#, "", .missingText,
            "flags[1].plan"),
    ]

    @Test("A slip is refused where it is", arguments: slips)
    func refusedInPlace(_ slip: Slip) throws {
        let error = try checkIn(slip.passage, slip.replacement)
        #expect(error.code == slip.code)
        #expect(error.place == slip.place)
        #expect(error.line != nil)
    }

    @Test("A key that stands twice is refused with its line, however it is spelt")
    func duplicateKeys() throws {
        let spellings = [#""version": "b""#, #""v\u0065rsion": "b""#]
        for spelling in spellings {
            let pack = "{\n\"version\": \"a\",\n\(spelling)\n}"
            let error = try refusal(Array(pack.utf8))
            #expect(error.code == .duplicate)
            #expect(error.line == 3)
        }
    }

    @Test("Nesting is refused before it can do harm, and so is size")
    func bounds() throws {
        let deep = Array(String(repeating: "[", count: 200_000).utf8)
        #expect(try refusal(deep).code == .tooDeep)
        let objects =
            String(repeating: #"{"a":"#, count: 17) + "1" + String(repeating: "}", count: 17)
        #expect(try refusal(Array(objects.utf8)).code == .tooDeep)
        let large = [UInt8](repeating: 32, count: InstrumentPack.mostBytes + 1)
        #expect(try refusal(large).code == .tooLarge)
        #expect(try refusal(large.dropLast()).code == .malformed)
    }

    @Test(
        "What isn't JSON is refused",
        arguments: [
            "", " ", "{", "}", "{]", "[1,]", #"{"a":1,}"#, #"{"a" 1}"#, "{a:1}", "[1 2]", "nul",
            "01", "1.", ".5", "+1", "1e", "1e999", "-", "0x1", "NaN", "\"", #""\#n""#, #""\x""#,
            #""\u12""#, #""\u+123""#, #""\ud800""#, #""\ud800\u0041""#, "{} {}", "// {}",
        ])
    func notJSON(_ text: String) throws {
        #expect(try refusal(Array(text.utf8)).code == .malformed)
    }

    @Test("Bytes that aren't UTF-8 are refused")
    func notUTF8() throws {
        #expect(try refusal([0x7B, 0xFF, 0x7D]).code == .malformed)
    }

    @Test("MADRS without a plan for suicidality is refused")
    func noPlan() throws {
        let pack = #"{"format": 1, "instrument": "madrs", "version": "a"}"#
        let error = try refusal(Array(pack.utf8))
        #expect(error.code == .missingText)
        #expect(error.reason.contains(InstrumentFlag.suicidality))
    }

    @Test("What a shipped flag is about can't be changed, and a flag that isn't there has no plan")
    func shippedFlag() throws {
        let text = String(decoding: try documentedPacks()[0], as: UTF8.self)
        for (replacement, code) in [
            (#""suicidality", "item": "9""#, PackError.Code.conflict),
            (#""danger""#, .missingKey),
            (#""danger", "item": "11""#, .unknownName),
            (#""danger", "item": "9""#, .missingText),
        ] {
            let pack = text.replacingOccurrences(of: #""suicidality""#, with: replacement)
            #expect(try refusal(Array(pack.utf8)).code == code, "\(replacement)")
        }
    }

    @Test("French for PCL-5 is taken whole or not at all, and its English can't be changed")
    func partOfPCL5() throws {
        func without(_ keys: String...) throws -> PackError {
            try refusal(
                frenchPCL5 { pack in
                    for key in keys {
                        pack[key] = (pack[key] as? [Any]).map { Array($0.dropLast()) }
                    }
                })
        }
        let items = try without("items")
        #expect(items.code == .missingText)
        #expect(items.reason.contains("“20”"))
        let anchors = try without("anchors")
        #expect(anchors.code == .missingText)
        #expect(anchors.place == "anchors")
        #expect(try without("instructions").code == .missingText)
        let english = try refusal(frenchPCL5 { $0["languages"] = ["en", "fr"] })
        #expect(english.code == .conflict)
        #expect(english.place == "languages[1]")
    }

    @Test("Anchors of one item in French alone would leave its English without any: refused")
    func lonelyAnchors() throws {
        let error = try refusal(
            frenchPCL5 { pack in
                var items = pack["items"] as? [[String: Any]] ?? []
                items[4]["anchors"] = [["value": 0, "text": ["fr": "Jamais"]] as [String: Any]]
                pack["items"] = items
            })
        #expect(error.code == .missingText)
        #expect(error.place == "items[5].anchors")
    }

    @Test("Only what is a setting can be set, within its scale")
    func cutoffs() throws {
        let published = try refusal(frenchPCL5 { $0["cutoffs"] = ["provisional": 1] })
        #expect(published.code == .unknownName)
        #expect(published.place == "cutoffs.provisional")
        #expect(try refusal(frenchPCL5 { $0["cutoffs"] = ["cutoff": 81] }).code == .outOfRange)
        #expect(try refusal(frenchPCL5 { $0["cutoffs"] = ["cutoff": 0] }).code == .outOfRange)
    }

    @Test("A second pack for an instrument, or for its place, is refused")
    func second() throws {
        let catalogue = try InstrumentCatalogue.documented()
        #expect(try refusal(documentedPacks()[0], for: catalogue).code == .conflict)
        let other = String(decoding: try documentedPacks()[1], as: UTF8.self)
            .replacingOccurrences(of: #""check-in""#, with: #""other""#)
        let error = try refusal(Array(other.utf8), for: catalogue)
        #expect(error.code == .conflict)
        #expect(error.place == "slot")
    }

    @Test("An unknown instrument without a structure is refused with the known ones")
    func unknownInstrument() throws {
        let pack = #"{"format": 1, "instrument": "phq", "version": "a"}"#
        let error = try refusal(Array(pack.utf8))
        #expect(error.code == .unknownName)
        #expect(error.remedy.contains("meq30"))
    }
}
