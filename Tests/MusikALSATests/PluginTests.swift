import Foundation
import MusikEngine
import MusikModel
import MusikRealtime
import Testing

@testable import MusikALSA

extension DaemonTests {
    @Suite struct NullAndFileTests {
        @Test("F52: 200 starts and stops on null leave nothing behind")
        func startsAndStops() throws {
            for turn in 0..<200 {
                let output = try PatternOutput("null")
                try output.start()
                if turn % 3 == 0 { Workshop.pause(seconds: 0.005) }
                output.stop()
                #expect(output.isFinished)
                #expect(output.feed.collisions == 0)
                if output.count(.opened) != 1 { Issue.record("start \(turn)") }
            }
        }

        @Test("A device that takes frames as fast as they come is paced by the clock")
        func paced() throws {
            let output = try PatternOutput("null")
            try output.start()
            let before = (output.feed.renderedFrames, MonotonicClock.nanoseconds, output.turns)
            Workshop.pause(seconds: 2)
            let frames = Double(output.feed.renderedFrames - before.0)
            let seconds = Double(MonotonicClock.nanoseconds - before.1) / 1e9
            let turns = Double(output.turns - before.2)
            output.stop()
            #expect(frames / 48_000 < seconds * 1.005 + 0.06)
            #expect(frames / 48_000 > seconds * 0.97 - 0.06)
            #expect(turns / seconds < 600)
        }

        @Test(
            "A file gets every frame once and in order, in each format",
            arguments: ["s16", "s24", "s24_3", "s32", "float"])
        func fileInOrder(format: String) throws {
            let path = Workshop.folder + "/out-\(format).raw"
            let output = try PatternOutput("musik_file:\(path)?format=\(format)")
            try output.start()
            let sample = try #require(output.core.configuration.withLock { $0 }?.format)
            #expect(Workshop.wait(seconds: 5) { output.feed.renderedFrames > 20_000 })
            output.stop()
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            let numbers = data.withUnsafeBytes { PatternFeed.numbers(in: $0, sample) }
            let music = numbers.drop { $0 == 0 }
            #expect(music.count > 15_000)
            #expect(Array(music) == (1...UInt32(music.count)).map { $0 })
        }

        @Test("A name that doesn't exist is refused with the failing call")
        func unknownName() throws {
            let output = try PatternOutput("no_such_device")
            let error = #expect(throws: ALSAError.self) { try output.start() }
            #expect(error?.call == "snd_pcm_open")
            #expect(error?.code == ENOENT)
            #expect(output.isFinished)
        }

        @Test("A write that never returns is abandoned, and a new loop goes on with the feed")
        func stuckWrite() throws {
            let path = Workshop.folder + "/fifo"
            #expect(mkfifo(path, 0o600) == 0)
            let reading = open(path, O_RDWR | O_NONBLOCK)
            #expect(reading >= 0)
            defer { close(reading) }
            var sink = [UInt8](repeating: 0, count: 1 << 16)
            var isReading = true
            func drain() { while isReading && read(reading, &sink, sink.count) > 0 {} }

            let output = try PatternOutput("musik_file:\(path)?format=s16")
            // The pipe holds 64 KiB, a third of a second; somebody has to read during the start.
            let reader = Thread {
                for _ in 0..<100 {
                    var place = [UInt8](repeating: 0, count: 1 << 16)
                    _ = read(reading, &place, place.count)
                    Workshop.pause(seconds: 0.01)
                }
            }
            reader.start()
            try output.start()
            #expect(Workshop.wait(seconds: 3) { reader.isFinished })
            let before = try #require(output.recentLead())
            // Nobody reads: the plugin's write blocks.
            #expect(Workshop.wait(seconds: 4) { output.count(.lost) >= 1 })
            let lost = output.feed.events.first { $0.kind == .lost }
            #expect(lost?.code == ETIMEDOUT)
            // Every new loop gets stuck as well; there are four of them at most.
            Workshop.pause(seconds: 5)
            #expect(output.core.stuckLoops.load(ordering: .acquiring) <= 4)
            let losses = output.count(.lost)
            Workshop.pause(seconds: 2)
            #expect(output.count(.lost) == losses)
            // Somebody reads again: stuck threads return, end, and touch nothing.
            let recovered = Workshop.wait(seconds: 6) {
                drain()
                return output.count(.recovered) >= 1
            }
            #expect(recovered)
            for _ in 0..<50 {
                drain()
                Workshop.pause(seconds: 0.01)
            }
            isReading = false
            // Every loop that was stuck missed a second; the programme didn't.
            let after = try #require(output.recentLead())
            #expect(abs(after - before) < 48 * 60, "late by \((before - after) / 48) ms")
            #expect(output.feed.collisions == 0)
            output.stop()
            #expect(output.isFinished)
        }

        @Test("A device that doesn't even open is given up, and stop ends the wait for it")
        func stuckOpen() throws {
            Workshop.prepare
            let path = Workshop.folder + "/fifo-without-reader"
            #expect(mkfifo(path, 0o600) == 0)
            let output = try PatternOutput("musik_file:\(path)")
            let begin = MonotonicClock.nanoseconds
            let stopper = Thread {
                Workshop.pause(seconds: 0.5)
                output.stop()
            }
            stopper.start()
            let error = #expect(throws: ALSAError.self) { try output.start() }
            #expect(error?.reason == .stopped)
            #expect(MonotonicClock.nanoseconds - begin < 3_000_000_000)
            // The opener waits still; a reader lets it return and end.
            let reading = open(path, O_RDONLY | O_NONBLOCK)
            Workshop.pause(seconds: 0.2)
            close(reading)
        }

        @Test("F45: Refused real-time rights are told, and the sound goes on without")
        func refusedRights() throws {
            let output = try PatternOutput("null", priority: 1000)
            try output.start()
            #expect(output.last(.rightsRefused)?.code == EINVAL)
            let before = output.feed.renderedFrames
            Workshop.pause(seconds: 0.2)
            #expect(output.feed.renderedFrames > before)
            output.stop()
        }

        @Test("An output starts again after it was stopped, and may be stopped twice at once")
        func startsAgain() throws {
            Workshop.prepare
            let output = try ALSAOutput("null")
            for _ in 0..<3 {
                let ring = MixRing(rate: .standard, aheadSeconds: 0.5)
                try output.start(OutputFeed(ring: ring))
                #expect(output.configuration?.backend == .direct)
                let other = Thread { output.stop() }
                other.start()
                output.stop()
                #expect(Workshop.wait(seconds: 2) { other.isFinished })
                #expect(output.configuration == nil)
            }
        }
    }
}

/// Everything that opens devices, one after the other: they share the configuration and the
/// machine's two cores.
@Suite(.serialized) struct DaemonTests {}
