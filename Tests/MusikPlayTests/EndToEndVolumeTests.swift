import Foundation
import Testing

extension EndToEnd {
    /// A session on a simulated card whose own volume doesn't stay where it was; see
    /// Tests/SimulatedCard.
    @Suite("A card's own volume")
    struct EndToEndVolumeTests {
        @Test(
            "F35: A session turns a card down that comes back loud, and its log and sound tell it")
        func comesBackLoud() throws {
            let scratch = try Scratch()
            let cards = try SimulatedCards(
                ["phones": "formats [ S16_LE ]\nvolume -20\n"], speed: 4, in: scratch)
            try cards.script("phones", ["at ms 8000 unplug 1000", "at ms 8500 volume 0"])
            let data = try dataFolder(in: scratch)
            let log = scratch.path + "/events.jsonl"
            let result = try Built.run(
                [
                    "session", "--rehearsal", "--unattended", "--window", "20s", "--opening",
                    "none", "--playlist", "calm-shore", "--headphones", "hw:CARD=phones,DEV=0",
                    "--events", log, "--data", data,
                ], in: root, environment: cards.environment)
            try #require(result.exit == 0, "\(result.errors)")
            let told = try EndToEnd.events(log).filter { $0.event == "device" }
            let restored = told.first { $0.command == "volumeRestored" }
            #expect(restored?.value == 20, "\(told)")
            #expect(!told.contains { $0.command == "volumeRefused" })
            // The programme's peak is below -1.2 dBTP; 20 dB down it never passes a tenth of that.
            let peak = try cards.record("phones").map { abs(Int($0)) }.max() ?? 0
            print("peak of the record: \(peak)")
            #expect(peak > 10 && peak < 2900)
        }

        @Test("An option outside its range is refused with the range")
        func ranges() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            for (option, range) in [
                ("delay=900", "0 to 200"), ("buffer=4", "5 to 1000"), ("volume=3", "-100 to 0"),
            ] {
                let result = try Built.run(
                    [
                        "session", "--rehearsal", "--unattended", "--window", "20s", "--headphones",
                        "hw:CARD=phones?\(option)", "--data", data,
                    ], in: root)
                #expect(result.exit == 64, "\(result.errors)")
                #expect(result.errors.contains(range), "\(result.errors)")
            }
        }
    }
}
