import MusikModel
import MusikProgramme
import MusikRealtime
import MusikTestSupport
import Testing

@testable import MusikEngine

@Suite("Live playing")
struct LiveTests {
    func longProgramme(_ library: inout ToyLibrary, pieces: Int = 4) -> Programme {
        var clips: [Clip] = []
        let (length, overlap) = (100_000, 20_000)
        for id in 1...pieces {
            let source = library.add(id, frames: length, signal: noise(UInt64(id)))
            let start = (id - 1) * (length - overlap)
            var fades: [Fade] = []
            if id > 1 {
                fades.append(
                    Fade(.incoming, start: FrameCount(start), length: 20_000, correlation: 0.2))
            }
            if id < pieces {
                fades.append(
                    Fade(
                        .outgoing, start: FrameCount(start + length - overlap), length: 20_000,
                        correlation: 0.2))
            }
            clips.append(clip(id, source, start: start, length: length, gain: -8, fades: fades))
        }
        return programme(clips, end: (pieces - 1) * 80_000 + 100_000)
    }

    @Test("Live playing equals the rendering, bit for bit")
    func equal() throws {
        var library = ToyLibrary()
        let programme = longProgramme(&library)
        let output = ManualOutput()
        let engine = Engine(
            programme: programme, library: library,
            outputs: [(output, .init(ceiling: -1.2, dither: false))])
        try engine.start()
        engine.send(FeedCommand(.play))
        let (live, isFinished) = output.pull(400_000)
        engine.stop()
        #expect(isFinished)
        let offline = try rendered(programme, library, guarded: true)
        #expect((live == offline) == true)
    }

    @Test("Commands at random moments are repeated exactly from their log", arguments: 1...20)
    func commands(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        var library = ToyLibrary()
        let programme = longProgramme(&library)
        let output = ManualOutput()
        let engine = Engine(
            programme: programme, library: library,
            outputs: [(output, .init(ceiling: -1.2, dither: false))])
        try engine.start()
        engine.send(FeedCommand(.play))
        var live: [Float] = []
        var script: [OfflineRenderer.ScriptedCommand] = []
        func collect() {
            for case .output(0, let event) in engine.takeEvents() {
                if case .applied(let command) = event.kind {
                    script.append(.init(frame: FrameCount(event.deliveredFrame), command: command))
                }
                if case .starved = event.kind { Issue.record("starved") }
            }
        }
        let kinds: [FeedCommand.Kind] = [
            .pause, .resume, .talkOver, .endTalkOver, .quiet, .endQuiet, .level, .mute, .unmute,
        ]
        for _ in 0..<12 {
            live += output.pull(Int.random(in: 1...30_000, using: &generator)).samples
            let kind = kinds.randomElement(using: &generator)!
            engine.send(FeedCommand(kind, value: Float.random(in: 0...1, using: &generator)))
            collect()
        }
        engine.send(FeedCommand(.resume))
        live += output.pull(1_000_000).samples
        collect()
        engine.stop()
        let offline = try rendered(programme, library, guarded: true, script: script)
        #expect(live.count == offline.count, "seed \(seed)")
        #expect(live.indices.first { live[$0] != offline[$0] } == nil, "seed \(seed)")
    }

    @Test("A plan changed while playing is followed at its frame, and what was before stays")
    func replaced() throws {
        var library = ToyLibrary()
        let first = longProgramme(&library)
        let output = ManualOutput()
        let engine = Engine(
            programme: first, library: library,
            outputs: [(output, .init(ceiling: nil, dither: false))])
        try engine.start()
        engine.send(FeedCommand(.play))
        var live = output.pull(10_000).samples
        let frame = engine.planningFrame(within: 0.1)
        // Before the second piece: what has sounded can't be planned otherwise.
        try #require(frame < first.clips[1].start)
        var second = first
        let extra = library.add(9, frames: 100_000, signal: noise(9))
        _ = extra
        let other = first.clips[3].source
        second.clips = Array(first.clips[0..<1])
        second.clips[0].length = frame + 10_000
        second.clips[0].fades = [Fade(.outgoing, start: frame, length: 10_000, correlation: 0)]
        second.clips.append(
            clip(
                20, other, start: Int(frame.value), length: 90_000,
                fades: [Fade(.incoming, start: frame, length: 10_000, correlation: 0)]))
        second.end = frame + 90_000
        #expect(engine.replace(with: second, from: frame))
        live += output.pull(1_000_000).samples
        engine.stop()
        let offline = try rendered(second, library)
        #expect((live == offline) == true)
        let before = try rendered(first, library)
        #expect(live[..<Int(frame.value)] == before[..<Int(frame.value)])
    }

    @Test(
        "F26: A source that fails is reported with the frame it can be heard to, before it is due")
    func failure() throws {
        var library = ToyLibrary()
        let bad = library.add(1, frames: 500_000, failsAt: 300_000, signal: noise(1))
        let programme = programme([clip(1, bad, start: 0, length: 500_000)], end: 500_000)
        let output = ManualOutput()
        let engine = Engine(programme: programme, library: library, outputs: [(output, .init())])
        try engine.start()
        engine.send(FeedCommand(.play))
        _ = output.pull(50_000)
        var failed: FrameCount?
        while failed == nil {
            for case .sourceFailed(1, let frame, _) in engine.takeEvents() { failed = frame }
        }
        #expect(failed == 300_000)
        #expect(engine.position().programmeFrame < 300_000)
        engine.stop()
    }

    @Test("Rendering a failing source throws its error instead of writing silence")
    func offlineFailure() {
        var library = ToyLibrary()
        let bad = library.add(1, frames: 500_000, failsAt: 300_000, signal: noise(1))
        let programme = programme([clip(1, bad, start: 0, length: 500_000)], end: 500_000)
        #expect(throws: ToyLibrary.Broken.self) { try rendered(programme, library) }
    }

    @Test("F28: A thousand cold starts all begin with the first frame")
    func coldStarts() throws {
        var library = ToyLibrary()
        let source = library.add(1, frames: 20_000, signal: noise(1))
        let programme = programme([clip(1, source, start: 0, length: 20_000)], end: 20_000)
        for _ in 0..<1_000 {
            let output = ManualOutput()
            let engine = Engine(
                programme: programme, library: library,
                outputs: [(output, .init(ceiling: nil, dither: false))])
            try engine.start()
            engine.send(FeedCommand(.play))
            let out = output.pull(256).samples
            engine.stop()
            guard out.count == 256, out[0] == noise(1)(0), out[255] == noise(1)(255) else {
                Issue.record("a start was silent or late")
                return
            }
        }
    }

    @Test("The silent output plays to the end at any speed", arguments: [nil, 50.0])
    func silentOutput(speed: Double?) throws {
        var library = ToyLibrary()
        let programme = longProgramme(&library)
        let output = PacedOutput(speed: speed)
        let engine = Engine(programme: programme, library: library, outputs: [(output, .init())])
        try engine.start()
        engine.send(FeedCommand(.play))
        var isFinished = false
        while !isFinished {
            for case .output(0, let event) in engine.takeEvents() {
                if case .finished = event.kind { isFinished = true }
                if case .starved = event.kind { Issue.record("starved") }
            }
        }
        engine.stop()
    }
}
