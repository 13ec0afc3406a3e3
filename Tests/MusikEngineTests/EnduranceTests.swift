import MusikModel
import MusikProgramme
import MusikRealtime
import MusikTestSupport
import Testing

@testable import MusikEngine

@Suite("Endurance")
struct EnduranceTests {
    @Test("F26: Ten thousand random transitions pass without a stall or a missing frame")
    func transitions() throws {
        let seed: UInt64 = 20_261_121
        print("seed \(seed)")
        var generator = Generator(seed: seed)
        var library = ToyLibrary()
        let sources = (1...20).map { number in
            library.add(number, frames: 4_000) { _ in Float(number) / 100 }
        }
        var clips: [Clip] = []
        var start = 0
        var overlap = 0
        for id in 0...10_000 {
            let length = Int.random(in: 1...3_000, using: &generator)
            var fades: [Fade] = []
            if overlap > 0 {
                fades.append(
                    Fade(
                        .incoming, start: FrameCount(start),
                        length: FrameCount(min(overlap, length)), correlation: 0))
            }
            overlap = Int.random(in: 0...(length * 2 / 5), using: &generator)
            if overlap > 0 {
                fades.append(
                    Fade(
                        .outgoing, start: FrameCount(start + length - overlap),
                        length: FrameCount(overlap), correlation: 0))
            }
            let source = sources[Int.random(in: 0..<20, using: &generator)]
            clips.append(clip(id, source, start: start, length: length, fades: fades))
            start += length - overlap
        }
        let end = start + overlap
        let output = ManualOutput()
        let engine = Engine(
            programme: programme(clips, end: end), library: library,
            outputs: [(output, .init(ceiling: nil, dither: false))])
        try engine.start()
        engine.send(FeedCommand(.play))
        var played = 0
        var isFinished = false
        while !isFinished {
            let (samples, done) = output.pull(480_000, step: 1_024)
            played += samples.count
            isFinished = done
            for event in engine.takeEvents() {
                switch event {
                case .output(_, let happened):
                    if case .starved = happened.kind { Issue.record("starved") }
                case .framesMissing(let frames): Issue.record("\(frames) frames missing")
                case .sourceFailed, .eventsLost, .restarted: Issue.record("\(event)")
                case .planFollowed: break
                }
            }
        }
        engine.stop()
        #expect(played == end)
    }

    @Test("F52: Ten thousand starts and stops, at any moment, end cleanly")
    func startsAndStops() throws {
        var generator = Generator(seed: 7)
        var library = ToyLibrary()
        let source = library.add(1, frames: 20_000) { _ in 0.1 }
        let programme = programme([clip(1, source, start: 0, length: 20_000)], end: 20_000)
        for _ in 0..<10_000 {
            let output = PacedOutput(speed: nil)
            let engine = Engine(
                programme: programme, library: library, outputs: [(output, .init())])
            try engine.start()
            if Bool.random(using: &generator) { engine.send(FeedCommand(.play)) }
            if Bool.random(using: &generator) { engine.send(FeedCommand(.quiet)) }
            engine.stop()
        }
    }

    @Test("F16: A second output that is never pulled does not hold up the first")
    func stuckOutput() throws {
        var library = ToyLibrary()
        let source = library.add(1, frames: 400_000, signal: noise(1))
        let programme = programme([clip(1, source, start: 0, length: 400_000)], end: 400_000)
        let (first, second) = (ManualOutput(), ManualOutput())
        let engine = Engine(
            programme: programme, library: library,
            outputs: [
                (first, .init(ceiling: nil, dither: false)),
                (second, .init(isReference: false, ceiling: nil, dither: false)),
            ])
        try engine.start()
        engine.send(FeedCommand(.play))
        let (samples, isFinished) = first.pull(500_000)
        engine.stop()
        #expect(isFinished)
        #expect(samples.indices.first { samples[$0] != noise(1)($0) } == nil)
    }
}
