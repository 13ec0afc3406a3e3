import MusikTestSupport
import Testing

@testable import MusikRealtime

@Suite("Two cards in step, in virtual time")
struct FollowerTests {
    /// Runs a room and prints what came out, with its seed.
    private func run(_ name: String, _ room: SimulatedRoom) -> SimulatedRoom.Log {
        let log = room.run()
        let (isAstray, isSmooth) = (log.isAstray, log.isSmooth)
        let noise = log.noise(from: 60)
        print(
            "\(name), seed \(room.seed): skew after 15 s \(micro(log.skew(from: 15))) us,",
            "after 60 s \(micro(log.skew(from: 60))) us, noise \((noise * 100).rounded() / 100) ppm"
        )
        #expect(!isAstray && isSmooth)
        return log
    }

    private func expectSkew(
        _ log: SimulatedRoom.Log, from: Double, to: Double = .infinity, atMost bar: Double,
        at place: SourceLocation = #_sourceLocation
    ) {
        let skew = log.skew(from: from, to: to)
        #expect(skew <= bar, sourceLocation: place)
    }

    private func expectNoise(
        _ log: SimulatedRoom.Log, from: Double, to: Double = .infinity, atMost bar: Double,
        at place: SourceLocation = #_sourceLocation
    ) {
        let noise = log.noise(from: from, to: to)
        #expect(noise <= bar, sourceLocation: place)
    }

    private func micro(_ seconds: Double) -> Int { Int(seconds * 1e6) }

    @Test(
        "F1, F7, F8, F12: 200 ppm apart, 55 min: 0.2 ms from 15 s to the end, 1 ppm of noise",
        arguments: 1...5)
    func usual(seed: UInt64) {
        for sign in [1.0, -1] {
            var room = SimulatedRoom(seed: seed)
            room.reference.partsPerMillion = 100 * sign
            room.follower.partsPerMillion = -100 * sign
            let log = run("\(200 * sign) ppm", room)
            expectSkew(log, from: 15, atMost: 0.0002)
            expectNoise(log, from: 60, atMost: 1)
            let clock = log.followerClock
            let (error, uncertainty) = (
                abs(clock.partsPerMillion + 100 * sign), clock.uncertainty
            )
            #expect(clock.isLocked)
            #expect(error < 3 * uncertainty && uncertainty < 2)
        }
    }

    @Test(
        "F10: 2000 ppm apart, pointers a whole period late: 1 ms and 10 ppm from 60 s on",
        arguments: 1...5)
    func worst(seed: UInt64) {
        for sign in [1.0, -1] {
            var room = SimulatedRoom(seed: seed)
            room.reference.partsPerMillion = 1000 * sign
            room.follower.partsPerMillion = -1000 * sign
            // Late at random; by bursts at turns that come a little late; by bursts at turns exactly
            // as far apart as bursts by name, so that the lag creeps from 0 to 10 ms in 10 s.
            for (jitter, turnJitter) in [
                (SimulatedCard.Jitter.uniform(0.01), 0.001), (.bursts(480), 0.001),
                (.bursts(480), 0),
            ] {
                room.reference.jitter = jitter
                room.follower.jitter = jitter
                room.turnJitter = turnJitter
                let log = run("\(2000 * sign) ppm, \(jitter) at \(turnJitter)", room)
                expectSkew(log, from: 60, atMost: 0.001)
                expectNoise(log, from: 60, atMost: 10)
                let areLocked = log.followerClock.isLocked && log.referenceClock.isLocked
                #expect(areLocked)
            }
        }
    }

    @Test("A start that was 20 ms off is within 0.2 ms after 15 s", arguments: [-0.0199, 0.0199])
    func misplaced(skew: Double) {
        let programme = ClockLine(frame: 0, moment: 0, rate: 48_000)
        var steering = FollowerSteering(hertz: 48_000)
        var position = steering.place(0, card: programme, programme: programme) - 48_000 * skew
        var frame = 0.0
        while frame < 15 * 48_000 {
            let ratio = steering.walk(
                from: position, deviceFrame: frame, frames: 256, card: programme,
                programme: programme)
            #expect(abs(ratio.bend) * 48_000 <= FollowerSteering.mostChange * 1.000001)
            position += 256 * ratio.first + ratio.bend * 256 * 255 / 2
            frame += 256
        }
        print("\(skew * 1000) ms at first: \(micro(steering.skew)) us after 15 s")
        #expect(abs(steering.skew) < 0.0002)
    }

