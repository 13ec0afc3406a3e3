import MusikModel
import MusikProgramme
import MusikRealtime
import MusikTestSupport
import Synchronization
import Testing

@testable import MusikEngine

@Suite("A renderer that stalls")
struct StallTests {
    /// A source that doesn't come back from decoding beyond a frame while the gate is shut.
    private final class Gate: Sendable {
        let isShut = Atomic<Bool>(false)

        func pass() {
            while isShut.load(ordering: .acquiring) { MonotonicClock.sleep(nanoseconds: 1_000_000) }
        }
    }

    @Test(
        "What was delivered while a file did not decode is repeated exactly from its log",
        arguments: 1...6)
    func repeated(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        var library = ToyLibrary()
        let gate = Gate()
        let frames = 30 * 48_000
        let seam = 5 * 48_000
        let tone = noise(seed)
        let first = library.add(1, frames: frames) { n in
            if n > seam { gate.pass() }
            return 0.3 * tone(n)
        }
        let fade = Fade(
            .outgoing, start: FrameCount(frames - 96_000), length: 96_000, correlation: 1)
        let programme = programme(
            [clip(1, first, start: 0, length: frames, gain: -6, fades: [fade])], end: frames)
        gate.isShut.store(true, ordering: .releasing)
        let output = ManualOutput()
        var options = OutputFeed.Options(ceiling: -1.2, dither: false)
        options.keepsTime = true
        var engineOptions = Engine.Options()
        engineOptions.stockSeconds = 3
        let engine = Engine(
            programme: programme, library: library, outputs: [(output, options)],
            options: engineOptions)
        try engine.start()
        engine.send(FeedCommand(.play))
        var live: [Float] = []
        var script: [OfflineRenderer.ScriptedCommand] = []
        var turns: [OfflineRenderer.ScriptedTurn] = []
        func collect() {
            for case .output(0, let event) in engine.takeEvents() {
                let frame = FrameCount(event.deliveredFrame)
                switch event.kind {
                case .applied(let command): script.append(.init(frame: frame, command: command))
                case .bed(let turn): turns.append(.init(frame: frame, turn: turn))
                case .starved: Issue.record("starved")
                default: break
                }
            }
        }
        // The file decodes to its fifth second and no further: two seconds and more are missing.
        live +=
            output.pull(Int.random(in: 300_000...450_000, using: &generator), waits: false)
            .samples
        collect()
        #expect(turns.first?.turn.isOn == true)
        engine.send(FeedCommand(.level, value: 0.5))
        live += output.pull(Int.random(in: 1...50_000, using: &generator), waits: false).samples
        collect()
        gate.isShut.store(false, ordering: .releasing)
        let caughtUp = MonotonicClock.wait(milliseconds: 20_000) {
            engine.mixHead >= engine.position().programmeFrame + 40_000
        }
        #expect(caughtUp)
        live += output.pull(2_000_000).samples
        collect()
        engine.stop()
        #expect(live.count == frames, "the end has not moved")
        #expect(turns.last?.turn.isOn == false)
        let offline = try rendered(
            programme, library, guarded: true, script: script, turns: turns)
        #expect(live.count == offline.count, "seed \(seed)")
        #expect(live.indices.first { live[$0] != offline[$0] } == nil, "seed \(seed)")
        let plain = try rendered(programme, library, guarded: true)
        #expect(plain.indices.first { plain[$0] != offline[$0] } != nil)
    }

    @Test("A plan made while the mix stands is refused for frames that have passed")
    func passed() throws {
        var library = ToyLibrary()
        let gate = Gate()
        gate.isShut.store(true, ordering: .releasing)
        let source = library.add(1, frames: 960_000) { n in
            if n > 96_000 { gate.pass() }
            return 0.2
        }
        let plan = programme([clip(1, source, start: 0, length: 960_000)], end: 960_000)
        let output = ManualOutput()
        var options = OutputFeed.Options()
        options.keepsTime = true
        let engine = Engine(programme: plan, library: library, outputs: [(output, options)])
        try engine.start()
        engine.send(FeedCommand(.play))
        let early = engine.planningFrame(within: 0.5)
        _ = output.pull(200_000, waits: false)
        #expect(engine.replace(with: plan, from: early) == false)
        #expect(engine.replace(with: plan, from: engine.planningFrame(within: 0.5)))
        gate.isShut.store(false, ordering: .releasing)
        engine.stop()
    }

    @Test("Music is where its clips are heard: half a fade later, half a fade earlier, joined")
    func ranges() {
        var library = ToyLibrary()
        let source = library.add(1, frames: 100_000) { _ in 0 }
        let plan = programme(
            [
                clip(1, source, start: 0, length: 5_000, kind: .opening),
                clip(
                    2, source, start: 5_000, length: 20_000,
                    fades: [
                        Fade(.incoming, start: 5_000, length: 2_000, correlation: 1),
                        Fade(.outgoing, start: 21_000, length: 4_000, correlation: 0),
                    ]),
                clip(
                    3, source, start: 21_000, length: 20_000,
                    fades: [Fade(.incoming, start: 21_000, length: 4_000, correlation: 0)]),
                clip(4, source, start: 50_000, length: 9_000, kind: .cue),
                clip(5, source, start: 60_000, length: 9_000, kind: .bell),
                clip(6, source, start: 70_000, length: 9_000, kind: .bed),
            ], end: 70_000)
        #expect(plan.musicRanges == [6_000..<41_000])
    }

    @Test("The drone goes round without a seam, and is the same for all who ask for it")
    func drone() {
        for rate in [SampleRate.standard, SampleRate(hertz: 44_100)!] {
            let drone = BedSound.drone(at: rate)
            #expect(drone === BedSound.drone(at: rate))
            drone.withMemory { bytes in
                let samples = bytes.bindMemory(to: Float.self)
                let inside = stride(from: 2, to: samples.count, by: 2).map {
                    abs(samples[$0] - samples[$0 - 2])
                }.max()!
                #expect(abs(samples[0] - samples[samples.count - 2]) <= inside)
                #expect(samples.allSatisfy { abs($0) < 0.1 })
            }
        }
    }
}
