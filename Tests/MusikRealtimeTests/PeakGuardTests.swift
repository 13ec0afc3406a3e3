import Glibc
import MusikModel
import MusikTestSupport
import Testing

@testable import MusikRealtime

@Suite("The true-peak guard")
struct PeakGuardTests {
    @Test("F32: Nothing leaves it above its ceiling, whatever comes in", arguments: 1...20)
    func ceiling(seed: UInt64) {
        var generator = Generator(seed: seed)
        var level: Float = 0.1
        let noise = (0..<96_000).map { n -> Float in
            if n % 3_000 == 0 { level = Float.random(in: 0.05...4, using: &generator) }
            return level * Float.random(in: -1...1, using: &generator)
        }
        var bench = Bench(seconds: 2, options: .init(ceiling: -1.2)) { noise[$0] }
        _ = bench.feed.send(FeedCommand(.play))
        let out = bench.render(96_000)
        var meter = TruePeakMeter()
        meter.process(out.flatMap { [$0, $0] }, frames: out.count)
        let peak = 20 * log10(Double(meter.peak))
        // White noise between the samples is the worst there is: the gain's own movement adds some
        // hundredths.
        #expect(peak <= -1.1, "seed \(seed): \(peak) dBTP")
    }

    @Test("Below the ceiling it is a wire; above, only the neighbourhood of the peak changes")
    func local() {
        var bench = Bench(seconds: 3, options: .init(ceiling: -1.2)) { n in
            n == 72_000 ? 2 : sine(n)
        }
        _ = bench.feed.send(FeedCommand(.play))
        let out = bench.render(144_000)
        for n in 0..<71_700 where out[n] != sine(n) {
            Issue.record("changed at \(n), before the peak")
            return
        }
        #expect(out[72_000] <= 0.871)
        // Ten time constants later it is a wire again.
        for n in 144_000 - 256..<144_000 where out[n] != sine(n) {
            Issue.record("still reduced at \(n)")
            return
        }
    }
}
