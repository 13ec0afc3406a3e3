import CALSA
import Foundation
import Testing

@testable import MusikALSA

/// The simulated card itself, by plain calls and on a clock that the tests move: what it says about
/// a player is worth what is shown here.
@Suite struct SimulatedCardTests {
    @Test(
        "The record is what was written, bit for bit, in every format",
        arguments: ["S16_LE", "S24_3LE", "S24_LE", "S32_LE", "FLOAT_LE"])
    func bitForBit(format: String) throws {
        let card = try SimulatedCard("formats [ S16_LE S24_3LE S24_LE S32_LE FLOAT_LE ]")
        let stream = try PlainStream(card, format: snd_pcm_format_value(format))
        let size = stream.frameSize
        let written = (0..<12_000 * size).map { _ in UInt8.random(in: 0...255) }
        #expect(stream.write(written[..<(2400 * size)]) == 2400)
        #expect(stream.start() == 0)
        for frame in stride(from: 2400, to: 12_000, by: 480) {
            card.advance(milliseconds: 10)
            #expect(stream.write(written[frame * size..<(frame + 480) * size]) == 480)
        }
        card.advance(milliseconds: 50)
        #expect(stream.available == -Int(EPIPE))
        let isSame = card.record == written
        #expect(isSame)
    }

    @Test(
        "The clock is wrong by exactly what was asked for",
        arguments: [0.0, 100, -100, 1000, -1000, 0.5])
    func clockError(ppm: Double) throws {
        let card = try SimulatedCard("ppm \(ppm)")
        let stream = try PlainStream(card, dry: .playsZeros)
        #expect(stream.write(frames: 0..<480) == 480)
        #expect(stream.start() == 0)
        for second in 1...20 {
            card.advance(milliseconds: 2000)
            let due = 96_000 * second * (1_000_000_000 + Int(ppm * 1000)) / 1_000_000_000
            #expect(480 - stream.delay == due)
        }
        #expect(stream.drop() == 0)
        // A stretch begins when its first frame does.
        for entry in card.entries("zeros") {
            let moment = 1e9 + Double(entry.frame) / (48_000 * (1 + ppm / 1e6)) * 1e9
            #expect(abs(Double(entry.moment) - moment) < 2)
        }
    }

    @Test("The clock steps at the frame that the script names")
    func clockStep() throws {
        let card = try SimulatedCard()
        card.script("at frame 48000 ppm 1000")
        let stream = try PlainStream(card, dry: .playsZeros)
        #expect(stream.start() == 0)
        card.advance(milliseconds: 2000)
        #expect(-stream.delay == 48_000 + 48_048)
        #expect(card.entries("ppm").map(\.frame) == [48_000])
        #expect(card.entries("ppm").map(\.moment) == [2_000_000_000])
    }

    @Test("The pointer moves by whole bursts, ahead of the ear by less than one")
    func bursts() throws {
        let card = try SimulatedCard("burst 64")
        let stream = try PlainStream(card, dry: .playsZeros)
        #expect(stream.write(frames: 0..<2400) == 2400)
        #expect(stream.start() == 0)
        for _ in 0..<200 {
            card.advance(nanoseconds: 200_000)
            let pointer = 2400 - stream.delay
            let heard = Int(card.now - 1_000_000_000) * 48 / 1_000_000
            #expect(pointer % 64 == 0)
            #expect((0..<64).contains(pointer - heard))
        }
    }

    @Test("Jitter holds the pointer back within its bound, never backwards, by the seed")
    func jitter() throws {
        func pointers(seed: Int, step: UInt64) throws -> [Int] {
            let card = try SimulatedCard("jitter 1.5\nseed \(seed)")
            let stream = try PlainStream(card, dry: .playsZeros)
            #expect(stream.start() == 0)
            var last = 0
            return (0..<2000).map { turn in
                card.advance(nanoseconds: step)
                guard turn % Int(1_000_000 / step) == 0 else { return last }
                let pointer = -stream.delay
                let heard = Int(card.now - 1_000_000_000) * 48 / 1_000_000
                #expect(pointer >= last)
                #expect((0...73).contains(heard - pointer))
                last = pointer
                return heard - pointer
            }
        }
        let behind = try pointers(seed: 7, step: 1_000_000)
        #expect(Set(behind).count > 20)
        #expect(try pointers(seed: 7, step: 1_000_000) == behind)
        #expect(try pointers(seed: 8, step: 1_000_000) != behind)
    }

    @Test("An empty buffer stops the stream with EPIPE after its last frame")
    func underrun() throws {
        let card = try SimulatedCard()
        let stream = try PlainStream(card)
        #expect(stream.write(frames: 1..<1001) == 1000)
        #expect(stream.start() == 0)
        card.advance(milliseconds: 20)
        #expect(stream.state == SND_PCM_STATE_RUNNING)
        #expect(stream.available == 2400 - 40)
        card.advance(milliseconds: 100)
        #expect(stream.available == -Int(EPIPE))
        #expect(stream.state == SND_PCM_STATE_XRUN)
        #expect(stream.write(frames: 0..<10) == -Int(EPIPE))
        #expect(stream.wait(milliseconds: 0) == -EPIPE)
        #expect(card.record == PlainStream.numbered(1..<1001))
        let ended = try #require(card.entries("underrun").first)
        #expect(ended.frame == 1000)
        #expect(ended.moment == 1_000_000_000 + 1000 * 1_000_000_000 / 48_000 + 1)
        // And it begins again.
        #expect(stream.prepare() == 0)
        #expect(stream.write(frames: 5..<485) == 480)
        #expect(stream.start() == 0)
        card.advance(milliseconds: 5)
        #expect(stream.delay == 240)
        #expect(card.record.count == 4 * 1240)
    }

