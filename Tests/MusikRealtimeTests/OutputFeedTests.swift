import Glibc
import MusikModel
import MusikTestSupport
import Testing

@testable import MusikRealtime

@Suite("An output's chain")
struct OutputFeedTests {
    @Test("Before play there is silence, and it is not on record")
    func idle() {
        var bench = Bench(signal: sine)
        #expect(bench.render(1000).allSatisfy { $0 == 0 })
        #expect(bench.feed.position.isPlaying == false)
        _ = bench.feed.send(FeedCommand(.play))
        _ = bench.render(480)
        #expect(bench.feed.position.deliveredFrame == 480)
    }

    @Test("An output's own trim is a command on record, down in 20 ms and never up above 1")
    func trim() {
        var bench = Bench(signal: { _ in 0.25 })
        _ = bench.feed.send(FeedCommand(.play))
        _ = bench.render(2560)
        bench.feed.trim(0.1)
        let down = bench.render(2560)
        #expect(abs(down.last! - 0.025) < 1e-6)
        // Two blocks under way, and 20 ms.
        #expect(down[1472...].allSatisfy { abs($0 - 0.025) < 1e-6 })
        bench.feed.trim(3)
        let up = bench.render(3 * 48_000 + 1024)
        // A ramp adds up its steps, with what that rounds.
        #expect(up.allSatisfy { $0 <= 0.2505 } && up.last == 0.25)
        bench.feed.trim(.nan)
        _ = bench.render(512)
        var trims: [Float] = []
        while let event = bench.feed.nextEvent() {
            if case .applied(let command) = event.kind, command.kind == .trim {
                trims.append(command.value)
            }
        }
        #expect(trims == [0.1, 1])
    }

    @Test("Frames that are taken back come again under the same trim")
    func trimRewound() {
        var bench = Bench(signal: { _ in 0.25 })
        _ = bench.feed.send(FeedCommand(.play))
        _ = bench.render(2560)
        bench.feed.trim(0.5)
        let before = bench.render(5120)
        #expect(bench.feed.rewind(frames: 5120) == 5120)
        let again = bench.render(5120)
        // 10 ms of rising at first.
        #expect(Array(again[480...]) == Array(before[480...]))
    }

    @Test("What nobody commands passes bit for bit", arguments: [1, 7, 256, 480, 4096])
    func transparent(step: Int) {
        var bench = Bench(options: .init(ceiling: -1.2), signal: sine)
        _ = bench.feed.send(FeedCommand(.play))
        let out = bench.render(20_000, step: step)
        for n in 0..<20_000 where out[n] != sine(n) {
            Issue.record("frame \(n)")
            return
        }
    }

    @Test(
        "F4, F51: Any request from 1 to a quarter of the ring gives the same frames",
        arguments: 1...12)
    func anyRequest(seed: UInt64) {
        var generator = Generator(seed: seed)
        var sizes = Generator(seed: seed &+ 99)
        func commands(_ bench: Bench, _ n: Int) {
            switch n {
            case 1: _ = bench.feed.send(FeedCommand(.talkOver))
            case 2: _ = bench.feed.send(FeedCommand(.level, value: 0.5))
            case 3: _ = bench.feed.send(FeedCommand(.endTalkOver))
            default: break
            }
        }
        let spans = (0..<5).map { _ in Int.random(in: 20...80, using: &generator) * 256 }
        func run(_ step: (inout Generator) -> Int) -> [Float] {
            var bench = Bench(options: .init(ceiling: -1.2)) { 3 * sine($0) }
            _ = bench.feed.send(FeedCommand(.play))
            var out: [Float] = []
            for (n, span) in spans.enumerated() {
                commands(bench, n)
                var left = span
                while left > 0 {
                    let size = min(left, step(&sizes))
                    out += bench.render(size, step: size)
                    left -= size
                }
            }
            return out
        }
        let regular = run { _ in 256 }
        let irregular = run { Int.random(in: 1...12_000, using: &$0) }
        #expect((regular == irregular) == true, "seed \(seed)")
    }

    @Test(
        "Talk over takes 20 dB off within 300 ms while the timeline runs on, and gives it back over 3 s"
    )
    func talkOver() {
        var bench = Bench(signal: sine)
        _ = bench.feed.send(FeedCommand(.play))
        let before = bench.render(24_000)
        _ = bench.feed.send(FeedCommand(.talkOver))
        let down = bench.render(48_000)
        let change = decibels(down[14_400...]) - decibels(before[...])
        #expect(abs(change + 20) < 0.01)
        #expect(down[2_400] != sine(26_400), "the key is answered within 50 ms")
        _ = bench.feed.send(FeedCommand(.endTalkOver))
        let up = bench.render(4 * 48_000)
        #expect(up[3 * 48_000 + 512] == sine(72_000 + 3 * 48_000 + 512))
        #expect(abs(up[48_000...50_000].map(abs).max()! - 0.25 * 0.4) < 0.01)
    }

