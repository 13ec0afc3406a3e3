import Foundation
import MusikEngine
import Testing

@testable import MusikALSA

extension DaemonTests {
    /// Whole programs in accelerated time; see Tests/SimulatedTime.
    @Suite struct SimulatedTimeTests {
        @Test("A program plays 20 s in 1, every frame of it, at the card's rate in its own time")
        func faster() throws {
            let card = try SimulatedCard("ppm -80", isRealTime: true)
            let path = Workshop.folder + "/faster.raw"
            let music = (0..<960_000 as Range<UInt32>).map { $0 &* 2_654_435_769 }
                .withUnsafeBytes { Array($0) }
            try Data(music).write(to: URL(fileURLWithPath: path))
            let folder = (SimulatedCard.library as NSString).deletingLastPathComponent
            let begin = MonotonicClock.nanoseconds
            let player = try Child(
                "/usr/bin/aplay",
                [
                    "-q", "-D", card.name, "-t", "raw", "-f", "S16_LE", "-c", "2", "-r", "48000",
                    "--buffer-size=48000", "--period-size=4800", path,
                ],
                environment: [
                    "LD_PRELOAD": folder + "/libSimulatedTime.so", "SIMULATED_SPEED": "20",
                ], log: "faster.log")
            player.wait()
            let took = Double(MonotonicClock.nanoseconds - begin) / 1e9
            print("20 s took", took, "s")
            #expect(took >= 1 && took < 4)
            // aplay ends with a period of silence.
            let record = card.record
            let isWhole = record.starts(with: music)
            #expect(isWhole)
            let start = try #require(card.entries("start").first).moment
            let end = try #require(card.entries("drained").first).moment
            let seconds = Double(end - start) / 1e9
            #expect(abs(seconds * (1 - 80e-6) - Double(record.count) / 192_000) < 1e-6)
        }
    }
}
