import MusikModel
import MusikTestSupport
import Testing

/// Frames and their conversion between rates.
struct FrameCountTests {
    private static let rates = [8_000, 11_025, 22_050, 44_100, 48_000, 88_200, 96_000, 768_000]
        .map { SampleRate(hertz: $0)! }

    /// The nearest whole number of frames, halves up, in wide arithmetic.
    private func nearest(_ frames: Int64, _ source: SampleRate, _ target: SampleRate) -> Int64 {
        let doubled = 2 * Int128(frames) * Int128(target.hertz) + Int128(source.hertz)
        let divisor = 2 * Int128(source.hertz)
        let quotient = doubled / divisor
        return Int64(doubled < 0 && doubled % divisor != 0 ? quotient - 1 : quotient)
    }

    @Test("A conversion between rates is the nearest frame, for any length and sign")
    func conversion() {
        let seed: UInt64 = 31
        var random = Generator(seed: seed)
        for source in Self.rates {
            for target in Self.rates {
                for _ in 0..<200 {
                    let bits = Int.random(in: 1..<50, using: &random)
                    let limit = Int64(1) << bits
                    let frames = Int64.random(in: -limit...limit, using: &random)
                    #expect(
                        FrameCount(frames).converted(from: source, to: target).value
                            == nearest(frames, source, target),
                        "seed \(seed): \(frames) at \(source.hertz) to \(target.hertz)")
                }
            }
        }
    }

    @Test("There and back between rates is the same frame where the other rate is higher")
    func thereAndBack() {
        let (low, high) = (SampleRate.compactDisc, SampleRate(hertz: 96_000)!)
        var random = Generator(seed: 32)
        for _ in 0..<2_000 {
            let frames = FrameCount(Int64.random(in: 0..<10_000_000_000, using: &random))
            let back = frames.converted(from: low, to: high).converted(from: high, to: low)
            #expect(back == frames, "seed 32")
        }
    }

    @Test("Seconds become the nearest frame, and 55 minutes are 158 400 000 frames")
    func seconds() {
        #expect(FrameCount(seconds: 3_300, at: .standard) == 158_400_000)
        #expect(FrameCount(seconds: 0.000_011, at: .standard) == 1)
        #expect(FrameCount(158_400_000).seconds(at: .standard) == 3_300)
    }
}
