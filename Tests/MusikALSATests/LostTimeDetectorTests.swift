import MusikTestSupport
import Testing

@testable import MusikALSA

/// A device and the thread that reads it, on a clock of their own.
private struct SimulatedDevice {
    /// A difference of rate.
    var partsPerMillion = 0.0
    /// How wrong the told delay is at most, either way: milliseconds.
    var scatter = 8.0
    /// What the device fetches at once: milliseconds.
    var chunk = 25.0
    /// Time lost at a second, in milliseconds, and how long that takes.
    var losses: [(second: Double, milliseconds: Double)] = []
    var losingSeconds = 0.0
    /// The thread is kept from running for so long at most, in milliseconds; half of that happens
    /// between a reading and its time stamp, which makes the reading late.
    var preemption = 0.0
    /// Which part of the turns is hit.
    var hit = 1.0

    /// The delay's own error at a second, beyond its scatter: milliseconds heard too little.
    var guess: (Double) -> Double = { _ in 0 }
    /// What the server keeps behind its own buffer at a second: milliseconds fetched too little.
    var ahead: (Double) -> Double = { _ in 0 }

    struct Found {
        var second: Double
        var milliseconds: Double
    }

    /// Lets it run; what the detector finds.
    func run(
        seconds: Double, seed: UInt64, on backend: DeviceBackend = .served
    ) -> [Found] {
        var random = Generator(seed: seed)
        var detector = LostTimeDetector(hertz: 48_000)
        detector.begin(backend)
        var found: [Found] = []
        var time = 0.0
        while time < seconds {
            let played = (time - lost(by: time)) * (1 + partsPerMillion / 1e6)
            let scatter = Double.random(in: -scatter...scatter, using: &random)
            let heard = played * 48_000 + (scatter - guess(time)) * 48
            let fetched = (played * 1000 / chunk).rounded(.down) * chunk * 48 - ahead(time) * 48
            let isHit = preemption > 0 && Double.random(in: 0..<1, using: &random) < hit
            let late = isHit ? Double.random(in: 0...preemption, using: &random) / 1000 : 0
            let stamp = UInt64((time + late) * 1e9) + 1
            let frames = detector.observe(heard: Int64(heard), fetched: Int64(fetched), at: stamp)
            if frames > 0 { found.append(Found(second: time, milliseconds: Double(frames) / 48)) }
            let kept = isHit ? Double.random(in: 0...preemption, using: &random) / 1000 : 0
            time += late + kept + 0.01
        }
        return found
    }

    private func lost(by time: Double) -> Double {
        losses.reduce(0) { sum, loss in
            let part = losingSeconds > 0 ? (time - loss.second) / losingSeconds : 1
            return sum + (time < loss.second ? 0 : min(part, 1) * loss.milliseconds / 1000)
        }
    }
}

@Suite struct LostTimeDetectorTests {
    // The same each time. Where nearly every turn is preempted for up to 100 ms, a fast clock hides
    // a loss of less than 28 ms now and then: 18 of 60 000 simulated losses of 20 to 400 ms.
    private let seed: UInt64 = 20_261_121

    @Test(
        "A scattering pointer of a clock within 900 ppm loses nothing",
        arguments: [-900.0, 0, 900])
    func quietOnHealthyDevices(partsPerMillion: Double) {
        let device = SimulatedDevice(partsPerMillion: partsPerMillion)
        let found = device.run(seconds: 1800, seed: seed)
        #expect(found.isEmpty, "seed \(seed): \(found)")
    }

    @Test(
        "A thread preempted for up to 100 ms, seldom or at every turn, loses nothing",
        arguments: [0.02, 0.3, 1], [-300.0, 300])
    func quietUnderLoad(hit: Double, partsPerMillion: Double) {
        let device = SimulatedDevice(
            partsPerMillion: partsPerMillion, preemption: 100, hit: hit)
        let found = device.run(seconds: 1200, seed: seed)
        #expect(found.isEmpty, "seed \(seed): \(found)")
    }

    @Test("Load that comes and goes loses nothing")
    func quietUnderChangingLoad() {
        for turn in UInt64(0)..<200 {
            var random = Generator(seed: seed &+ turn)
            let device = SimulatedDevice(
                partsPerMillion: .random(in: -300...300, using: &random),
                preemption: .random(in: 0...100, using: &random),
                hit: .random(in: 0...1, using: &random),
                // For a while the delay is guessed wrong, or the server keeps less.
                guess: turn % 2 == 0 ? { $0 > 10 && $0 < 14 ? 80 : 0 } : { _ in 0 },
                ahead: turn % 2 == 1 ? { $0 > 10 && $0 < 30 ? 215 : 0 } : { _ in 0 })
            let found = device.run(seconds: 40, seed: seed &+ turn)
            #expect(found.isEmpty, "seed \(seed &+ turn): \(found)")
        }
    }

