import Glibc
import MusikModel
import MusikTestSupport
import Testing

@testable import MusikRealtime

@Suite("What stands in for a mix that is late")
struct BedTests {
    @Test("The timeline runs on while the mix is late: every frame in its place, the end unmoved")
    func place() {
        var bench = BedBench()
        bench.play(seconds: 5)
        bench.stall(seconds: 3)
        bench.play(seconds: 30)
        #expect(bench.out.count == 20 * 48_000)
        let differing = bench.out.indices.filter { bench.out[$0] != bench.signal($0) }
        let (first, last) = (differing.first ?? 0, differing.last ?? 0)
        // A second is mixed ahead; back it comes within a second once a quarter is mixed.
        #expect(first >= Int(5.8 * 48_000) && first <= 6 * 48_000)
        #expect(last >= 8 * 48_000 && last <= Int(9.1 * 48_000))
        #expect(bench.turns.map(\.turn.isOn) == [true, false])
        #expect(bench.turns[0].turn.fade == 4_608)
    }

    @Test("The bed comes and goes without a step larger than the sound's own")
    func noClick() {
        for stall in stride(from: 0.85, through: 2.05, by: 0.1) {
            var bench = BedBench()
            bench.play(seconds: 3)
            bench.stall(seconds: stall)
            bench.play(seconds: 0.3)
            bench.stall(seconds: 1.1)
            bench.play(seconds: 4)
            let largest = zip(bench.out, bench.out.dropFirst()).map { abs($0 - $1) }.max()!
            #expect(largest <= BedBench.largestStep * 1.05, "a stall of \(stall) s")
        }
    }

    @Test(
        "The bed is at least 3 dB below what was heard before it, and never above its own level",
        arguments: [0, -20, -40, -58])
    func level(decibels: Int) {
        let gain = Float(Decibels(Double(decibels)).amplitude)
        var bench = BedBench(gain: gain)
        bench.play(seconds: 3)
        let before = power(bench.out[96_000...])
        bench.stall(seconds: 3)
        let bed = power(bench.out[(5 * 48_000)...])
        #expect(bed > 0)
        #expect(bed <= before / 1.99)
        #expect(bed <= BedBench.bedPower * 1.01)
    }

    @Test(
        "While a person commanded silence the bed is silent too",
        arguments: [FeedCommand.Kind.quiet, .pause, .mute])
    func commanded(kind: FeedCommand.Kind) {
        var bench = BedBench()
        bench.play(seconds: 3)
        _ = bench.feed.send(FeedCommand(kind))
        bench.play(seconds: 0.5)
        bench.stall(seconds: 3)
        #expect(bench.out[(Int(3.3 * 48_000))...].allSatisfy { $0 == 0 })
    }

    @Test("A command of silence is obeyed while the bed sounds, talk over and level as well")
    func commandedMeanwhile() {
        var bench = BedBench()
        bench.play(seconds: 3)
        bench.stall(seconds: 2)
        let before = power(bench.out[Int(4.5 * 48_000)...])
        _ = bench.feed.send(FeedCommand(.talkOver))
        bench.stall(seconds: 1)
        let down = power(bench.out[Int(5.5 * 48_000)...])
        #expect(abs(10 * log10(down / before) + 20) < 0.5)
        _ = bench.feed.send(FeedCommand(.quiet))
        bench.stall(seconds: 1)
        #expect(bench.out[Int(6.1 * 48_000)...].allSatisfy { $0 == 0 })
    }

    @Test("Where the plan has no music nothing stands in for it, and the timeline runs on")
    func silentPlan() {
        var bench = BedBench(music: [])
        bench.play(seconds: 3)
        bench.stall(seconds: 3)
        #expect(bench.out[(Int(4.1 * 48_000))...].allSatisfy { $0 == 0 })
        bench.play(seconds: 30)
        #expect(bench.out.count == 20 * 48_000)
        #expect(bench.out.last == bench.signal(20 * 48_000 - 1))
    }

    @Test("The bed has gone before planned music ends, and comes again with the next")
    func planEnds() {
        var bench = BedBench(music: [0..<(7 * 48_000), (9 * 48_000)..<(20 * 48_000)])
        bench.play(seconds: 3)
        bench.stall(seconds: 9)
        let silent = bench.out[(7 * 48_000)..<(9 * 48_000)]
        #expect(silent.allSatisfy { $0 == 0 })
        #expect(power(bench.out[(5 * 48_000)..<(Int(5.5 * 48_000))]) > 0)
        #expect(power(bench.out[(10 * 48_000)..<(11 * 48_000)]) > 0)
        #expect(bench.turns.map(\.turn.gain).map { $0 > 0 } == [true, false, true])
    }

    @Test("A stall to the end is over with the programme, and nothing sounds after it")
    func stallToTheEnd() {
        var bench = BedBench()
        bench.play(seconds: 15)
        bench.stall(seconds: 10)
        #expect(bench.out.count == 20 * 48_000)
        #expect(bench.isFinished)
        #expect(bench.out.suffix(12_000).allSatisfy { $0 == 0 }, "gone a second before the end")
        #expect(bench.tail.allSatisfy { $0 == 0 })
    }

    @Test("Before the programme there is no bed")
    func before() {
        var bench = BedBench(plays: false)
        bench.stall(seconds: 3)
        #expect(bench.out.isEmpty)
        #expect(bench.tail.allSatisfy { $0 == 0 })
        #expect(bench.turns.isEmpty)
    }

