import Foundation
import MusikModel
import MusikRecord
import Testing

@Suite("What was said of the support")
struct SupportTests {
    @Test("Preference logs and intakes of before are read, and written as they were")
    func before() throws {
        let log = #"{"liking":70,"remembered":["Tide"]}"#
        let read = try JSONDecoder().decode(PreferenceLogged.self, from: Data(log.utf8))
        #expect(read == PreferenceLogged(liking: 70, remembered: ["Tide"], wish: nil))
        let intake = #"{"languages":["fr"],"lyrics":"never","wish":"open"}"#
        let held = try JSONDecoder().decode(PatientIntake.self, from: Data(intake.utf8))
        #expect(held.speaker == nil)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(try encoder.encode(read) == Data(log.utf8))
        #expect(try encoder.encode(held) == Data(intake.utf8))
    }

    @Test("Nothing said is nothing, neither is something, and reactions end at two")
    func values() {
        #expect(SupportReactions().isEmpty && SupportReactions().isPossible)
        for path in [\SupportReactions.breath, \.bodyScan, \.quiet, \.voice] {
            for value in -4...4 {
                var said = SupportReactions()
                said[keyPath: path] = value
                #expect(!said.isEmpty)
                #expect(said.isPossible == (-2...2).contains(value))
            }
        }
        #expect(!SupportReactions(spacing: .right).isEmpty)
        var log = PreferenceLogged(liking: nil, remembered: [], wish: nil)
        #expect(log.isEmpty)
        log.support = SupportReactions(quiet: 0)
        #expect(!log.isEmpty)
    }
}