    @Test("One card counts frames and the other bursts", arguments: 1...3)
    func unlike(seed: UInt64) {
        var room = SimulatedRoom(seed: seed, seconds: 900)
        room.follower.partsPerMillion = 1000
        room.follower.jitter = .uniform(0.01)
        let log = run("one late", room)
        expectSkew(log, from: 60, atMost: 0.001)
        expectNoise(log, from: 60, atMost: 10)
    }

    @Test("Any rate, any difference, 3 seeds", arguments: [44_100, 48_000, 96_000], 1...3)
    func rates(hertz: Int, seed: UInt64) {
        for partsPerMillion in [30.0, -30, 500, -500] {
            var room = SimulatedRoom(hertz: hertz, seed: seed, seconds: 600)
            room.reference.partsPerMillion = partsPerMillion
            room.follower.partsPerMillion = -partsPerMillion
            let log = run("\(partsPerMillion) ppm at \(hertz)", room)
            expectSkew(log, from: 15, atMost: 0.0002)
            expectNoise(log, from: 60, atMost: 1)
        }
    }

    @Test(
        "Bursts of 64 to 1024 frames at uneven turns",
        arguments: [64, 128, 256, 512, 1024] as [Int64], 1...3)
    func bursts(frames: Int64, seed: UInt64) {
        for turnJitter in [0.001, 0.01] {
            var room = SimulatedRoom(seed: seed, seconds: 600, turnJitter: turnJitter)
            room.reference.partsPerMillion = 30
            room.follower.partsPerMillion = -100
            room.follower.jitter = .bursts(frames)
            let log = run("bursts of \(frames) at \(turnJitter)", room)
            // A hundredth of a burst, and what the other card leaves.
            expectSkew(log, from: 60, atMost: 0.00005 + Double(frames) / 48_000 / 100)
            expectNoise(log, from: 60, atMost: (frames <= 256 ? 1 : 5))
        }
    }

    @Test(
        "Cards that wake their loop by each period, and count nothing in between", arguments: 1...3)
    func interrupts(seed: UInt64) {
        for partsPerMillion in [30.0, -100, 1000] {
            var room = SimulatedRoom(seed: seed, seconds: 900)
            room.reference.partsPerMillion = partsPerMillion
            room.follower.partsPerMillion = -partsPerMillion
            room.reference.jitter = .interrupts(480, 0.0003)
            room.follower.jitter = .interrupts(480, 0.0003)
            let log = run("interrupts, \(2 * partsPerMillion) ppm", room)
            expectSkew(log, from: 15, atMost: partsPerMillion < 500 ? 0.0002 : 0.0005)
            expectNoise(log, from: 60, atMost: 1)
        }
    }

    @Test("Anything at once: 1 ms and 10 ppm from 60 s on", arguments: 1...100)
    func anything(seed: UInt64) {
        var generator = Generator(seed: seed, purpose: 1)
        var room = SimulatedRoom(seed: seed, seconds: 400)
        room.hertz = [44_100, 48_000, 96_000][generator.index(below: 3)]
        room.reference = anyCard(&generator)
        room.follower = anyCard(&generator)
        room.turn = 0.002 + 0.02 * generator.uniform()
        room.turnJitter = [0.001, 0.005, 0.01, 0.02][generator.index(below: 4)]
        if generator.index(below: 3) == 0 { room.lostWakeUp = (150, 0.3) }
        if generator.index(below: 2) == 0 { room.buffer = 0.45 }
        let log = run("anything", room)
        expectSkew(log, from: 60, atMost: 0.001)
        expectNoise(log, from: 60, atMost: 10)
    }

    private func anyCard(_ generator: inout Generator) -> SimulatedCard {
        var card = SimulatedCard()
        let most = [30.0, 100, 500, 1000][generator.index(below: 4)]
        card.partsPerMillion = most * (2 * generator.uniform() - 1)
        card.perMinute = 2 * generator.uniform() - 1
        switch generator.index(below: 5) {
        case 0: card.jitter = .uniform(0.0003)
        case 1: card.jitter = .uniform(0.01 * generator.uniform())
        case 2: card.jitter = .interrupts(480, 0.001)
        default: card.jitter = .bursts([64, 128, 256, 480, 1024][generator.index(below: 5)])
        }
        if generator.index(below: 3) == 0 { card.step = (200, 5 * generator.normal()) }
        if generator.index(below: 3) == 0 { card.outlierEvery = 30 }
        return card
    }