    @Test("With the boundary for a threshold it plays on, zeros or old frames, as asked")
    func playsOn() throws {
        for dry in [PlainStream.Dry.playsZeros, .playsOldFrames] {
            let card = try SimulatedCard()
            let stream = try PlainStream(card, buffer: 960, dry: dry)
            #expect(stream.write(frames: 1..<961) == 960)
            #expect(stream.start() == 0)
            card.advance(milliseconds: 40)
            #expect(stream.available == 1920)
            #expect(stream.delay == -960)
            let old = PlainStream.numbered(1..<961)
            let zeros = [UInt8](repeating: 0, count: old.count)
            #expect(card.record == old + (dry == .playsZeros ? zeros : old))
            #expect(stream.forward(960) == 960)
            #expect(stream.write(frames: 2000..<2480) == 480)
            card.advance(milliseconds: 10)
            #expect(stream.delay == 0)
            #expect(card.record.suffix(4 * 480) == PlainStream.numbered(2000..<2480)[...])
            #expect(stream.drop() == 0)
            #expect(card.frames("play") == 1440)
            #expect(card.frames(dry == .playsZeros ? "zeros" : "stale") == 960)
        }
    }

    @Test("What the application takes back isn't heard")
    func takenBack() throws {
        let card = try SimulatedCard()
        let stream = try PlainStream(card, dry: .playsZeros)
        #expect(stream.write(frames: 1..<2401) == 2400)
        #expect(stream.start() == 0)
        card.advance(milliseconds: 10)
        #expect(stream.available == 480)
        #expect(stream.rewind(960) == 960)
        card.advance(milliseconds: 40)
        #expect(stream.delay == -960)
        let zeros = [UInt8](repeating: 0, count: 4 * 960)
        #expect(card.record == PlainStream.numbered(1..<1441) + zeros)
    }

    @Test("The poll descriptor is ready from the end of the period on that leaves enough room")
    func wakes() throws {
        let card = try SimulatedCard()
        let stream = try PlainStream(card)
        #expect(stream.write(frames: 0..<2400) == 2400)
        #expect(stream.start() == 0)
        #expect(!stream.poll().isReady)
        card.advance(milliseconds: 9.9)
        // Woken by the clock's step, but not for writing.
        #expect(stream.poll() == (true, 0))
        #expect(stream.poll() == (false, 0))
        card.advance(milliseconds: 0.1)
        #expect(stream.poll() == (true, POLLOUT))
        #expect(stream.poll() == (true, POLLOUT))
        #expect(stream.write(frames: 0..<480) == 480)
        #expect(!stream.poll().isReady)
    }

    @Test("Wake-ups come as late as the script says")
    func lateWakes() throws {
        let card = try SimulatedCard()
        let stream = try PlainStream(card)
        #expect(stream.write(frames: 0..<2400) == 2400)
        #expect(stream.start() == 0)
        card.script("late 25")
        card.advance(milliseconds: 34.9)
        #expect(stream.poll().events == 0)
        card.advance(milliseconds: 0.1)
        #expect(stream.poll().events == POLLOUT)
        #expect(stream.available == 35 * 48)
        card.script("late 0")
        #expect(stream.write(frames: 0..<35 * 48) == 35 * 48)
        card.advance(milliseconds: 15)
        #expect(stream.poll().events == POLLOUT)
    }

    @Test("A line that can't be read is refused in the index, and a comment isn't")
    func refusedLines() throws {
        let card = try SimulatedCard()
        card.script(
            "# a comment", "", "explode", "at frame x xrun", "stick", "fail open ESOMETHING",
            "ppm 12 13", "note all is well")
        _ = try PlainStream(card)
        let refused = ["explode", "at frame x xrun", "stick", "fail open ESOMETHING", "ppm 12 13"]
        #expect(card.entries("refused").map(\.event) == refused.map { "refused " + $0 })
        #expect(card.entries("note").map(\.event) == ["note all is well"])
    }

    @Test("Limits of period, buffer, rate, format and channels hold")
    func limits() throws {
        let card = try SimulatedCard(
            "period_min 240\nperiod_max 1024\nbuffer_max 4096\nrates [ 44100 48000 ]")
        func code(_ body: () throws -> PlainStream) -> Int32? {
            do {
                _ = try body()
                return nil
            } catch { return (error as? PlainStream.Refused)?.code }
        }
        #expect(code { try PlainStream(card) } == nil)
        #expect(code { try PlainStream(card, period: 120) } == EINVAL)
        #expect(code { try PlainStream(card, period: 1200, buffer: 3600) } == EINVAL)
        #expect(code { try PlainStream(card, buffer: 4800) } == EINVAL)
        #expect(code { try PlainStream(card, rate: 96_000) } == EINVAL)
        #expect(code { try PlainStream(card, rate: 44_100) } == nil)
        #expect(code { try PlainStream(card, format: SND_PCM_FORMAT_S32_LE) } == EINVAL)
        #expect(code { try PlainStream(card, channels: 1) } == EINVAL)
    }
}
