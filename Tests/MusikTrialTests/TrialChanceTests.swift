import MusikTestSupport
import Testing

@testable import MusikTrial

@Suite struct TrialChanceTests {
    @Test("Every number below a count is as probable as every other")
    func uniform() {
        var chance = TrialChance(key: [UInt8](repeating: 7, count: 32))
        for count in 2...12 {
            let rounds = 12_000
            var seen = [Int](repeating: 0, count: count)
            for _ in 0..<rounds { seen[chance.index(below: count)] += 1 }
            let expected = Double(rounds) / Double(count)
            let square = seen.reduce(0) { sum, number in
                sum + (Double(number) - expected) * (Double(number) - expected) / expected
            }
            // Five deviations of a chi-squared number.
            #expect(square < Double(count) + 5 * (2 * Double(count)).squareRoot())
        }
    }

    @Test("Weights are kept, and what weighs nothing is never drawn")
    func weights() {
        var chance = TrialChance(key: [UInt8](repeating: 9, count: 32))
        var seen = [0, 0, 0, 0]
        for _ in 0..<60_000 { seen[chance.place(byWeight: [1, 0, 2, 3])] += 1 }
        #expect(seen[1] == 0)
        #expect(abs(seen[0] - 10_000) < 500)
        #expect(abs(seen[2] - 20_000) < 600)
    }

    @Test("Draws of a seed stay what they are")
    func fixedDraws() throws {
        let secret = try #require(
            TrialSecret(seed: (0..<32).map { UInt8($0) }, salt: (0..<32).map { UInt8($0) }))
        func start(_ number: Int, _ site: String) -> [UInt8] {
            Array(secret.draw(number, at: site).bytes.prefix(8))
        }
        // Computed by libsodium: crypto_core_hchacha20, then crypto_stream_chacha20_ietf_xor_ic.
        #expect(start(1, "MTL1") == Self.first)
        #expect(start(2, "MTL1") == Self.second)
        #expect(start(1, "TOR2") == Self.elsewhere)
        #expect(secret.draw(1, at: "MTL1") != secret.draw(1, at: "TOR2"))
    }

    private static let first: [UInt8] = [0xcc, 0xdc, 0x97, 0xdd, 0xcf, 0x74, 0x05, 0x76]
    private static let second: [UInt8] = [0x5f, 0xdf, 0x5e, 0x16, 0x98, 0x0f, 0xdf, 0x68]
    private static let elsewhere: [UInt8] = [0x5a, 0x6d, 0xac, 0xba, 0x81, 0xe3, 0x4a, 0x7c]
}
