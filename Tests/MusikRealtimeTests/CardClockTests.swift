import MusikTestSupport
import Testing

@testable import MusikRealtime

@Suite("The clock of a card")
struct CardClockTests {
    private func moment(_ seconds: Double) -> UInt64 { 7_000_000_000 + UInt64(seconds * 1e9) }

    /// Lets a clock read a card every 10 ms.
    private func read(
        _ clock: inout CardClock, _ card: SimulatedCard, from: Double = 0, to: Double,
        origin: Int64 = 0, _ generator: inout Generator
    ) {
        for turn in Int(from * 100)..<Int(to * 100) {
            let now = Double(turn) / 100 + 0.001 * generator.uniform()
            clock.observe(frame: card.reading(at: now, &generator).frame - origin, at: moment(now))
        }
    }

    @Test("Before the first half second the foremost reading is the guess", arguments: 1...20)
    func guess(seed: UInt64) {
        var generator = Generator(seed: seed)
        var clock = CardClock(hertz: 48_000)
        let isKnown = clock.guess != nil
        #expect(!isKnown)
        var best = -Double.infinity
        for turn in 0..<30 {
            let now = 0.01 * Double(turn)
            let lag = turn == 0 ? 0.002 : 0.003 * generator.uniform()
            clock.observe(frame: Int64((48_000 * (now - lag)).rounded(.down)), at: moment(now))
            best = max(best, (48_000 * (now - lag)).rounded(.down) - 48_000 * now)
            let (line, guess) = (clock.line, clock.guess)
            #expect(line == nil)
            #expect(abs((guess?.frame(at: moment(now)) ?? .nan) - 48_000 * now - best) < 0.01)
        }
        for turn in 30..<100 {
            clock.observe(frame: Int64(turn * 480), at: moment(0.01 * Double(turn)))
        }
        let (line, guess) = (clock.line, clock.guess)
        #expect(line?.frame == guess?.frame && line?.moment == guess?.moment && line != nil)
    }

    @Test("The envelope's line is the nearest of all lines above the readings", arguments: 1...200)
    func envelope(seed: UInt64) {
        var generator = Generator(seed: seed)
        var envelope = LeadEnvelope()
        var points: [LeadEnvelope.Point] = []
        let slope = 1e-3 * generator.normal()
        for n in 0..<(2 + generator.index(below: 200)) {
            let time = 0.5 * Double(n) + 0.3 * generator.uniform()
            let point = LeadEnvelope.Point(
                time: time, lead: slope * time - 0.01 * generator.uniform())
            points.append(point)
            envelope.append(point)
        }
        points = points.suffix(LeadEnvelope.capacity)
        let fit = envelope.fit()!
        let last = points.last!
        for point in points {
            #expect(point.lead <= fit.lead + fit.slope * (point.time - last.time) + 1e-12)
        }
        // Of two readings each, every line that no other is above.
        var least = Double.infinity
        for (index, left) in points.enumerated() {
            for right in points[(index + 1)...] {
                let slope = (right.lead - left.lead) / (right.time - left.time)
                let gaps = points.map { left.lead + slope * ($0.time - left.time) - $0.lead }
                guard gaps.allSatisfy({ $0 > -1e-12 }) else { continue }
                least = min(least, gaps.reduce(0, +) / Double(points.count))
            }
        }
        #expect(abs(fit.meanGap - least) < 1e-12)
        let level = envelope.lead(slope: fit.slope)
        #expect(abs(level - fit.lead) < 1e-12)
    }

    @Test("The loop follows a steady growth without a lasting difference")
    func loop() {
        var loop = ClockLoop()
        loop.restart(value: 0.01, slope: 0, at: 0)
        for n in 1...200 {
            loop.follow(1e-4 * Double(n) * 0.5, at: Double(n) * 0.5, frequency: 0.25)
        }
        #expect(abs(loop.slope - 1e-4) < 1e-9)
        #expect(abs(loop.value(at: 200) - 0.02) < 1e-8)
    }

    @Test("Frames and moments are each other's inverse", arguments: 1...20)
    func inverse(seed: UInt64) {
        var generator = Generator(seed: seed)
        let line = ClockLine(
            frame: 3e8 * generator.uniform(), moment: generator.next() >> 10,
            rate: 48_000 * (1 + 1e-3 * generator.normal()))
        for _ in 0..<100 {
            let frame = line.frame + 1e6 * generator.normal()
            #expect(abs(line.frame(at: line.moment(of: frame)) - frame) < 1e-4)
        }
    }

