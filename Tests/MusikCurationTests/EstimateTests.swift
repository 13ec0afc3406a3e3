import MusikCuration
import MusikTestSupport
import Testing

@Suite("What is thought of a track")
struct EstimateTests {
    @Test("An interval holds nine tenths of a normal distribution")
    func interval() {
        let seed: UInt64 = 0x5EED_0500
        print("seed: \(seed)")
        var random = Generator(seed: seed)
        let estimate = PreferenceEstimate(mean: 60, deviation: 12)
        let inside = (0..<20_000).count { _ in
            // Twelve uniform numbers: nearly normal out to where 90 % lie.
            let sum = (0..<12).reduce(0.0) { sum, _ in
                sum + Double.random(in: 0..<1, using: &random)
            }
            return estimate.interval.contains(60 + 12 * (sum - 6))
        }
        #expect((17_700...18_300).contains(inside), "\(inside)")
    }
}
