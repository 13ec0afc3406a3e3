import Glibc

/// The power spectrum of a stretch of sound.
struct TestSpectrum {
    /// Power per bin, up to half the rate.
    let powers: [Double]
    private let binHertz: Double

    /// Under a Blackman-Harris window of seven terms, whose side lobes are below -180 dB (Albrecht,
    /// "A family of cosine-sum windows for high-resolution measurements", 2001). The count is a
    /// power of two.
    init(_ samples: ArraySlice<Float>, hertz: Int) {
        let count = samples.count
        let terms = [
            0.27122036, -0.43344461, 0.21800412, -0.06578534, 0.01076187, -0.00077001, 0.00001368,
        ]
        var real = samples.enumerated().map { n, sample in
            let turn = 2 * .pi * Double(n) / Double(count)
            let window = terms.enumerated().reduce(0) { $0 + $1.1 * cos(turn * Double($1.0)) }
            return Double(sample) * window
        }
        var imaginary = [Double](repeating: 0, count: count)
        Self.transform(&real, &imaginary)
        powers = (0..<count / 2).map {
            real[$0] * real[$0] + imaginary[$0] * imaginary[$0]
        }
        binHertz = Double(hertz) / Double(count)
    }

    /// Decibels of all that is further than `notch` hertz from a tone, against the tone, from 20 Hz
    /// to 20 kHz.
    func residue(around tone: Double, notch: Double) -> Double {
        var (inside, outside) = (0.0, 0.0)
        for (bin, power) in powers.enumerated() {
            let hertz = Double(bin) * binHertz
            if abs(hertz - tone) <= notch {
                inside += power
            } else if hertz >= 20, hertz <= 20_000 {
                outside += power
            }
        }
        return 10 * log10(outside / inside)
    }

    /// The transform of Cooley and Tukey, in place.
    private static func transform(_ real: inout [Double], _ imaginary: inout [Double]) {
        let count = real.count
        precondition(count & (count - 1) == 0)
        var reversed = 0
        for n in 1..<count {
            var bit = count >> 1
            while reversed & bit != 0 {
                reversed ^= bit
                bit >>= 1
            }
            reversed |= bit
            if n < reversed {
                real.swapAt(n, reversed)
                imaginary.swapAt(n, reversed)
            }
        }
        let turns = (0..<count / 2).map { -2 * .pi * Double($0) / Double(count) }
        let cosines = turns.map { cos($0) }
        let sines = turns.map { sin($0) }
        var half = 1
        while half < count {
            let stride = count / (2 * half)
            for start in Swift.stride(from: 0, to: count, by: 2 * half) {
                for n in 0..<half {
                    let (c, s) = (cosines[n * stride], sines[n * stride])
                    let (a, b) = (start + n, start + n + half)
                    let x = real[b] * c - imaginary[b] * s
                    let y = real[b] * s + imaginary[b] * c
                    real[b] = real[a] - x
                    imaginary[b] = imaginary[a] - y
                    real[a] += x
                    imaginary[a] += y
                }
            }
            half *= 2
        }
    }
}
