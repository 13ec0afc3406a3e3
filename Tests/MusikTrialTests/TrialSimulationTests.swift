import Testing

@testable import MusikTrial

@Suite struct TrialSimulationTests {
    /// 4ᵇ / C(2b, b).
    private static func central(_ half: Int) -> Double {
        var product = 1.0
        for place in 1...half { product *= Double(2 * place) / Double(2 * place - 1) }
        return product
    }

    /// How probable each number of participants in the first arm is after `count` of them in one
    /// stratum, by going through every way in which blocks can be filled.
    private static func enumerated(_ sizes: [Int]?, count: Int) -> [Int: Double] {
        struct State: Hashable {
            var first: Int
            var left: [Int]
        }
        var states = [State(first: 0, left: [0, 0]): 1.0]
        for _ in 0..<count {
            var next: [State: Double] = [:]
            for (state, share) in states {
                var opened: [(left: [Int], share: Double)] = [(state.left, share)]
                if let sizes, state.left == [0, 0] {
                    opened = sizes.map { ([$0 / 2, $0 / 2], share / Double(sizes.count)) }
                }
                for (left, share) in opened {
                    let chances =
                        sizes == nil
                        ? [0.5, 0.5] : left.map { Double($0) / Double(left[0] + left[1]) }
                    for arm in 0...1 where chances[arm] > 0 {
                        var rest = left
                        if sizes != nil { rest[arm] -= 1 }
                        next[
                            State(first: state.first + (arm == 0 ? 1 : 0), left: rest), default: 0
                        ] += share * chances[arm]
                    }
                }
            }
            states = next
        }
        return states.reduce(into: [:]) { $0[$1.key.first, default: 0] += $1.value }
    }

    @Test(
        "Imbalance is what enumeration gives, for every number of participants up to 32",
        arguments: [nil, [2, 4], [2, 4, 6], [4, 8]] as [[Int]?])
    func imbalance(sizes: [Int]?) {
        let method = sizes.map { TrialMethod.blocks(sizes: $0) } ?? .complete
        for count in 1...32 {
            let trials = 4000
            let simulated = TrialSimulation(
                TrialAllocatorTests.design(method, sites: [count]), trials: trials,
                seed: 0x5EED_0710 &+ UInt64(count))
            let expected = Self.enumerated(sizes, count: count)
            #expect(abs(expected.values.reduce(0, +) - 1) < 1e-9)
            var square = 0.0
            var cells = 0.0
            for first in 0...count {
                let seen = Double(simulated.sizes[[first, count - first]] ?? 0)
                let wanted = (expected[first] ?? 0) * Double(trials)
                if wanted == 0 { #expect(seen == 0, "impossible sizes of \(count)") }
                guard wanted >= 5 else { continue }
                square += (seen - wanted) * (seen - wanted) / wanted
                cells += 1
            }
            #expect(square < cells + 6 * (2 * cells).squareRoot(), "\(count) participants")
        }
    }

    @Test(
        "Expected right guesses are b + (4ᵇ/C(2b,b) - 1)/2 in a block of 2b, and n/2 without blocks"
    )
    func guesses() {
        for half in 1...5 {
            // A design with one size of blocks is refused: of two sizes those blocks are looked at
            // that turn out to be of this one.
            let size = 2 * half
            var sum = 0.0
            var squares = 0.0
            var blocks = 0.0
            let design = TrialAllocatorTests.design(
                .blocks(sizes: [size, size * 2]), sites: [size])
            for seed in 0..<60_000 {
                let secret = TrialSecret(
                    seed: (0..<32).map { UInt8(truncatingIfNeeded: (seed + 1) >> ($0 % 4 * 8)) },
                    salt: [UInt8](repeating: 0, count: 32))!
                let first = secret.draw(1, at: "S0")
                var chance = first.chance
                guard chance.index(below: 2) == 0 else { continue }
                var allocator = TrialAllocator(design)
                let stratum = TrialStratum(site: "S0")
                var right = 0.0
                for number in 1...size {
                    let guess = allocator.guess(stratum)
                    right += guess[allocator.allocate(stratum, by: secret.draw(number, at: "S0"))]
                }
                sum += right
                squares += right * right
                blocks += 1
            }
            let mean = sum / blocks
            let error = ((squares / blocks - mean * mean) / blocks).squareRoot()
            let expected = Double(half) + (Self.central(half) - 1) / 2
            print("block of \(size): \(mean) guesses, \(expected) expected, error \(error)")
            #expect(abs(mean - expected) < 4.5 * error + 1e-9)
        }
        for count in [1, 7, 32] {
            let simulated = TrialSimulation(
                TrialAllocatorTests.design(.complete, sites: [count]), trials: 10, seed: 3)
            #expect(simulated.correctGuesses == Double(count) / 2)
        }
    }

    @Test("With 32 participants at two sites, 15 and 17 is ordinary")
    func ordinary() {
        let simulated = TrialSimulation(
            TrialAllocatorTests.design(.blocks(sizes: [4, 6])), trials: 20_000, seed: 5)
        let share =
            Double((simulated.sizes[[15, 17]] ?? 0) + (simulated.sizes[[17, 15]] ?? 0)) / 20_000
        print("15 and 17:", share)
        #expect(share > 0.1)
    }
}
