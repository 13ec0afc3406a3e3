private import MusikModel

/// The weighting A for two channels: three sections of second order by the bilinear transform.
///
/// At 48 kHz it is within the tolerances of a class 1 meter (IEC 61672-1); above 5 kHz it
/// falls below the curve, by 0.5 dB at 8 kHz and 1.2 dB at 10 kHz. Plain arithmetic, for an audio thread.
struct AWeightingFilter: BitwiseCopyable, Sendable {
    /// What the filter remembers, which may be put back.
    struct Memory: BitwiseCopyable, Sendable {
        var first = (SIMD2<Double>.zero, SIMD2<Double>.zero)
        var second = (SIMD2<Double>.zero, SIMD2<Double>.zero)
        var third = (SIMD2<Double>.zero, SIMD2<Double>.zero)

        /// Whether nothing of a sound is left that anybody could measure.
        fileprivate var isSpent: Bool {
            let all =
                first.0 * first.0 + first.1 * first.1 + second.0 * second.0
                + second.1 * second.1 + third.0 * third.0 + third.1 * third.1
            return all.x + all.y < 1e-40
        }
    }

    private struct Section: BitwiseCopyable, Sendable {
        var b0: Double
        var b1: Double
        var a1: Double
        var a2: Double

        /// A high or low pass of second order with two poles in hertz.
        init(_ one: Double, _ other: Double, isHighPass: Bool, rate: Double) {
            let (p, q) = (2 * Double.pi * one, 2 * Double.pi * other)
            let c = 2 * rate
            let a0 = c * c + c * (p + q) + p * q
            b0 = (isHighPass ? c * c : p * q) / a0
            b1 = (isHighPass ? -2 : 2) * b0
            a1 = (2 * p * q - 2 * c * c) / a0
            a2 = (c * c - c * (p + q) + p * q) / a0
        }

        @inline(__always)
        func apply(
            _ input: SIMD2<Double>, _ memory: inout (SIMD2<Double>, SIMD2<Double>)
        ) -> SIMD2<Double> {
            let output = b0 * input + memory.0
            memory.0 = b1 * input - a1 * output + memory.1
            memory.1 = b0 * input - a2 * output
            return output
        }
    }

    private let first: Section
    private let second: Section
    private let third: Section

    /// 2.000 dB, which the poles take from a tone of 1 kHz (IEC 61672-1, annex E).
    private static var gain: Double { 1.258_875 }

    init(hertz: Int) {
        let (poles, rate) = (AWeighting.poles, Double(hertz))
        first = Section(poles.0, poles.0, isHighPass: true, rate: rate)
        second = Section(poles.1, poles.2, isHighPass: true, rate: rate)
        third = Section(poles.3, poles.3, isHighPass: false, rate: rate)
    }

    /// The sum of the weighted squares of stereo frames, of each channel. Audio thread.
    func energy(
        _ samples: UnsafePointer<Float>, frames: Int, _ memory: inout Memory
    ) -> SIMD2<Double> {
        var sum = SIMD2<Double>.zero
        for frame in 0..<frames {
            let left = unsafe Double(samples[2 * frame])
            let right = unsafe Double(samples[2 * frame + 1])
            var value = SIMD2(left, right) * Self.gain
            value = first.apply(value, &memory.first)
            value = second.apply(value, &memory.second)
            value = third.apply(value, &memory.third)
            sum += value * value
        }
        // What decays for ever becomes so small that processors are slow at it.
        if memory.isSpent { memory = Memory() }
        return sum
    }
}