    @Test("Music that is silent itself is no reason for a bed")
    func silentMusic() {
        var bench = BedBench(gain: 0)
        bench.play(seconds: 3)
        bench.stall(seconds: 3)
        #expect(bench.out.allSatisfy { $0 == 0 })
    }

    @Test("An output that may wait takes no turn by itself, however little is mixed")
    func waits() {
        let ring = MixRing(rate: .standard, aheadSeconds: 1, bed: BedBench.sound)
        let feed = OutputFeed(ring: ring, options: .init(ceiling: nil))
        feed.setFormat(.float32)
        ring.end = 48_000
        ring.setMusic([0..<48_000], from: 0)
        _ = feed.send(FeedCommand(.play))
        var buffer = [Float](repeating: 0, count: 512)
        for _ in 0..<93 {
            ring.write([Float](repeating: 0.5, count: 512), count: 256)
            buffer.withUnsafeMutableBytes {
                _ = feed.render(into: $0.baseAddress!, frames: 256)
            }
        }
        while let event = feed.nextEvent() {
            if case .bed = event.kind { Issue.record("a bed") }
        }
    }

    @Test("Frames taken back while the bed sounds come again as the mix has them by then")
    func rewound() {
        var bench = BedBench()
        bench.play(seconds: 3)
        bench.stall(seconds: 1.5)
        bench.isMixing = true
        #expect(bench.rewind(frames: 24_000) == 24_000)
        bench.play(seconds: 4)
        let after = bench.out[(6 * 48_000)...]
        #expect(after.indices.allSatisfy { bench.out[$0] == bench.signal($0) })
    }

    @Test("Two outputs hear the same bed at the same frames")
    func two() {
        var bench = BedBench(hasSecond: true)
        bench.play(seconds: 3)
        bench.stall(seconds: 3)
        bench.play(seconds: 3)
        #expect((bench.out == bench.second) == true)
    }

    private func power(_ samples: ArraySlice<Float>) -> Double {
        samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(samples.count)
    }
}

/// A feed that keeps time over a ring whose mixer can be stopped.
struct BedBench {
    /// A tone of 100 Hz at -40 dBFS.
    static let sound = BedSound(frames: 48_000) { memory in
        for n in 0..<48_000 {
            let value = Float(0.01414 * sin(2 * .pi * 100 / 48_000 * Double(n)))
            (memory[2 * n], memory[2 * n + 1]) = (value, value)
        }
    }
    static let bedPower = sound.power
    /// Of the signal and the bed together.
    static let largestStep: Float = 0.25 * 2 * .pi * 300 / 48_000 + 0.01414 * 2 * .pi * 100 / 48_000

    let ring: MixRing
    let feed: OutputFeed
    let other: OutputFeed?
    let gain: Float
    var isMixing = true
    /// What is on record, and what was handed over beyond it.
    private(set) var out: [Float] = []
    private(set) var second: [Float] = []
    private(set) var tail: [Float] = []
    private(set) var turns: [(frame: Int64, turn: BedTurn)] = []
    private(set) var isFinished = false

    init(
        gain: Float = 1, music: [Range<Int64>] = [0..<(20 * 48_000)], plays: Bool = true,
        hasSecond: Bool = false
    ) {
        ring = MixRing(rate: .standard, aheadSeconds: 1, bed: Self.sound)
        var options = OutputFeed.Options(ceiling: nil)
        options.keepsTime = true
        feed = OutputFeed(ring: ring, options: options)
        feed.setFormat(.float32)
        options.isReference = false
        other = hasSecond ? OutputFeed(ring: ring, options: options) : nil
        other?.setFormat(.float32)
        self.gain = gain
        ring.end = FrameCount(20 * 48_000)
        ring.setMusic(music, from: 0)
        if plays {
            for feed in [feed, other].compactMap({ $0 }) { _ = feed.send(FeedCommand(.play)) }
        }
    }

    func signal(_ n: Int) -> Float {
        gain * Float(0.25 * sin(2 * .pi * 300 / 48_000 * Double(n)))
    }

    mutating func play(seconds: Double) {
        isMixing = true
        run(seconds)
    }

    mutating func stall(seconds: Double) {
        isMixing = false
        run(seconds)
    }

    mutating func rewind(frames: Int) -> Int {
        let taken = feed.rewind(frames: frames)
        out.removeLast(taken)
        return taken
    }

    private mutating func run(_ seconds: Double) {
        var left = Int((seconds * 48_000).rounded())
        var buffer = [Float](repeating: 0, count: 960)
        while left > 0 {
            if isMixing { mix() }
            let count = min(480, left)
            let report = buffer.withUnsafeMutableBytes {
                feed.render(into: $0.baseAddress!, frames: count)
            }
            for n in 0..<count {
                if n < report.recordedFrames {
                    out.append(buffer[2 * n])
                } else {
                    tail.append(buffer[2 * n])
                }
            }
            if let other {
                let report = buffer.withUnsafeMutableBytes {
                    other.render(into: $0.baseAddress!, frames: count)
                }
                for n in 0..<report.recordedFrames { second.append(buffer[2 * n]) }
            }
            isFinished = isFinished || report.isFinished
            while let event = feed.nextEvent() {
                if case .bed(let turn) = event.kind { turns.append((event.deliveredFrame, turn)) }
            }
            left -= count
        }
    }

    private func mix() {
        let from = Int(ring.head.value)
        let count = min(ring.room, Int(ring.end.value) - from)
        guard count > 0 else { return }
        ring.write((from..<(from + count)).flatMap { [signal($0), -signal($0)] }, count: count)
    }
}