    @Test("A stream that starts anew keeps the rate of its crystal", arguments: 1...5)
    func restart(seed: UInt64) {
        var generator = Generator(seed: seed)
        let card = SimulatedCard(partsPerMillion: 300)
        var clock = CardClock(hertz: 48_000)
        read(&clock, card, to: 120, &generator)
        clock.restart()
        #expect(clock.line == nil && !clock.isLocked)
        let origin = Int64(card.played(at: 300))
        for end in [301.0, 302, 305, 320, 400] {
            read(
                &clock, card, from: end == 301 ? 300 : end - 1, to: end, origin: origin, &generator)
            #expect(abs(clock.partsPerMillion - 300) < 3, "after \(end - 300) s")
            let error = clock.frame(at: moment(end))! - card.played(at: end) + Double(origin)
            #expect(abs(error) < 5, "\(error) frames after \(end - 300) s")
        }
    }

    @Test("Stamps that are too old by 2 to 20 ms, one in forty, change nothing", arguments: 1...5)
    func ahead(seed: UInt64) {
        var generator = Generator(seed: seed)
        let card = SimulatedCard(partsPerMillion: -50)
        var clock = CardClock(hertz: 48_000)
        read(&clock, card, to: 10, &generator)
        for turn in 1_000..<12_000 {
            let now = Double(turn) / 100 + 0.001 * generator.uniform()
            let age = generator.index(below: 40) == 0 ? 0.002 + 0.018 * generator.uniform() : 0
            let stamp = now - age
            clock.observe(frame: card.reading(at: now, &generator).frame, at: moment(stamp))
        }
        #expect(abs(clock.partsPerMillion + 50) < 5)
        let error = clock.frame(at: moment(120))! - card.played(at: 120)
        #expect(abs(error) < 48, "\(error) frames")
    }

    @Test("A count that jumps begins anew, ahead at once and behind within 3 s", arguments: 1...5)
    func jump(seed: UInt64) {
        for frames: Int64 in [24_000, -24_000, 100_000_000, -100_000_000] {
            var generator = Generator(seed: seed)
            let card = SimulatedCard(partsPerMillion: 100)
            var clock = CardClock(hertz: 48_000)
            read(&clock, card, to: 60, &generator)
            read(&clock, card, from: 60, to: 63.5, origin: -frames, &generator)
            let error = clock.frame(at: moment(63.5))! - card.played(at: 63.5) - Double(frames)
            #expect(abs(error) < 24, "\(frames): \(error) frames")
            #expect(abs(clock.partsPerMillion - 100) < 5)
        }
    }

    @Test("Readings that are not later than the one before are left out")
    func backwards() {
        var generator = Generator(seed: 5)
        let card = SimulatedCard(partsPerMillion: 100)
        var clock = CardClock(hertz: 48_000)
        var other = clock
        for turn in 0..<6_000 {
            let now = Double(turn) / 100
            let frame = card.reading(at: now, &generator).frame
            clock.observe(frame: frame, at: moment(now))
            other.observe(frame: frame, at: moment(now))
            other.observe(frame: frame + 4_800, at: moment(now))
            other.observe(frame: frame + 9_600, at: moment(max(0, now - 0.003)))
        }
        #expect(clock.line == other.line && clock.line != nil)
    }

    @Test("What the programme's clock shows was published, never a mixture")
    func published() async {
        let clock = ProgrammeClock()
        var line = ClockLine(frame: 0, moment: 0, rate: 0)
        #expect(!clock.read(into: &line))
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for n in 1...200_000 {
                    clock.publish(
                        ClockLine(frame: Double(n), moment: UInt64(n), rate: Double(n)))
                }
            }
            group.addTask {
                var line = ClockLine(frame: 0, moment: 0, rate: 0)
                var last = 0.0
                while last < 200_000 {
                    _ = clock.read(into: &line)
                    if line.rate != line.frame || line.moment != UInt64(line.rate)
                        || line.rate < last
                    {
                        Issue.record("\(line) after \(last)")
                        return
                    }
                    last = line.rate
                }
            }
        }
        clock.withdraw()
        #expect(!clock.read(into: &line))
    }
}
