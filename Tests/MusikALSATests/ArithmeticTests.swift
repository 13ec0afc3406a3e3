import MusikModel
import MusikRealtime
import MusikTestSupport
import Testing

@testable import MusikALSA

@Suite struct LostTimeDetectorTests {
    /// Lets a pointer run with scatter, a wrong clock and losses; returns what was found.
    private func run(
        seconds: Int, partsPerMillion: Double, scatterMilliseconds: Double, seed: UInt64,
        losses: [Int: Double] = [:]
    ) -> [(second: Double, frames: Int64)] {
        var random = Generator(seed: seed)
        var detector = LostTimeDetector(hertz: 48_000)
        var found: [(Double, Int64)] = []
        var lost = 0.0
        for turn in 0..<seconds * 100 {
            let time = Double(turn) / 100
            if turn % 100 == 0, let loss = losses[turn / 100] { lost += loss }
            let limit = scatterMilliseconds * 48
            let scatter = Double.random(in: -limit...limit, using: &random)
            let heard = time * 48_000 * (1 + partsPerMillion / 1e6) - lost * 48 + scatter
            let frames = detector.observe(heard: Int64(heard), at: UInt64(time * 1e9) + 1)
            if frames > 0 { found.append((time, frames)) }
        }
        return found
    }

    @Test(
        "A scattering pointer of a clock within 900 ppm loses nothing",
        arguments: [-900.0, 0, 900])
    func quietOnHealthyDevices(partsPerMillion: Double) {
        let seed = UInt64.random(in: 1...1_000_000)
        let found = run(
            seconds: 600, partsPerMillion: partsPerMillion, scatterMilliseconds: 8, seed: seed)
        #expect(found.isEmpty, "seed \(seed)")
    }

    @Test(
        "A loss is found within 1.6 s, to 5 ms",
        arguments: [25.0, 60, 150, 1000])
    func findsLoss(milliseconds: Double) {
        let seed = UInt64.random(in: 1...1_000_000)
        let found = run(
            seconds: 60, partsPerMillion: 300, scatterMilliseconds: 8, seed: seed,
            losses: [20: milliseconds, 40: milliseconds])
        #expect(found.count == 2, "seed \(seed)")
        for (found, expected) in zip(found, [20.0, 40]) {
            #expect(found.second > expected && found.second <= expected + 1.6, "seed \(seed)")
            #expect(abs(Double(found.frames) / 48 - milliseconds) < 5, "seed \(seed)")
        }
    }

    @Test("A loss that lasts for 300 ms is told once, and whole")
    func findsSlowLoss() {
        var detector = LostTimeDetector(hertz: 48_000)
        var found: [Int64] = []
        for turn in 0..<2000 {
            let time = Double(turn) / 100
            let lost = min(max(time - 9.8, 0), 0.3)
            let frames = detector.observe(
                heard: Int64((time - lost) * 48_000), at: UInt64(time * 1e9) + 1)
            if frames > 0 { found.append(frames) }
        }
        #expect(found.count == 1)
        #expect(abs(found.reduce(0, +) - 14_400) < 480)
    }

    @Test("A clock that loses 4000 ppm all the time is reported again and again")
    func findsSlowClock() {
        let found = run(seconds: 120, partsPerMillion: -4000, scatterMilliseconds: 2, seed: 3)
        let sum = found.reduce(0) { $0 + Double($1.frames) } / 48
        #expect(sum > 400 && sum < 490, "480 ms were lost")
    }
}

@Suite struct OutputTimelineTests {
    @Test("Before the first reading nothing is due")
    func empty() {
        #expect(OutputTimeline(hertz: 48_000).frame(at: 5) == nil)
    }

    @Test("The clock goes on from the last reading")
    func extrapolates() {
        var timeline = OutputTimeline(hertz: 48_000)
        timeline.observe(frame: 1000, at: 1_000_000_000)
        #expect(timeline.frame(at: 3_000_000_000) == 97_000)
        #expect(timeline.frame(at: 999_000_000) == 952)
    }

    @Test("One bad guess of 10 ms moves the clock by 1 ms; a jump of 30 ms is believed")
    func smooths() {
        var timeline = OutputTimeline(hertz: 48_000)
        timeline.observe(frame: 0, at: 1_000_000_000)
        timeline.observe(frame: 48_000 + 480, at: 2_000_000_000)
        #expect(timeline.frame(at: 2_000_000_000) == 48_048)
        timeline.observe(frame: 96_048 + 1440, at: 3_000_000_000)
        #expect(timeline.frame(at: 3_000_000_000) == 97_488)
    }
}

@Suite struct RecoveryLimitTests {
    @Test("Three recoveries without the pointer moving are one too many")
    func counts() {
        var limit = RecoveryLimit()
        let answers = (0..<3).map { _ in limit.recovered() }
        #expect(answers == [false, false, true])
    }

    @Test("A pointer that moves for 300 ms clears the count, one that moves once doesn't")
    func clears() {
        var limit = RecoveryLimit()
        _ = limit.recovered()
        limit.moved(at: 0)
        _ = limit.recovered()
        for turn in 0...40 { limit.moved(at: UInt64(turn) * 10_000_000) }
        let afterCalm = limit.recovered()
        limit.moved(at: 1_000_000_000)
        let answers = [afterCalm] + (0..<2).map { _ in limit.recovered() }
        #expect(answers == [false, false, true])
    }
}
