import Foundation
import MusikEngine
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
            let music = Array(recorder.recording.numbers.drop { $0 == 0 })
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

        @Test("A daemon killed and started again: on time again within 2 s, and no spinning")
        func killed() throws {
            var daemon = try PulseDaemon()
            let before = try daemon.record()
            let output = try PatternOutput("plug:musik_pulse")
            try output.start()
            Workshop.pause(seconds: 2)
            before.end()
            let lead = try #require(before.lead)
            let heard = try #require(output.recentLead())
            let killed = MonotonicClock.nanoseconds
            daemon.child.end()
            #expect(Workshop.wait(seconds: 2) { output.count(.lost) == 1 })
            let lost = try #require(output.last(.lost))
            let turns = output.turns
            Workshop.pause(seconds: 2)
            let perSecond = Double(output.turns - turns) / 2
            daemon = try PulseDaemon()
            let back = MonotonicClock.nanoseconds
            let after = try daemon.record()
            #expect(Workshop.wait(seconds: 4) { output.count(.recovered) == 1 })
            Workshop.pause(seconds: 2)
            after.end()
            let recovered = try #require(output.last(.recovered))
            let leadAfter = try #require(after.lead)
            let heardAfter = try #require(output.recentLead())
            output.stop()
            print(
                "pulse killed: errno \(lost.code) after",
                (Int64(lost.nanoseconds) - Int64(killed)) / 1_000_000, "ms,", perSecond,
                "turns a second while away, back after",
                (Int64(recovered.nanoseconds) - Int64(back)) / 1_000_000, "ms, off by",
                (leadAfter - lead) / 48, "ms at the monitor,", (heardAfter - heard) / 48,
                "ms by the pointer")
            #expect(Int64(recovered.nanoseconds) - Int64(back) < 2_000_000_000)
            #expect(abs(leadAfter - lead) < 48 * 40)
            #expect(perSecond < 250)
            #expect(output.feed.collisions == 0)
        }

        @Test("A daemon that stands still for 5 s: on time again within 2 s of its return")
        func stopped() throws {
            let daemon = try PulseDaemon()
            let output = try PatternOutput("musik_pulse")
            try output.start()
            Workshop.pause(seconds: 1.5)
            let heard = try #require(output.recentLead())
            daemon.child.signal(SIGSTOP)
            #expect(Workshop.wait(seconds: 3) { output.count(.lost) == 1 })
            Workshop.pause(seconds: 5)
            daemon.child.signal(SIGCONT)
            let back = MonotonicClock.nanoseconds
            #expect(Workshop.wait(seconds: 4) { output.count(.recovered) >= 1 })
            let took = (MonotonicClock.nanoseconds - back) / 1_000_000
            Workshop.pause(seconds: 1)
            let heardAfter = try #require(output.recentLead())
            output.stop()
            print("pulse stopped: back after", took, "ms, off by", (heardAfter - heard) / 48, "ms")
            #expect(took < 2000)
            #expect(abs(heardAfter - heard) < 48 * 40)
            #expect(output.feed.collisions == 0)
        }

        @Test("A command for quiet is silence at the monitor within 100 ms")
        func quiet() throws {
            let daemon = try PulseDaemon()
            let recorder = try daemon.record()
            let output = try PatternOutput("musik_pulse")
            try output.start()
            Workshop.pause(seconds: 1.5)
            let lead = try #require(recorder.lead)
            let commanded = MonotonicClock.nanoseconds
            output.feed.command(quiet: true)
            Workshop.pause(seconds: 1)
            let last = try #require(recorder.lastMusic)
            output.feed.command(quiet: false)
            Workshop.pause(seconds: 2)
            output.stop()
            recorder.end()
            let recording = recorder.recording
            let music = recording.numbers
            let tail = recording.arrivals.suffix(40).compactMap { frames, moment -> Double? in
                music[frames - 1] == 0
                    ? nil : PatternOutput.lead(Int64(music[frames - 1]), moment)
            }.sorted()
            let leadAfter = try #require(tail.isEmpty ? nil : tail[tail.count / 2])
            let took = (Int64(last) - Int64(commanded)) / 1_000_000
            print(
                "pulse quiet: last music", took, "ms after the command; off by",
                (leadAfter - lead) / 48, "ms afterwards")
            #expect(took < 100)
            #expect(output.count(.dropped) == 1)
            #expect(abs(leadAfter - lead) < 48 * 40)
            withExtendedLifetime(daemon) {}
        }

        @Test("Time that passes without sound and without any error is found and made up for")
        func lostTime() throws {
            let daemon = try PulseDaemon()
            let output = try PatternOutput("musik_pulse")
            try output.start()
            Workshop.pause(seconds: 2.5)
            let heard = try #require(output.recentLead())
            try daemon.suspendSink(milliseconds: 300)
            #expect(Workshop.wait(seconds: 4) { output.count(.lostTime) >= 1 })
            Workshop.pause(seconds: 2)
            let heardAfter = try #require(output.recentLead())
            output.stop()
            let lost = output.feed.events.filter { $0.kind == .lostTime }.map { $0.frames / 48 }
            print("pulse lost time:", lost, "ms, off by", (heardAfter - heard) / 48, "ms")
            #expect((200...450).contains(lost.reduce(0, +)))
            #expect(abs(heardAfter - heard) < 48 * 40)
            #expect(output.count(.lost) == 0)
        }

        @Test(
            "Under load no time is called lost that wasn't, no frame is skipped, 100 ms are found")
        func lostTimeUnderLoad() throws {
            let daemon = try PulseDaemon()
            let recorder = try daemon.record()
            let output = try PatternOutput("musik_pulse?format=s16")
            try output.start()
            Workshop.pause(seconds: 2.5)
            let load = try (0..<8).map { _ in
                try Child("/bin/sh", ["-c", "while :; do :; done"], log: "load.log")
            }
            Workshop.pause(seconds: 10)
            let music = recorder.recording.numbers.drop { $0 == 0 }
            let jumps = Self.jumps(in: Array(music))
            let events = output.feed.events.filter { $0.kind != .opened }
            let heard = try #require(output.recentLead())
            try daemon.suspendSink(milliseconds: 100)
            #expect(Workshop.wait(seconds: 8) { output.count(.lostTime) >= 1 })
            load.forEach { $0.end() }
            Workshop.pause(seconds: 2)
            let shift = (try #require(output.recentLead()) - heard) / 48
            output.stop()
            recorder.end()
            let lost = output.feed.events.filter { $0.kind == .lostTime }.map { $0.frames / 48 }
            let owed = output.core.progress.pointee.owedFrames / 48
            print("pulse under load:", events, "then lost", lost, "ms, off by", shift, "owed", owed)
            #expect(events.isEmpty)
            #expect(jumps.isEmpty, "\(jumps.prefix(5))")
            #expect((60...300).contains(lost.reduce(0, +)))
            // What is too little to be made up for is known to the frame.
            #expect(abs(shift + Double(owed)) < 20)
            withExtendedLifetime(daemon) {}
        }

        @Test("Under-runs of a short buffer are told, and the programme is on time after each")
        func underruns() throws {
            let daemon = try PulseDaemon()
            let recorder = try daemon.record()
            let output = try PatternOutput("musik_pulse?buffer=60")
            try output.start()
            Workshop.pause(seconds: 2)
            let heard = try #require(output.recentLead())
            var shifts: [Double] = []
            var told: [Int64] = []
            // The daemon would make up for some of its stops by itself, and drop what came late.
            for _ in 0..<8 {
                let before = output.feed.events.count
                daemon.child.signal(SIGSTOP)
                Workshop.pause(seconds: 0.4)
                daemon.child.signal(SIGCONT)
                Workshop.pause(seconds: 2)
                shifts.append((try #require(output.recentLead()) - heard) / 48)
                let new = output.feed.events.dropFirst(before)
                let losses = new.filter { [.underrun, .lostTime].contains($0.kind) }
                told.append(losses.reduce(0) { $0 + $1.frames } / 48)
            }
            output.stop()
            recorder.end()
            let lost = Self.jumps(in: recorder.recording.numbers.filter { $0 != 0 })
                .map { (Int64($0.to) - Int64($0.from) - 1) / 48 }
            let events = output.feed.events.filter { $0.kind != .opened }
            print(
                "pulse under-runs:", events.map { "\($0.kind) \($0.frames / 48) ms" },
                "off by", shifts, "ms; lost at the monitor", lost, "ms")
            #expect(told.count { $0 > 0 } == 8, "\(told)")
            // What is told is what never reached the sink, but for a period that was under way.
            #expect(lost.count == told.count, "\(told), \(lost)")
            #expect(zip(told, lost).allSatisfy { abs($0 - $1) < 10 }, "\(told), \(lost)")
            #expect(told.allSatisfy { (0...600).contains($0) }, "\(told)")
            #expect(shifts.allSatisfy { abs($0) < 20 })
            #expect(output.count(.lost) == 0)
            withExtendedLifetime(daemon) {}
        }

        @Test("stop returns in time while the daemon is away, and while it stands still")
        func stopsInAnyState() throws {
            for number in [SIGKILL, SIGSTOP] {
                let daemon = try PulseDaemon()
                let output = try PatternOutput("musik_pulse")
                try output.start()
                daemon.child.signal(number)
                for delay in [0.0, 0.7] {
                    Workshop.pause(seconds: delay)
                    if output.isFinished { continue }
                    if delay == 0, number == SIGKILL { continue }
                    let begin = MonotonicClock.nanoseconds
                    output.stop()
                    #expect(output.isFinished)
                    #expect(MonotonicClock.nanoseconds - begin < 4_000_000_000)
                }
            }
        }
    }
}
