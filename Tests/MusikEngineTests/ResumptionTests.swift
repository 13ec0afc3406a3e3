import MusikModel
import MusikProgramme
import MusikRealtime
import MusikTestSupport
import Testing

@testable import MusikEngine

@Suite("An engine that takes over from another")
struct ResumptionTests {
    private func resumption(_ frame: Int64, delivered: Int64) -> FeedResumption {
        var resumption = FeedResumption()
        resumption.programmeFrame = frame
        resumption.deliveredFrame = delivered
        resumption.isPlaying = true
        return resumption
    }

    private func engine(
        _ programme: Programme, _ library: ToyLibrary, _ output: ManualOutput,
        _ resumption: FeedResumption
    ) -> Engine {
        var options = OutputFeed.Options(ceiling: -1.2, dither: false)
        options.resumption = resumption
        return Engine(
            programme: programme, from: FrameCount(resumption.programmeFrame / 512 * 512),
            library: library, outputs: [(output, options)])
    }

    @Test(
        "F49: From any block on it gives the frames the one before would have given",
        arguments: 1...20)
    func anywhere(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        var library = ToyLibrary()
        let programme = LiveTests().longProgramme(&library)
        let whole = try rendered(programme, library, guarded: true)
        let block = Int64.random(in: 0..<Int64(whole.count / 256), using: &generator)
        let output = ManualOutput()
        let engine = engine(
            programme, library, output, resumption(block * 256, delivered: block * 256))
        try engine.start()
        let (rest, isFinished) = output.pull(whole.count + 10_000)
        let position = engine.position()
        let events = engine.takeEvents()
        engine.stop()
        #expect(isFinished, "seed \(seed)")
        let expected = Array(whole[Int(block * 256)...])
        #expect(rest.count == expected.count, "seed \(seed)")
        // The guard looks a block ahead and remembers what was loud: after that it knows the same.
        let settled = 48_000
        let wrong = rest.indices.dropFirst(settled).first { rest[$0] != expected[$0] }
        #expect(wrong == nil, "seed \(seed)")
        #expect(position.deliveredFrame.value >= Int64(whole.count), "seed \(seed)")
        guard case .output(0, let event)? = events.first, case .resumed = event.kind else {
            Issue.record("seed \(seed): the first event says that another took over")
            return
        }
        #expect(event.deliveredFrame == block * 256)
    }

    @Test("What was commanded holds: levels, mutes, quiet, talk over and pause")
    func commanded() throws {
        var library = ToyLibrary()
        let source = library.add(1, frames: 200_000) { _ in 0.5 }
        let programme = programme([clip(1, source, start: 0, length: 200_000)], end: 200_000)
        func first(_ change: (inout FeedResumption) -> Void) throws -> (Float, FeedPosition) {
            var state = resumption(51_200, delivered: 76_800)
            change(&state)
            let output = ManualOutput()
            let engine = engine(programme, library, output, state)
            try engine.start()
            defer { engine.stop() }
            let samples = output.pull(2560).samples
            return (samples[2000], engine.position())
        }
        #expect(try first { _ in }.0 == 0.5)
        #expect(try first { $0.level = 0.25 }.0 == 0.125)
        #expect(try first { $0.isMuted = true }.0 == 0)
        #expect(try first { $0.isQuiet = true }.0 == 0)
        #expect(abs(try first { $0.isTalkingOver = true }.0 - 0.05) < 1e-6)
        let (sample, held) = try first { $0.isPaused = true }
        #expect(sample == 0)
        #expect(held.isHeld && held.programmeFrame == 51_200)
        #expect(held.deliveredFrame == 79_360)
        let (_, moving) = try first { $0.isQuiet = true }
        #expect(moving.programmeFrame > 53_000)
    }

    @Test("A strand that the mix begins in the middle of is decoded from there, not from its start")
    func middle() {
        let source = SourceReference(
            digest: ContentDigest(bytes: [UInt8](repeating: 7, count: 32)), path: "")
        var converted = clip(1, source, start: 1000, length: 1_000_000, from: 50)
        converted.sourceRate = SampleRate(hertz: 44_100)!
        let direct = clip(2, source, start: 2000, length: 1_000_000, from: 60)
        let list = programme([converted, direct], end: 1_002_000)
        let strands = list.strands(from: 480_512)
        // 160 frames of 48 kHz are 147 of 44.1 kHz.
        #expect(strands[0].start == FrameCount(1000 + 2996 * 160))
        #expect(strands[0].decodedSegments[0].start == FrameCount(50 + 2996 * 147))
        #expect(strands[0].segments[0].start == 50)
        #expect(strands[1].start == 480_512)
        #expect(strands[1].decodedSegments[0].start == FrameCount(60 + 478_512))
    }
}
