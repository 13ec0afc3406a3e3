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

        /// The pattern's frames in a record, silence left out, and where each began to be heard.
        private func heard(
            _ card: SimulatedCard, _ format: SampleFormat
        ) -> [(frame: Int, number: UInt32)] {
            let numbers = card.record.withUnsafeBytes { PatternFeed.numbers(in: $0, format) }
            return numbers.enumerated().filter { $0.element != 0 }.map { ($0.offset, $0.element) }
        }

        /// When a frame of the record began to be heard.
        private func moment(_ card: SimulatedCard, at frame: Int) -> Double? {
            let stretch = card.index.last { $0.count > 0 && $0.frame <= frame }
            guard let stretch, frame < stretch.frame + stretch.count else { return nil }
            return Double(stretch.moment) + Double(frame - stretch.frame) / 48_000 * 1e9
        }

        /// Where the music is against the card's time, in frames, by the index alone.
        private func lead(_ card: SimulatedCard, at frame: Int, _ number: UInt32) -> Double? {
            moment(card, at: frame).map { PatternOutput.lead(Int64(number), UInt64($0)) }
        }

        @Test("F46: Every frame of the music is in the record once and in order")
        func inOrder() throws {
            let card = try SimulatedCard("ppm 120\njitter 0.3\nburst 16", isRealTime: true)
            let output = try PatternOutput(card.name)
            try output.start()
            Workshop.pause(seconds: 0.6)
            let readings = output.feed.heard
            output.stop()
            let music = heard(card, .s16).map(\.number)
            #expect(music.count > 12_000)
            #expect(output.count(.opened) == 1)
            #expect(output.feed.collisions == 0)
            // A machine that is busy elsewhere may be late; then it is told.
            if output.count(.underrun) == 0 {
                #expect(music == (1...UInt32(music.count)).map { $0 })
            }
            // What the session was told is what the record says, but for jitter and bursts.
            for reading in readings.suffix(20) where reading.frame > 0 {
                let told = PatternOutput.lead(reading.frame, reading.moment)
                let place = heard(card, .s16).first { $0.number >= UInt32(reading.frame) }
                guard let place, let real = lead(card, at: place.frame, place.number) else {
                    continue
                }
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
            let music = heard(card, .s16)
            let before = try #require(music.last { $0.frame < gone.frame })
            let after = try #require(music.first { $0.frame > gone.frame })
            let leadBefore = try #require(lead(card, at: before.frame, before.number))
            let leadAfter = try #require(lead(card, at: after.frame, after.number))
            let back = try #require(card.entries("plug").first)
            let resumed = try #require(moment(card, at: after.frame))
            print(
                "pulled out: off by", (leadAfter - leadBefore) / 48, "ms, music",
                (resumed - Double(back.moment)) / 1e6, "ms after its return")
            #expect(abs(leadAfter - leadBefore) < 48 * 5)
        }

        @Test("F16: A write that hangs is abandoned, and the other card doesn't notice")
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
            stuck.script("answer")
            #expect(Workshop.wait(seconds: 4) { first.count(.recovered) == 1 })
            first.stop()
            second.stop()
            #expect(second.count(.lost) == 0)
            let music = heard(other, .s16).map(\.number)
            if second.count(.underrun) == 0 {
                #expect(music == (1...UInt32(music.count)).map { $0 })
            }
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
