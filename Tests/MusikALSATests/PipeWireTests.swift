import Foundation
import MusikEngine
import MusikRealtime
import Testing

@testable import MusikALSA

extension DaemonTests {
    @Suite struct PipeWireTests {
        /// Runs through a loss and a return, and checks what holds for every back-end.
        static func loseAndReturn(
            _ name: String, device: String, lose: () -> Void, restore: () throws -> Void
        ) throws {
            let output = try PatternOutput(device)
            try output.start()
            Workshop.pause(seconds: 2)
            let heard = try #require(output.recentLead())
            #expect(output.count(.underrun) == 0)
            let begin = MonotonicClock.nanoseconds
            lose()
            #expect(Workshop.wait(seconds: 4) { output.count(.lost) >= 1 })
            let lost = try #require(output.last(.lost))
            let turns = output.turns
            Workshop.pause(seconds: 2)
            let perSecond = Double(output.turns - turns) / 2
            let recoveredBefore = output.count(.recovered)
            let back = MonotonicClock.nanoseconds
            try restore()
            #expect(Workshop.wait(seconds: 6) { output.count(.recovered) > recoveredBefore })
            let took = (MonotonicClock.nanoseconds - back) / 1_000_000
            Workshop.pause(seconds: 1.5)
            let heardAfter = try #require(output.recentLead())
            let underruns = output.count(.underrun)
            output.stop()
            print(
                "\(name): errno \(lost.code) after",
                (Int64(lost.nanoseconds) - Int64(begin)) / 1_000_000, "ms,", perSecond,
                "turns a second while away, back after", took, "ms, off by",
                (heardAfter - heard) / 48, "ms,", underruns, "under-runs")
            #expect(took < 2000)
            #expect(abs(heardAfter - heard) < 48 * 60)
            #expect(perSecond < 250)
            #expect(output.feed.collisions == 0)
            #expect(output.isFinished)
        }

        @Test("PipeWire killed and started again: on time again within 2 s, nobody touches a key")
        func killed() throws {
            var daemon = try PipeWireDaemon()
            Workshop.pause(seconds: 1)
            try Self.loseAndReturn(
                "pipewire killed", device: "musik_pipewire", lose: { daemon.end() },
                restore: { daemon = try PipeWireDaemon() })
            daemon.end()
        }

        @Test("PipeWire standing still: on time again within 2 s of its return")
        func stopped() throws {
            let daemon = try PipeWireDaemon()
            Workshop.pause(seconds: 1)
            try Self.loseAndReturn(
                "pipewire stopped", device: "musik_pipewire",
                lose: { daemon.child.signal(SIGSTOP) },
                restore: { daemon.child.signal(SIGCONT) })
            daemon.end()
        }
    }
}
