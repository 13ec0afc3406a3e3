import Testing

@testable import MusikCuration

@Suite("Numbers from a seed")
struct CurationGeneratorTests {
    @Test("SplitMix64 gives the numbers that everybody's gives")
    func next() {
        var random = CurationGenerator(seed: 1_234_567)
        #expect(
            (0..<3).map { _ in random.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ])
    }

    @Test("Bounded numbers are the high half of a product, for ever")
    func vectors() {
        func drawn(_ count: Int, seed: UInt64) -> [Int] {
            var random = CurationGenerator(seed: seed)
            return (0..<8).map { _ in random.index(below: count) }
        }
        #expect(
            drawn(7, seed: 1) == [3, 5, 6, 3, 3, 5, 6, 3])
        #expect(
            drawn(200, seed: 0x5EED) == [7, 66, 72, 88, 9, 73, 32, 14])
        #expect(
            drawn(1_000_003, seed: 42) == [
                741_567, 159_910, 278_601, 344_191, 38_030, 868_230, 218_405, 800_634,
            ])
    }

    @Test("Low halves that would favour some numbers are drawn again")
    func rejected() {
        // Of a bound just above 2⁶², nearly a quarter of all numbers are refused.
        let count = Int(1) << 62 + 1
        var (random, plain) = (CurationGenerator(seed: 3), CurationGenerator(seed: 3))
        let excess = (0 &- UInt64(count)) % UInt64(count)
        var refused = 0
        for _ in 0..<200 {
            var product = plain.next().multipliedFullWidth(by: UInt64(count))
            while product.low < excess {
                refused += 1
                product = plain.next().multipliedFullWidth(by: UInt64(count))
            }
            #expect(random.index(below: count) == Int(product.high))
        }
        #expect(refused > 20)
    }

    @Test("Every number below the bound comes up about as often")
    func uniform() {
        var random = CurationGenerator(seed: 0x5EED_0530)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[random.index(below: 7)] += 1 }
        // 10 000 each, with a deviation of 93.
        #expect(counts.allSatisfy { (9_600...10_400).contains($0) }, "\(counts)")
        #expect((0..<50).allSatisfy { _ in random.index(below: 1) == 0 })
    }
}
