import Foundation
import MusikRealtime
import Testing

@testable import MusikALSA

extension DaemonTests {
    @Suite struct PulseTests {
        /// The numbers from the first frame of music on, and how they go on.
        static func jumps(in numbers: [UInt32]) -> [(at: Int, from: UInt32, to: UInt32)] {
            var found: [(Int, UInt32, UInt32)] = []
            for index in 1..<max(numbers.count, 1) where numbers[index] != numbers[index - 1] &+ 1 {
                if numbers[index] == 0 && numbers[index - 1] == 0 { continue }
                found.append((index, numbers[index - 1], numbers[index]))
            }
            return found
        }

        @Test("Every frame arrives at the monitor exactly once and in order")
        func inOrder() throws {
            let daemon = try PulseDaemon()
            let recorder = try daemon.record()
            Workshop.pause(seconds: 0.5)
            let output = try PatternOutput("musik_pulse?format=s16")
            try output.start()
            let configuration = try #require(output.core.configuration.withLock { $0 })
            #expect(configuration.backend == .served)
            #expect((400...500).contains(configuration.bufferFrames / 48))
            Workshop.pause(seconds: 6)
            let rendered = output.feed.renderedFrames
            output.stop()
            recorder.end()
            let music = Array(recorder.numbers.drop { $0 == 0 })
            let last = music.lastIndex { $0 != 0 } ?? 0
            let jumps = Self.jumps(in: Array(music[...last]))
            #expect(jumps.isEmpty, "\(jumps.prefix(5))")
            #expect(music.first == 1)
            #expect(rendered - Int64(last) < 48_000)
            #expect(output.count(.underrun) == 0)
            #expect(output.count(.lostTime) == 0)
            #expect(output.feed.collisions == 0)
            withExtendedLifetime(daemon) {}
        }
    }
}
