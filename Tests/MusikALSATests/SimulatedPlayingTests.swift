import Foundation
import MusikEngine
import MusikModel
import MusikRealtime
import Testing

@testable import MusikALSA

extension DaemonTests {
    /// The player's own code on a simulated card, in real time.
    @Suite struct SimulatedPlayingTests {
        @Test("A card is opened as one of the kernel, nothing refused, and told apart by its name")
        func opened() throws {
            let card = try SimulatedCard("formats [ S16_LE S32_LE ]\nrates [ 44100 48000 ]")
            #expect(DeviceBackend.of(card.name) == .direct)
            let device = try PCMDevice.open(
                DeviceRequest(card.name), rate: .standard, longestPeriod: 12_000)
            let configuration = device.configuration
            #expect(configuration.format == .s32)
            #expect(configuration.backend == .direct)
            #expect(configuration.bufferFrames == 2400)
            #expect(configuration.periodFrames == 480)
            #expect(configuration.deviations.isEmpty)
            let rate = try #require(SampleRate(hertz: 96_000))
            let error = #expect(throws: ALSAError.self) {
                _ = try PCMDevice.open(
                    DeviceRequest(SimulatedCard().name), rate: rate, longestPeriod: 12_000)
            }
            #expect(error?.reason == .rateRefused(hertz: 96_000))
            #expect(throws: ALSAError.self) {
                _ = try PCMDevice.open(
                    DeviceRequest(card.name), rate: .standard, longestPeriod: 12_000)
            }
        }

        @Test("The device's readings are those of the card")
        func readings() throws {
            let card = try SimulatedCard()
            let device = try PCMDevice.open(
                DeviceRequest(card.name), rate: .standard, longestPeriod: 12_000)
            let bytes = PlainStream.numbered(1..<2401)
            #expect(bytes.withUnsafeBytes { device.write($0.baseAddress!, count: 2400) } == 2400)
            #expect(device.start() == 0)
            var reading = PCMDevice.Reading(state: 0, delay: 0, moment: 0)
            for milliseconds in 1...60 {
                card.advance(milliseconds: 1)
                #expect(device.read(&reading) == 0)
                #expect(reading.delay == 2400 - 48 * milliseconds)
                #expect(device.available() == 48 * milliseconds)
            }
            #expect(reading.state == 3)
        }

        @Test("F46: Every frame of the music is in the record once and in order")
        func inOrder() throws {
            let card = try SimulatedCard("ppm 120\njitter 0.3\nburst 16", isRealTime: true)
            let output = try PatternOutput(card.name)
            try output.start()
            Workshop.pause(seconds: 0.6)
            let readings = output.feed.heard
            output.stop()
            let played = PlayedPattern(card)
            #expect(played.music.count > 12_000)
            #expect(output.count(.opened) == 1)
            #expect(output.feed.collisions == 0)
            // A machine that is busy elsewhere may be late; then it is told.
            let isWhole = played.isWhole && played.isUnbroken
            #expect(isWhole || output.count(.underrun) > 0)
            // What the session was told is what the record says, but for jitter and bursts.
            for reading in readings.suffix(20) where reading.frame > 0 {
                let told = PatternOutput.lead(reading.frame, reading.moment)
                let place = played.music.first { $0.number >= UInt32(reading.frame) }
                guard let place, let real = played.lead(of: place) else { continue }
                #expect(abs(told - real) < 48 * 2, "told \(told), was \(real)")
            }
        }

        @Test("F37: A card that is pulled out and put back plays the frame that the clock asks for")
        func pulledOut() throws {
            let card = try SimulatedCard(isRealTime: true)
            let output = try PatternOutput(card.name)
            try output.start()
            Workshop.pause(seconds: 0.3)
            card.script("unplug 400")
            #expect(Workshop.wait(seconds: 3) { output.count(.recovered) == 1 })
            Workshop.pause(seconds: 0.3)
            output.stop()
            #expect(output.last(.lost)?.code == ENODEV)
            let gone = try #require(card.entries("unplug").first)
            let back = try #require(card.entries("plug").first)
            let played = PlayedPattern(card)
            let (off, _) = try #require(played.interruption(at: gone.frame))
            let after = try #require(played.around(gone.frame)).after
            let resumed = try #require(played.moment(of: after.frame))
            print(
                "pulled out: off by", off, "ms, music",
                (resumed - Double(back.moment)) / 1e6, "ms after its return")
            #expect(abs(off) < 5)
        }

        @Test("F16: A write that hangs for 30 s is abandoned, and the other card doesn't notice")
        func hangs() throws {
            let stuck = try SimulatedCard(isRealTime: true)
            let other = try SimulatedCard(isRealTime: true)
            let first = try PatternOutput(stuck.name)
            let second = try PatternOutput(other.name)
            try first.start()
            try second.start()
            stuck.script("hang ever")
            #expect(Workshop.wait(seconds: 4) { first.count(.lost) == 1 })
            #expect(first.last(.lost)?.code == ETIMEDOUT)
            Workshop.pause(seconds: 30)
            stuck.script("answer")
            #expect(Workshop.wait(seconds: 4) { first.count(.recovered) == 1 })
            first.stop()
            second.stop()
            #expect(second.count(.lost) == 0)
            #expect(second.count(.underrun) == 0)
            #expect(PlayedPattern(other).isWhole)
        }

        @Test("F43: A machine that slept wakes, and the music goes on")
        func sleeps() throws {
            let card = try SimulatedCard(isRealTime: true)
            let output = try PatternOutput(card.name)
            try output.start()
            Workshop.pause(seconds: 0.1)
            card.script("suspend")
            #expect(Workshop.wait(seconds: 2) { output.count(.resumed) == 1 })
            let frames = output.feed.renderedFrames
            #expect(Workshop.wait(seconds: 2) { output.feed.renderedFrames > frames + 4800 })
            output.stop()
            #expect(output.count(.lost) == 0)
        }

        @Test("F41: A pointer that stands is a loss, though every call succeeds")
        func stalls() throws {
            let card = try SimulatedCard(isRealTime: true)
            let output = try PatternOutput(card.name)
            try output.start()
            card.script("stall 800")
            #expect(Workshop.wait(seconds: 3) { output.count(.recovered) == 1 })
            #expect(output.last(.lost)?.code == ETIMEDOUT)
            output.stop()
        }
    }
}
