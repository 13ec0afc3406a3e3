import Glibc

/// Resampling in double precision, term by term: what the kernel is held against.
struct PlainResampler {
    let taps: Int
    let beta: Double

    /// What the follower's own table stands for at a rate.
    static func sameAsFollower(hertz: Int) -> PlainResampler {
        hertz < 47_000
            ? PlainResampler(taps: 96, beta: 14) : PlainResampler(taps: 64, beta: 15)
    }
    /// As good as doubles allow, flat to 23 kHz of 48 kHz.
    static let ideal = PlainResampler(taps: 512, beta: 17)

    private func bessel(_ x: Double) -> Double {
        var (term, sum) = (1.0, 1.0)
        var k = 0.0
        while term > sum * 1e-17 {
            k += 2
            term *= x / k * (x / k)
            sum += term
        }
        return sum
    }

    /// The value at a position; silence outside the samples.
    func value(_ samples: [Float], at position: Double) -> Double {
        let whole = Int(floor(position))
        let fraction = position - floor(position)
        let reach = Double(taps / 2)
        let unit = bessel(beta)
        // One sine serves all taps.
        let sine = sin(.pi * fraction)
        var sum = 0.0
        for tap in 0..<taps {
            let index = whole - (taps / 2 - 1) + tap
            guard samples.indices.contains(index) else { continue }
            let distance = Double(index - whole) - fraction
            let x = distance / reach
            guard abs(x) < 1 else { continue }
            let sign: Double = (index - whole) % 2 == 0 ? -1 : 1
            let sinc = distance == 0 ? 1 : sign * sine / (.pi * distance)
            sum += Double(samples[index]) * sinc * bessel(beta * (1 - x * x).squareRoot()) / unit
        }
        return sum
    }
}
