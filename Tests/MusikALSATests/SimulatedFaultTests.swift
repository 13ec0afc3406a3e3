import CALSA
import Foundation
import MusikEngine
import Testing

@testable import MusikALSA

/// Every fault that a script can provoke, as the caller sees it and as the record tells it.
@Suite struct SimulatedFaultTests {
    /// A stream that plays numbered frames, 50 ms of them at a time.
    private func playing(
        _ card: SimulatedCard, dry: PlainStream.Dry = .stops
    ) throws -> PlainStream {
        let stream = try PlainStream(card, dry: dry)
        #expect(stream.write(frames: 1..<2401) == 2400)
        #expect(stream.start() == 0)
        return stream
    }

    private func refusal(_ card: SimulatedCard) -> Int32? {
        do {
            _ = try PlainStream(card)
            return nil
        } catch { return (error as? PlainStream.Refused)?.code }
    }

    @Test("A forced under-run is EPIPE at its frame")
    func xrun() throws {
        let card = try SimulatedCard()
        card.script("at frame 1234 xrun")
        let stream = try playing(card)
        card.advance(milliseconds: 40)
        #expect(stream.available == -Int(EPIPE))
        #expect(card.record == PlainStream.numbered(1..<1235))
        #expect(stream.prepare() == 0)
        #expect(stream.state == SND_PCM_STATE_PREPARED)
    }

    @Test("Suspended is ESTRPIPE, and goes on with the next frame once it may")
    func suspended() throws {
        let card = try SimulatedCard()
        card.script("at frame 480 suspend 100")
        let stream = try playing(card)
        card.advance(milliseconds: 40)
        #expect(stream.write(frames: 2401..<2500) == -Int(ESTRPIPE))
        #expect(stream.state == SND_PCM_STATE_SUSPENDED)
        #expect(stream.wait(milliseconds: 0) == -ESTRPIPE)
        // alsa-lib's plugin reports success always; the state tells.
        #expect(stream.resume() == 0)
        #expect(stream.state == SND_PCM_STATE_SUSPENDED)
        card.advance(milliseconds: 100)
        #expect(stream.resume() == 0)
        #expect(stream.state == SND_PCM_STATE_RUNNING)
        card.advance(milliseconds: 10)
        #expect(stream.delay == 2400 - 960)
        #expect(card.record == PlainStream.numbered(1..<961))
    }

    @Test(
        "An unplugged card is ENODEV for good, can't be opened, and is the same card once it is back",
        arguments: [("", ENODEV), ("ENOENT", ENOENT)])
    func unplugged(word: String, code: Int32) throws {
        let card = try SimulatedCard()
        let stream = try playing(card)
        card.advance(milliseconds: 10)
        card.script("unplug \(word) 500")
        #expect(stream.write(frames: 2401..<2410) == -Int(ENODEV))
        #expect(stream.state == SND_PCM_STATE_DISCONNECTED)
        #expect(stream.prepare() == -ENODEV)
        #expect(stream.start() == -ENODEV)
        #expect(stream.wait(milliseconds: 0) == -ENODEV)
        #expect(refusal(card) == code)
        card.advance(milliseconds: 499)
        #expect(refusal(card) == code)
        card.advance(milliseconds: 1)
        // The dead handle holds nothing, and stays dead.
        try withExtendedLifetime(PlainStream(card)) {
            #expect(stream.write(frames: 0..<1) == -Int(ENODEV))
        }
        #expect(card.record == PlainStream.numbered(1..<481))
    }