    @Test("Pause ramps to silence and holds the timeline; resume goes on where it stopped")
    func pause() {
        var bench = Bench(signal: sine)
        _ = bench.feed.send(FeedCommand(.play))
        _ = bench.render(48_000)
        _ = bench.feed.send(FeedCommand(.pause))
        let held = bench.render(48_000)
        #expect(held[5_500...].allSatisfy { $0 == 0 })
        let position = bench.feed.position
        #expect(position.isHeld)
        _ = bench.render(96_000)
        #expect(bench.feed.position.programmeFrame == position.programmeFrame)
        _ = bench.feed.send(FeedCommand(.resume))
        let on = bench.render(48_000)
        let start = Int(position.programmeFrame.value)
        let at = 30_000
        // 256 frames pass until the command's block comes out.
        #expect(on[at + 256] == sine(start + at))
    }

    @Test("Quiet is silent within 100 ms and survives everything but its own end")
    func quiet() {
        var bench = Bench(signal: sine)
        _ = bench.feed.send(FeedCommand(.play))
        _ = bench.render(48_000)
        _ = bench.feed.send(FeedCommand(.quiet))
        let out = bench.render(24_000)
        #expect(out[4_800...].allSatisfy { $0 == 0 })
        for command in [FeedCommand.Kind.pause, .resume, .endTalkOver, .unmute] {
            _ = bench.feed.send(FeedCommand(command))
        }
        _ = bench.feed.send(FeedCommand(.level, value: 1))
        #expect(bench.render(48_000).allSatisfy { $0 == 0 })
        bench.feed.skip(frames: 48_000)
        #expect(bench.render(4_800).allSatisfy { $0 == 0 }, "no recovery undoes a silence")
        _ = bench.feed.send(FeedCommand(.endQuiet))
        #expect(bench.render(4 * 48_000).last! != 0)
    }

    @Test(
        "A command takes effect at the end of time that passes without a device",
        arguments: [1, 100, 256, 257, 480, 24_000, 24_111], [0, 1, 100, 255])
    func passed(frames: Int, offset: Int) {
        var bench = Bench(signal: sine)
        _ = bench.feed.send(FeedCommand(.play))
        _ = bench.render(48_000 + offset)
        _ = bench.feed.send(FeedCommand(.pause))
        _ = bench.render(24_000)
        let held = bench.feed.position
        _ = bench.feed.send(FeedCommand(.resume))
        // As far as a held timeline lets it at once.
        var left = frames
        while left > 0 {
            let part = min(left, bench.feed.framesReady)
            bench.feed.skip(frames: part, takesCommands: part == left)
            left -= part
        }
        _ = bench.render(512)
        var resumed: Int64?
        while let event = bench.feed.nextEvent() {
            if case .applied(let command) = event.kind, command.kind == .resume {
                resumed = event.deliveredFrame
            }
        }
        // Two blocks are under way.
        let end = held.deliveredFrame.value + Int64(frames)
        #expect(resumed.map { $0 >= end - 256 && $0 <= end + 512 } == true)
    }

    @Test("A change of level is a ramp without a step larger than the signal's")
    func noStep() {
        var bench = Bench(signal: sine)
        _ = bench.feed.send(FeedCommand(.play))
        var out = bench.render(24_000)
        for kind in [
            FeedCommand.Kind.talkOver, .endTalkOver, .mute, .unmute, .pause, .resume, .quiet,
            .endQuiet,
        ] {
            _ = bench.feed.send(FeedCommand(kind))
            out += bench.render(24_000)
        }
        let largest = zip(out, out.dropFirst()).map { abs($0 - $1) }.max()!
        let natural = (0..<48_000).map { abs(sine($0) - sine($0 + 1)) }.max()!
        #expect(largest <= natural * 1.01)
    }

