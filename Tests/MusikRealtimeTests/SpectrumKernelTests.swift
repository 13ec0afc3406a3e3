import CMusikKernels
import MusikTestSupport
import Testing

@Suite("Kernels of the spectrum agree with plain arithmetic")
struct SpectrumKernelTests {
    private let size = Int(MUSIK_SPECTRUM_SIZE)

    @Test("The power spectrum equals a plain transform's", arguments: [1, 2, 3])
    func powers(seed: UInt64) {
        var generator = Generator(seed: seed)
        let (left, right) = (
            (0..<size).map { _ in Float.random(in: -1...1, using: &generator) },
            (0..<size).map { Float(sinOf(0.3 * Double($0))) }
        )
        var tables = [Float](repeating: 0, count: 3 * size)
        musik_spectrum_tables(&tables)
        var work = [Float](repeating: 0, count: 4 * size)
        var power = [Float](repeating: 1, count: size / 2)
        musik_power_spectrum(&power, left, right, tables, &work)
        #expect(power[0] == 0)
        for bin in stride(from: 1, to: size / 2, by: 13) + [size / 2 - 1] {
            var expected = 0.0
            for channel in [left, right] {
                var (x, y) = (0.0, 0.0)
                for n in 0..<size {
                    let turn = 2 * Double.pi * Double(n) / Double(size)
                    let value = Double(channel[n]) * (0.5 - 0.5 * sinOf(turn + .pi / 2))
                    x += value * sinOf(turn * Double(bin) + .pi / 2)
                    y += value * sinOf(turn * Double(bin))
                }
                expected += (x * x + y * y) / (Double(size) * Double(size) * 0.375)
            }
            #expect(abs(Double(power[bin]) - expected) < 1e-5 * expected + 1e-8, "\(bin)")
        }
    }

    @Test("Band sums and decimated frames equal plain sums")
    func sums() {
        var generator = Generator(seed: 5)
        func random(_ count: Int) -> [Float] {
            (0..<count).map { _ in Float.random(in: -1...1, using: &generator) }
        }
        let power = random(1024)
        let (first, count): ([Int32], [Int32]) = ([0, 3, 700, 1023], [1, 30, 324, 1])
        let weights = random(count.reduce(0) { $0 + Int($1) })
        var sums = [Float](repeating: 0, count: 4)
        musik_band_sums(&sums, power, weights, first, count, 4)
        var start = 0
        for band in 0..<4 {
            var expected = 0.0
            for bin in 0..<Int(count[band]) {
                expected += Double(power[Int(first[band]) + bin]) * Double(weights[start + bin])
            }
            start += Int(count[band])
            #expect(abs(Double(sums[band]) - expected) < 1e-4)
        }
        for (taps, step) in [(1, 1), (7, 3), (64, 2)] {
            let shape = random(taps)
            let frames = random(2 * (50 * step + taps))
            var (left, right) = ([Float](repeating: 0, count: 50), [Float](repeating: 0, count: 50))
            musik_decimate(&left, &right, frames, 50, step, shape.flatMap { [$0, $0] }, taps)
            for n in 0..<50 {
                var expected = (0.0, 0.0)
                for tap in 0..<taps {
                    expected.0 += Double(frames[2 * (n * step + tap)]) * Double(shape[tap])
                    expected.1 += Double(frames[2 * (n * step + tap) + 1]) * Double(shape[tap])
                }
                #expect(abs(Double(left[n]) - expected.0) < 1e-5)
                #expect(abs(Double(right[n]) - expected.1) < 1e-5)
            }
        }
    }
}