    @Test("A card that comes back is opened again and its record goes on")
    func returns() throws {
        let card = try SimulatedCard()
        card.script("at frame 1000 unplug 100")
        do {
            let stream = try playing(card)
            card.advance(milliseconds: 30)
            #expect(stream.write(frames: 0..<1) == -Int(ENODEV))
        }
        card.advance(milliseconds: 100)
        let stream = try PlainStream(card)
        #expect(stream.write(frames: 5000..<5480) == 480)
        #expect(stream.start() == 0)
        card.advance(milliseconds: 10)
        #expect(stream.available == -Int(EPIPE))
        #expect(card.record == PlainStream.numbered(1..<1001) + PlainStream.numbered(5000..<5480))
        let events = card.index.map { String($0.event.prefix { $0 != " " }) }
        #expect(
            events == [
                "open", "configured", "prepare", "start", "play", "unplug", "stop", "close", "plug",
                "open", "configured", "prepare", "start", "play", "underrun",
            ])
    }

    @Test("A busy card is EBUSY, whether the script or another handle holds it")
    func busy() throws {
        let card = try SimulatedCard()
        card.script("busy 300")
        #expect(refusal(card) == EBUSY)
        card.advance(milliseconds: 300)
        #expect(refusal(card) == nil)
        try withExtendedLifetime(PlainStream(card)) { #expect(refusal(card) == EBUSY) }
        #expect(refusal(card) == nil)
    }

    @Test("A stuck pointer stands while the sound goes on")
    func stuck() throws {
        let card = try SimulatedCard()
        card.script("at frame 480 stick 20")
        let stream = try playing(card)
        card.advance(milliseconds: 25)
        #expect(stream.delay == 2400 - 480)
        #expect(!stream.poll().isReady || stream.poll().events == POLLOUT)
        card.advance(milliseconds: 6)
        #expect(stream.delay == 2400 - 31 * 48)
        #expect(card.record == PlainStream.numbered(1..<1 + 31 * 48))
    }

    @Test("A stalled card plays nothing, and goes on with the next frame")
    func stalled() throws {
        let card = try SimulatedCard()
        card.script("at frame 480 stall 20")
        do {
            let stream = try playing(card)
            card.advance(milliseconds: 25)
            #expect(stream.delay == 2400 - 480)
            card.advance(milliseconds: 15)
            #expect(stream.delay == 2400 - 960)
            #expect(card.record == PlainStream.numbered(1..<961))
        }
        let played = card.entries("play")
        #expect(played.map(\.count) == [480, 480])
        #expect(played.map(\.moment) == [1_000_000_000, 1_030_000_000])
        card.script("stall ever")
        let other = try PlainStream(card)
        _ = other.start()
        card.advance(milliseconds: 1000)
        #expect(other.delay == 0)
    }

    @Test("A write is cut short as often as the script says, and no frame is lost")
    func shortWrites() throws {
        let card = try SimulatedCard()
        let stream = try PlainStream(card)
        card.script("short 100 2")
        #expect(stream.write(frames: 1..<481) == 100)
        #expect(stream.write(frames: 101..<481) == 100)
        #expect(stream.write(frames: 201..<481) == 280)
        card.script("short 0")
        #expect(stream.write(frames: 481..<500) == -Int(EAGAIN))
        #expect(stream.write(frames: 481..<961) == 480)
        #expect(stream.start() == 0)
        card.advance(milliseconds: 40)
        #expect(stream.available == -Int(EPIPE))
        #expect(card.record == PlainStream.numbered(1..<961))
    }

    @Test("A call that hangs returns after its time or when the script lets it, the card plays on")
    func hangs() throws {
        let card = try SimulatedCard("buffer_max 9600", isRealTime: true)
        let stream = try PlainStream(card, buffer: 9600, dry: .playsZeros)
        #expect(stream.write(frames: 1..<4801) == 4800)
        #expect(stream.start() == 0)
        card.script("hang 60")
        let begin = MonotonicClock.nanoseconds
        #expect(stream.write(frames: 4801..<5281) == 480)
        #expect(MonotonicClock.nanoseconds - begin >= 60_000_000)
        #expect(stream.delay <= 5280 - 60 * 48)
        card.script("hang ever", "after ms 50 answer")
        let again = MonotonicClock.nanoseconds
        #expect(stream.write(frames: 5281..<5282) == 1)
        #expect(MonotonicClock.nanoseconds - again >= 50_000_000)
    }

    @Test(
        "Each call fails with the errno that the script names, as often as it says",
        arguments: ["open", "hw_params", "prepare", "start", "write"])
    func fails(call: String) throws {
        let card = try SimulatedCard()
        card.script("fail \(call) EIO 2")
        func attempt() -> Int32? {
            do {
                let stream = try PlainStream(card)
                let written = stream.write(frames: 0..<480)
                if written < 0 { return Int32(-written) }
                let code = stream.start()
                return code < 0 ? -code : nil
            } catch { return (error as? PlainStream.Refused)?.code }
        }
        #expect([attempt(), attempt(), attempt()] == [EIO, EIO, nil])
    }

    @Test("A script that is written to wakes whoever polls, without any time passing")
    func scriptWakes() throws {
        let card = try SimulatedCard()
        let stream = try playing(card)
        #expect(!stream.poll().isReady)
        card.script("unplug")
        #expect(stream.poll() == (true, POLLERR | POLLOUT))
    }

    @Test("After a kill the card is free, its record is kept, and the death is told")
    func killed() throws {
        let card = try SimulatedCard("formats [ S16_LE ]", isRealTime: true)
        let player = try Child(
            "/usr/bin/aplay",
            [
                "-q", "-D", card.name, "-t", "raw", "-f", "S16_LE", "-c", "2", "-r", "48000",
                "--period-size=480", "--buffer-size=4800", "/dev/zero",
            ], log: "aplay.log")
        #expect(Workshop.wait(seconds: 5) { card.record.count > 4 * 4800 })
        #expect(refusal(card) == EBUSY)
        player.end()
        let before = card.record.count
        #expect(refusal(card) == nil)
        #expect(card.record.count == before)
        #expect(card.entries("died").count == 1)
    }
}