    @Test("Crystals that get warmer: 1 ppm a minute, and all at once", arguments: 1...3)
    func warmth(seed: UInt64) {
        for perMinute in [1.0, -1] {
            var room = SimulatedRoom(seed: seed, seconds: 1800)
            room.follower.perMinute = perMinute
            room.reference.perMinute = -perMinute / 2
            let log = run("\(perMinute) ppm a minute", room)
            expectSkew(log, from: 15, atMost: 0.0002)
            expectNoise(log, from: 60, atMost: 1.5)
        }
        for step in [5.0, -5, 20, -20] {
            var room = SimulatedRoom(seed: seed, seconds: 600)
            room.follower.step = (300, step)
            let log = run("\(step) ppm at once", room)
            expectSkew(log, from: 15, atMost: (abs(step) < 10 ? 0.0002 : 0.0005))
            expectNoise(log, from: 400, atMost: 1)
        }
    }

    @Test("A turn 300 ms late, late readings and uneven turns change nothing", arguments: 1...3)
    func trouble(seed: UInt64) {
        var room = SimulatedRoom(seed: seed, seconds: 600)
        room.reference.partsPerMillion = 100
        room.lostWakeUp = (200, 0.3)
        room.follower.outlierEvery = 50
        room.reference.outlierEvery = 20
        for turnJitter in [0, 0.001, 0.02] {
            room.turnJitter = turnJitter
            let log = run("trouble at \(turnJitter)", room)
            expectSkew(log, from: 15, atMost: 0.0002)
            expectNoise(log, from: 60, atMost: 1.5)
        }
    }

    @Test("The reference lost for two minutes and back at the right frame", arguments: 1...5)
    func absence(seed: UInt64) {
        var room = SimulatedRoom(seed: seed, seconds: 900)
        room.reference.partsPerMillion = 100
        room.follower.partsPerMillion = -100
        room.absence = 300..<420
        let log = run("absence", room)
        print(
            "  away \(micro(log.skew(from: 300, to: 420))) us,",
            "back \(micro(log.skew(from: 420, to: 440))) us,",
            "then \(micro(log.skew(from: 440))) us; \(log.noise(from: 300, to: 420)) ppm")
        // Alone, the clock runs on at the last rate: below 1 ppm off, so 0.12 ms.
        expectSkew(log, from: 300, to: 420, atMost: 0.0002)
        expectNoise(log, from: 300, to: 420, atMost: 1)
        // It joins by one reading of its pointer, up to 0.3 ms late, and half a frame.
        expectSkew(log, from: 420, to: 440, atMost: 0.0005)
        expectSkew(log, from: 440, atMost: 0.0002)
        expectNoise(log, from: 440, atMost: 1)
    }

    @Test("A card that stood still for 5 ms is back in step within 30 s", arguments: 1...5)
    func standstill(seed: UInt64) {
        var room = SimulatedRoom(seed: seed, seconds: 600)
        room.follower.standstill = (300, 0.005)
        let log = run("standstill", room)
        expectSkew(log, from: 15, to: 300, atMost: 0.0002)
        expectSkew(log, from: 330, atMost: 0.0002)
        expectNoise(log, from: 360, atMost: 1)
    }

    @Test("Behind a sound server: 450 ms of buffer, delays up to 5 ms too long", arguments: 1...3)
    func served(seed: UInt64) {
        var room = SimulatedRoom(seed: seed, seconds: 900, buffer: 0.45)
        room.reference.partsPerMillion = -60
        room.follower.partsPerMillion = 40
        room.follower.jitter = .uniform(0.005)
        let log = run("served", room)
        expectSkew(log, from: 60, atMost: 0.0002)
        expectNoise(log, from: 60, atMost: 3)
    }

    @Test("Sound that takes 30 ms longer to the ear leaves 30 ms earlier")
    func acoustics() {
        var room = SimulatedRoom(seed: 7, seconds: 300, acousticDelay: 30_000_000)
        room.reference.partsPerMillion = 100
        expectSkew(run("30 ms of air", room), from: 15, atMost: 0.0002)
    }

    @Test("F14: Beyond its bound the ratio stays, and what can't be followed is told")
    func bound() {
        var steering = FollowerSteering(hertz: 48_000)
        let programme = ClockLine(frame: 0, moment: 0, rate: 48_000)
        let card = ClockLine(frame: 0, moment: 0, rate: 48_000)
        var position = steering.place(0, card: card, programme: programme)
        #expect(position == 0 && !steering.isAstray)
        position -= 4_800
        for block in 0..<2_000 {
            let walk = steering.walk(
                from: position, deviceFrame: Double(block * 256), frames: 256, card: card,
                programme: programme)
            position += walk.advance(256)
            #expect(abs(steering.ratio - 1) <= FollowerSteering.bound)
            if block == 0 { #expect(steering.isAstray) }
        }
        // After 10 s at nearly 2.5 ms a second.
        #expect(steering.isAstray && steering.skew < 0.08)
    }
}