    @Test(
        "A loss is found within 1.6 s, to 5 ms",
        arguments: [20.0, 25, 60, 150, 1000])
    func findsLoss(milliseconds: Double) {
        for turn in UInt64(0)..<20 {
            var random = Generator(seed: seed &+ turn)
            let seconds = [20, 40].map { $0 + Double.random(in: 0..<1, using: &random) }
            let device = SimulatedDevice(
                partsPerMillion: .random(in: -300...300, using: &random),
                losses: seconds.map { ($0, milliseconds) })
            let found = device.run(seconds: 60, seed: seed &+ turn)
            #expect(found.count == 2, "seed \(seed &+ turn): \(found)")
            for (found, second) in zip(found, seconds) {
                #expect(
                    found.second > second && found.second <= second + 1.6,
                    "seed \(seed &+ turn): \(found)")
                #expect(
                    abs(found.milliseconds - milliseconds) < 5, "seed \(seed &+ turn): \(found)")
            }
        }
    }

    @Test("A card that stood still for 20 ms or longer is found out within 0.8 s, to 5 ms")
    func findsStandingCard() {
        for turn in UInt64(0)..<100 {
            var random = Generator(seed: seed &+ turn)
            let milliseconds = Double.random(in: 20...450, using: &random)
            let second = 20 + Double.random(in: 0..<1, using: &random)
            // It fetches periods of 10 ms, or of 85.
            let device = SimulatedDevice(
                partsPerMillion: .random(in: -300...300, using: &random), scatter: 0.3,
                chunk: turn % 2 == 0 ? 10 : 85, losses: [(second, milliseconds)],
                losingSeconds: milliseconds / 1000)
            let found = device.run(seconds: 60, seed: seed &+ turn, on: .direct)
            let sum = found.reduce(0) { $0 + $1.milliseconds }
            #expect(abs(sum - milliseconds) < 5, "seed \(seed &+ turn): \(milliseconds), \(found)")
            let last = found.last?.second ?? 0
            #expect(last < second + milliseconds / 1000 + 0.8, "seed \(seed &+ turn): \(found)")
        }
    }

    @Test("A card's thread preempted for up to 100 ms at three turns of ten loses nothing")
    func quietCardUnderLoad() {
        for turn in UInt64(0)..<20 {
            var random = Generator(seed: seed &+ turn)
            let device = SimulatedDevice(
                partsPerMillion: .random(in: -900...900, using: &random), scatter: 0.3,
                preemption: 100, hit: 0.3)
            let found = device.run(seconds: 600, seed: seed &+ turn, on: .direct)
            #expect(found.isEmpty, "seed \(seed &+ turn): \(found)")
        }
    }

    @Test("Under load a loss of 20 ms and more is found, and no more than was lost")
    func findsLossUnderLoad() {
        for turn in UInt64(0)..<200 {
            var random = Generator(seed: seed &+ turn)
            let milliseconds = Double.random(in: 20...400, using: &random)
            let device = SimulatedDevice(
                partsPerMillion: .random(in: -300...300, using: &random),
                losses: [(.random(in: 20..<21, using: &random), milliseconds)],
                preemption: 100, hit: .random(in: 0...1, using: &random))
            let found = device.run(seconds: 60, seed: seed &+ turn)
            let sum = found.reduce(0) { $0 + $1.milliseconds }
            // To the width of the scatter: hardly a reading is prompt.
            #expect(
                abs(sum - milliseconds) < 16, "seed \(seed &+ turn): \(milliseconds), \(found)")
        }
    }

    @Test("A loss that lasts for 300 ms is told once, and whole")
    func findsSlowLoss() {
        let device = SimulatedDevice(scatter: 0, losses: [(9.8, 300)], losingSeconds: 0.3)
        let found = device.run(seconds: 20, seed: seed)
        #expect(found.count == 1)
        #expect(abs(found.reduce(0) { $0 + $1.milliseconds } - 300) < 10)
    }

    @Test("A clock that loses 4000 ppm all the time is reported again and again")
    func findsSlowClock() {
        let device = SimulatedDevice(partsPerMillion: -4000, scatter: 2)
        let sum = device.run(seconds: 120, seed: 3).reduce(0) { $0 + $1.milliseconds }
        #expect(sum > 400 && sum < 490, "480 ms were lost")
    }

    @Test("What a join's clock expects and the pointer doesn't reach is lost, by the delay alone")
    func joins() {
        for late in [0.0, 15, 40, 200] {
            var detector = LostTimeDetector(hertz: 48_000)
            detector.expect(frame: 1000, at: 1)
            var found: [Int64] = []
            for turn in 0..<300 {
                let frames = Int64(turn * 480)
                let lost = detector.observe(
                    heard: 1000 + frames - Int64(late * 48), fetched: frames,
                    at: UInt64(turn) * 10_000_000 + 1)
                if lost > 0 { found.append(lost) }
            }
            #expect(found == (late == 0 ? [] : [Int64(late * 48)]), "\(late) ms")
        }
    }
}
