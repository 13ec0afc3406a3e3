import CMusikKernels
import MusikTestSupport
import Testing

@testable import MusikRealtime

@Suite("Kernels agree with plain arithmetic")
struct KernelTests {
    @Test(
        "The true-peak kernel equals a plain convolution", arguments: [1, 2, 15, 16, 17, 100, 1000])
    func truePeaks(frames: Int) {
        var generator = Generator(seed: UInt64(frames))
        let (count, phases) = (Int(MUSIK_PEAK_TAPS), Int(MUSIK_PEAK_PHASES))
        // Loud and soft by turns, so that some stretches stay below the floor.
        let input = (0..<(frames + count - 1) * 2).map { n in
            (n / 150 % 2 == 0 ? 1 : 0.1) * Float.random(in: -1...1, using: &generator)
        }
        var taps = [Float](repeating: 0, count: count * phases)
        musik_peak_coefficients(&taps)
        let bound = PeakFilter.gainBound(taps)
        for floor: Float in [0, 0.5] {
            var peaks = [Float](repeating: 0, count: frames)
            musik_true_peaks(input, frames, taps, bound, floor, &peaks)
            for frame in 0..<frames {
                var expected: Float = 0
                for channel in 0..<2 {
                    expected = max(expected, abs(input[(frame + count / 2 - 1) * 2 + channel]))
                    for phase in 1..<phases {
                        var sum: Float = 0
                        for tap in 0..<count {
                            sum += taps[phase * count + tap] * input[(frame + tap) * 2 + channel]
                        }
                        expected = max(expected, abs(sum))
                    }
                }
                // Below the floor it is only said that there is nothing above it.
                if expected > floor {
                    #expect(abs(peaks[frame] - expected) < 1e-5, "\(frame), floor \(floor)")
                } else {
                    #expect(peaks[frame] <= floor, "\(frame), floor \(floor)")
                }
            }
        }
    }

    @Test("A sine between the samples is measured at its true peak within 0.15 dB up to 21 kHz")
    func sine() {
        for hertz in [997.0, 5_000, 12_000, 15_000, 18_000, 20_000, 21_000] {
            var meter = TruePeakMeter()
            let samples = (0..<48_000).flatMap { n -> [Float] in
                // In and out over 20 ms: a hard edge overshoots between the samples.
                let swell = min(1, Double(min(n, 47_999 - n)) / 960)
                let x = Float(0.5 * swell * sinOf(2 * .pi * hertz / 48_000 * Double(n) + 0.7))
                return [x, -x]
            }
            meter.process(samples, frames: 48_000)
            meter.finish()
            let error = 20 * log10Of(Double(meter.peak) / 0.5)
            #expect(abs(error) < 0.15, "\(hertz) Hz: \(error) dB")
        }
    }

    @Test("A fade kernel equals the law it implements")
    func fade() {
        for correlation in [0.0, 0.3, 1] {
            var rising = [Float](repeating: 1, count: 1001)
            var falling = rising
            musik_fade(&rising, 1001, 0, 1001, correlation, 1)
            musik_fade(&falling, 1001, 0, 1001, correlation, 0)
            for (a, b) in zip(falling, rising) {
                let power = Double(a * a + b * b) + 2 * correlation * Double(a) * Double(b)
                #expect(abs(power - 1) < 1e-6)
            }
        }
    }

    @Test("Sixteen bits pass through float and back without dither, every value")
    func exact16() {
        let values = (-32768...32767).map { Int16($0) }
        let floats = values.map { Float($0) / 32768 }
        var back = [Int16](repeating: 0, count: values.count)
        musik_to_s16(&back, floats, values.count / 2, 0, 0)
        #expect(back == values)
    }

    @Test("Dither is triangular, two steps wide, without mean, and depends on the frame alone")
    func dither() {
        let frames = 1 << 18
        let floats = [Float](repeating: 0.25 / 32768, count: frames * 2)
        var once = [Int16](repeating: 0, count: frames * 2)
        musik_to_s16(&once, floats, frames, 0, 1)
        let mean = once.reduce(0.0) { $0 + Double($1) } / Double(once.count)
        #expect(abs(mean - 0.25) < 0.01, "mean \(mean)")
        let power = once.reduce(0.0) { $0 + (Double($1) - 0.25) * (Double($1) - 0.25) }
        // 1/6 of the dither and 1/12 of the rounding.
        #expect(abs(power / Double(once.count) - 0.25) < 0.01)
        var cut = [Int16](repeating: 0, count: frames * 2)
        cut.withUnsafeMutableBufferPointer { out in
            musik_to_s16(out.baseAddress!, floats, 1000, 0, 1)
            musik_to_s16(out.baseAddress! + 2000, floats, frames - 1000, 1000, 1)
        }
        #expect(cut == once)
    }

    @Test("Wider formats hold what the float holds")
    func wide() {
        let floats: [Float] = [0, 0.5, -0.5, -1, 1, 0x1.fffffep-1]
        var packed = [UInt8](repeating: 0, count: 18)
        musik_to_s24in3(&packed, floats, 3, 0, 0)
        let read = (0..<6).map { n -> Int32 in
            let low = UInt32(packed[3 * n]) << 8
            let middle = UInt32(packed[3 * n + 1]) << 16
            let high = UInt32(packed[3 * n + 2]) << 24
            return Int32(bitPattern: low | middle | high) >> 8
        }
        let expected: [Int32] = [0, 4_194_304, -4_194_304, -8_388_608, 8_388_607, 8_388_607]
        #expect(read == expected)
        var low = [Int32](repeating: 0, count: 6)
        musik_to_s24in4(&low, floats, 3, 0, 0)
        #expect(low == expected)
        var full = [Int32](repeating: 0, count: 6)
        musik_to_s32(&full, floats, 3)
        #expect(full == [0, 1 << 30, -(1 << 30), .min, .max, 2_147_483_520])
    }

    @Test("The sliding minimum equals the plain one")
    func minimum() {
        var generator = Generator(seed: 5)
        let values = (0..<448).map { _ in Float.random(in: 0...1, using: &generator) }
        var minima = [Float](repeating: 0, count: 256)
        musik_sliding_minimum(&minima, values, 256, 192)
        for n in 0..<256 { #expect(minima[n] == values[n...(n + 192)].min()!) }
    }
}
