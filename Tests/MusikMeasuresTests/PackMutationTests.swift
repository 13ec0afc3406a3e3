import Foundation
import MusikModel
import MusikTestSupport
import Testing

@testable import MusikMeasures

@Suite("Damaged packs")
struct PackMutationTests {
    private static let scraps = [
        "null", "true", "-1", "0", "1", "4", "99", "1e9", "0.5", "{}", "[]", "{", "]", ",", "\"\"",
        "\"id\"", "\"1\"", "\"en\":", "\"atLeast\": 2", "\"scale\": \"total\"", "\\u0000", "\\n",
    ].map { Array($0.utf8) }

    @Test("20 000 mutations end in a sound instrument or in an error with its place and remedy")
    func mutations() throws {
        let seed: UInt64 = 0x5EED_0305
        print("seed of the mutations: \(seed)")
        var random = Generator(seed: seed)
        let originals = try documentedPacks() + [frenchPCL5()]
        var instruments = 0
        var errors: [PackError.Code: Int] = [:]
        for number in 0..<20_000 {
            var bytes = originals[number % originals.count]
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                if number.isMultiple(of: 2) {
                    mutate(&bytes, &random)
                } else {
                    exchange(&bytes, &random)
                }
            }
            do throws(PackError) {
                let instrument = try InstrumentPack(bytes: bytes).instrument
                instruments += 1
                expectSound(instrument, "mutation \(number)")
                let response = instrument.randomResponse(&random)
                #expect(throws: Never.self) { try instrument.score(response) }
            } catch {
                errors[error.code, default: 0] += 1
                #expect(!error.reason.isEmpty && !error.remedy.isEmpty)
                #expect(error.line != nil || String(validating: bytes, as: UTF8.self) == nil)
            }
        }
        print("mutations: \(instruments) still packs, refused: \(errors)")
        #expect(instruments > 500)
        #expect(errors[.malformed, default: 0] > 1000)
        #expect(errors.count >= 8)
    }

    @Test("What is taken for JSON is JSON to the library too, and the other way round")
    func agreement() throws {
        let seed: UInt64 = 0x5EED_0306
        print("seed of the mutations: \(seed)")
        var random = Generator(seed: seed)
        let originals = try documentedPacks()
        var both = 0
        for number in 0..<4000 {
            var bytes = originals[number % originals.count]
            mutate(&bytes, &random)
            let library = try? JSONSerialization.jsonObject(
                with: Data(bytes), options: .fragmentsAllowed)
            do throws(PackError) {
                _ = try JSONReader.read(bytes)
                both += 1
                #expect(library != nil, "mutation \(number)")
            } catch {
                // The library takes equal keys, deep nesting and a comma before an end.
                #expect(
                    library == nil || error.code != .malformed || hasCommaBeforeEnd(bytes),
                    "mutation \(number): \(error)")
            }
        }
        #expect(both > 500)
    }

    private func hasCommaBeforeEnd(_ bytes: [UInt8]) -> Bool {
        let dense = bytes.filter { ![9, 10, 13, 32].contains($0) }
        return zip(dense, dense.dropFirst()).contains { $0 == 44 && [93, 125].contains($1) }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout Generator) {
        guard !bytes.isEmpty else { return }
        let index = Int.random(in: bytes.indices, using: &random)
        let end = min(bytes.count, index + Int.random(in: 1...40, using: &random))
        switch Int.random(in: 0..<7, using: &random) {
        case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[index] = UInt8.random(in: 32...126, using: &random)
        case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
        case 3: bytes.removeSubrange(index..<end)
        case 4:
            bytes.insert(
                contentsOf: bytes[index..<end], at: Int.random(in: bytes.indices, using: &random))
        case 5:
            bytes.replaceSubrange(
                index..<end, with: Self.scraps.randomElement(using: &random) ?? [])
        default: bytes.removeSubrange(index...)
        }
    }

    /// Puts another text, number or scrap in the place of one, so that most of it stays JSON.
    private func exchange(_ bytes: inout [UInt8], _ random: inout Generator) {
        let words = words(of: bytes)
        guard let place = words.randomElement(using: &random) else { return }
        let role = role(of: place, in: bytes)
        let others = words.filter { self.role(of: $0, in: bytes) == role }
        let isScrap = Int.random(in: 0..<5, using: &random) == 0
        let word =
            isScrap
            ? Self.scraps.randomElement(using: &random)
            : others.randomElement(using: &random).map { Array(bytes[$0]) }
        bytes.replaceSubrange(place, with: word ?? [])
    }

    /// Whether a word is a text, and whether it is a key.
    private func role(of word: Range<Int>, in bytes: [UInt8]) -> [Bool] {
        [
            bytes[word.lowerBound] == UInt8(ascii: "\""),
            bytes[word.upperBound...].first == UInt8(ascii: ":"),
        ]
    }

    /// Where the texts, numbers and names of JSON stand.
    private func words(of bytes: [UInt8]) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var index = 0
        while index < bytes.count {
            let start = index
            if bytes[index] == UInt8(ascii: "\"") {
                index += 1
                while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                    index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
                }
                index = min(index + 1, bytes.count)
                words.append(start..<index)
            } else if bytes[index].isOfWord {
                while index < bytes.count, bytes[index].isOfWord { index += 1 }
                words.append(start..<index)
            } else {
                index += 1
            }
        }
        return words
    }
}