    @Test(
        "Frames taken back are delivered again, under the commands given meanwhile",
        arguments: [1, 100, 256, 5_000, 24_000])
    func rewind(frames: Int) {
        var bench = Bench(signal: sine)
        _ = bench.feed.send(FeedCommand(.play))
        _ = bench.render(60_000)
        _ = bench.feed.send(FeedCommand(.level, value: 0.5))
        _ = bench.render(30_000)
        let delivered = bench.feed.position.deliveredFrame
        #expect(bench.feed.rewind(frames: frames) == frames)
        _ = bench.feed.send(FeedCommand(.quiet))
        let again = bench.render(frames + 48_000)
        // The 10 ms rise is over, the quiet has not begun before its block.
        let settled = 480
        let level: Float = 90_000 - frames > 60_000 + 20_000 ? 0.5 : 1
        if frames > 1_000, frames < 9_000 {
            #expect(again[(settled + 300)...].allSatisfy { abs($0) <= 0.25 * level })
        }
        #expect(again[6_000...].allSatisfy { $0 == 0 })
        #expect(bench.feed.position.deliveredFrame == delivered + 48_000)
        let kinds = bench.events().map(\.kind)
        #expect(kinds.contains(.rewound))
    }

    @Test("Without new commands the frames taken back come again bit for bit")
    func rewindExact() {
        var bench = Bench(options: .init(ceiling: -1.2)) {
            4 * sine($0) * ($0 % 9000 < 300 ? 1 : 0.2)
        }
        _ = bench.feed.send(FeedCommand(.play))
        _ = bench.render(20_000)
        _ = bench.feed.send(FeedCommand(.level, value: 0.7))
        _ = bench.render(10_000)
        let first = bench.render(20_000)
        #expect(bench.feed.rewind(frames: 20_000) == 20_000)
        let second = bench.render(20_000)
        let differing = (480..<20_000).first { first[$0] != second[$0] }
        #expect(differing == nil)
    }

    @Test("A mixer that did not keep up is silence that is counted, and no frame is lost by it")
    func starved() {
        let ring = MixRing(rate: .standard, aheadSeconds: 1)
        let feed = OutputFeed(ring: ring, options: .init(ceiling: nil))
        feed.setFormat(.float32)
        ring.end = 10_000
        ring.write((0..<2_000).map { Float($0 / 2 + 1) / 10_000 }, count: 1_000)
        _ = feed.send(FeedCommand(.play))
        var buffer = [Float](repeating: 0, count: 4_000)
        let report = buffer.withUnsafeMutableBytes {
            feed.render(into: $0.baseAddress!, frames: 2_000)
        }
        #expect(report.starvedFrames > 0)
        ring.write((0..<18_000).map { Float($0 / 2 + 1_001) / 10_000 }, count: 9_000)
        var all = stride(from: 0, to: 4_000, by: 2).map { buffer[$0] }
        var rest = [Float](repeating: 0, count: 24_000)
        let last = rest.withUnsafeMutableBytes {
            feed.render(into: $0.baseAddress!, frames: 12_000)
        }
        #expect(last.isFinished)
        all += stride(from: 0, to: 24_000, by: 2).map { rest[$0] }
        #expect(all.filter { $0 != 0 } == (1...10_000).map { Float($0) / 10_000 })
    }

    @Test(
        "A programme of any length ends on its frame",
        arguments: [1, 2, 255, 256, 257, 511, 512, 5_000])
    func length(frames: Int) {
        var bench = Bench(seconds: Double(frames) / 48_000) { _ in 0.5 }
        _ = bench.feed.send(FeedCommand(.play))
        bench.fill()
        var buffer = [Float](repeating: 0, count: 20_000)
        let report = buffer.withUnsafeMutableBytes {
            bench.feed.render(into: $0.baseAddress!, frames: 10_000)
        }
        #expect(report.recordedFrames == frames)
        #expect(report.isFinished)
        #expect(buffer.filter { $0 != 0 }.count == frames * 2)
    }

    @Test("A second output that stood still for seconds joins at the reference's frame")
    func lateReader() {
        let ring = MixRing(rate: .standard, aheadSeconds: 1)
        let first = OutputFeed(ring: ring)
        let second = OutputFeed(ring: ring, options: .init(isReference: false))
        ring.end = 480_000
        for feed in [first, second] { _ = feed.send(FeedCommand(.play)) }
        let buffer = UnsafeMutableRawPointer.allocate(byteCount: 480 * 8, alignment: 16)
        defer { buffer.deallocate() }
        for _ in 0..<500 {
            let room = min(ring.room, Int((ring.end - ring.head).value))
            ring.write([Float](repeating: 0.1, count: room * 2), count: room)
            _ = first.render(into: buffer, frames: 480)
        }
        for _ in 0..<3 { _ = second.render(into: buffer, frames: 480) }
        let gap = first.position.programmeFrame - second.position.programmeFrame
        #expect(abs(gap.value) <= 2_048)
    }
}
