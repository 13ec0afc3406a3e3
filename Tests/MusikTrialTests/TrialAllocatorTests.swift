import MusikTestSupport
import Testing

@testable import MusikTrial

@Suite struct TrialAllocatorTests {
    static func design(
        _ method: TrialMethod, ratio: [Int] = [1, 1], sites: [Int] = [16, 16],
        factors: [TrialFactor] = []
    ) -> TrialDesign {
        TrialDesign(
            name: "TEST",
            arms: ratio.enumerated().map { TrialArm(name: "arm\($0)", ratio: $1) },
            sites: sites.enumerated().map { TrialSite(code: "S\($0)", participants: $1) },
            factors: factors, method: method)
    }

    static let factors = [
        TrialFactor(name: "episodes", levels: ["one", "more"]),
        TrialFactor(name: "age", levels: ["young", "middle", "old"], weight: 2),
    ]

    static let designs: [TrialDesign] = [
        design(.complete), design(.complete, ratio: [2, 1]),
        design(.blocks(sizes: [2, 4, 6])), design(.blocks(sizes: [3, 6, 9]), ratio: [2, 1]),
        design(.blocks(sizes: [4, 8]), ratio: [1, 1, 2], factors: factors),
        design(.minimisation(probability: 0.8), factors: factors),
        design(.minimisation(probability: 0.75), ratio: [2, 1], factors: factors),
        design(.minimisation(probability: 0.6), ratio: [1, 2, 3], factors: factors),
    ]

    static func draw(_ random: inout Generator) -> TrialDraw {
        TrialDraw(
            (0..<4).flatMap { _ in
                let number = random.next()
                return (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
            })!
    }

    static func stratum(_ design: TrialDesign, _ random: inout Generator) -> TrialStratum {
        TrialStratum(
            site: design.sites[random.index(below: design.sites.count)].code,
            levels: design.factors.map { random.index(below: $0.levels.count) })
    }

    /// The share of each arm, within five standard errors of complete randomisation: every other
    /// method keeps closer.
    @Test("A million allocations keep ratio and balance", arguments: designs.indices)
    func million(place: Int) {
        let design = Self.designs[place]
        var random = Generator(seed: 0x5EED_0701 &+ UInt64(place))
        var allocator = TrialAllocator(design)
        let count = 1_000_000
        var sizes = design.arms.map { _ in 0 }
        var bySite: [String: [Int]] = [:]
        var byStratum: [TrialStratum: [Int]] = [:]
        for _ in 0..<count {
            let stratum = Self.stratum(design, &random)
            let arm = allocator.allocate(stratum, by: Self.draw(&random))
            sizes[arm] += 1
            bySite[stratum.site, default: sizes.map { _ in 0 }][arm] += 1
            byStratum[stratum, default: sizes.map { _ in 0 }][arm] += 1
        }
        let distances = zip(sizes, design.arms).map { size, arm in
            let share = Double(arm.ratio) / Double(design.ratioTotal)
            #expect(
                abs(Double(size) - share * Double(count))
                    < 5 * (share * (1 - share) * Double(count)).squareRoot())
            return Double(size) - share * Double(count)
        }
        print("design \(place), seed \(0x5EED_0701 + place): off by", distances)
        func farthest(_ groups: [[Int]]) -> Double {
            groups.reduce(0) { most, sizes in
                let all = Double(sizes.reduce(0, +))
                return zip(sizes, design.arms).reduce(most) {
                    max(
                        $0, abs(Double($1.0) - all * Double($1.1.ratio) / Double(design.ratioTotal))
                    )
                }
            }
        }
        switch design.method {
        case .complete: break
        case .blocks(let sizes):
            // A block that is not full is off by its smaller part at most.
            #expect(farthest(Array(byStratum.values)) <= Double(sizes.max()!) / 2)
        case .minimisation: #expect(farthest(Array(bySite.values)) < 40)
        }
    }

    @Test("Block sizes come equally often, and each order of a block too")
    func blocks() {
        let design = Self.design(.blocks(sizes: [2, 4, 6]), sites: [16])
        var random = Generator(seed: 0x5EED_0702)
        let stratum = TrialStratum(site: "S0")
        var sizes: [Int: Int] = [:]
        var orders: [[Int]: Int] = [:]
        let count = 30_000
        for _ in 0..<count {
            // A block's size is read off a run of draws through a fresh allocator: the first place at
            // which the block must be full is where its own arithmetic says so.
            var allocator = TrialAllocator(design)
            let first = Self.draw(&random)
            var chance = first.chance
            let size = [2, 4, 6][chance.index(below: 3)]
            var order = [allocator.allocate(stratum, by: first)]
            for _ in 1..<size {
                order.append(allocator.allocate(stratum, by: Self.draw(&random)))
            }
            #expect(order.count { $0 == 0 } * 2 == size, "a block holds the ratio")
            sizes[size, default: 0] += 1
            orders[order, default: 0] += 1
        }
        for size in [2, 4, 6] {
            #expect(abs(Double(sizes[size]!) - Double(count) / 3) < 5 * 82)
            let kinds = orders.filter { $0.key.count == size }
            #expect(kinds.count == [2: 2, 4: 6, 6: 20][size])
            let expected = Double(sizes[size]!) / Double(kinds.count)
            #expect(
                kinds.values.allSatisfy { abs(Double($0) - expected) < 5 * expected.squareRoot() })
        }
    }

    @Test("Minimisation never prefers what makes a site's factors more unequal")
    func preference() {
        let design = Self.design(
            .minimisation(probability: 0.999_999_9), sites: [16], factors: Self.factors)
        for seed in 0..<200 {
            var random = Generator(seed: 0x5EED_0703 &+ UInt64(seed))
            var allocator = TrialAllocator(design)
            var given: [(TrialStratum, Int)] = []
            for _ in 0..<40 {
                let stratum = Self.stratum(design, &random)
                // By plain counting: the total, and each factor's level with its weight.
                let scores = [0, 1].map { arm in
                    let all = given + [(stratum, arm)]
                    func difference(_ isIn: (TrialStratum) -> Bool) -> Int {
                        abs(all.reduce(0) { $0 + (isIn($1.0) ? ($1.1 == 0 ? 1 : -1) : 0) })
                    }
                    return difference { _ in true }
                        + difference { $0.levels[0] == stratum.levels[0] }
                        + 2 * difference { $0.levels[1] == stratum.levels[1] }
                }
                let arm = allocator.allocate(stratum, by: Self.draw(&random))
                #expect(scores[arm] == scores.min()!, "seed \(seed)")
                given.append((stratum, arm))
            }
        }
    }

    @Test("An arm follows from design, state and draw: fixed vectors")
    func vectors() throws {
        let secret = try #require(
            TrialSecret(
                seed: (0..<32).map { UInt8($0) }, salt: [UInt8](repeating: 0, count: 32)))
        let found = Self.designs.map { design in
            var allocator = TrialAllocator(design)
            return (1...24).map { number in
                let stratum = TrialStratum(
                    site: "S0",
                    levels: design.factors.enumerated().map { (number + $0) % $1.levels.count })
                return String(allocator.allocate(stratum, by: secret.draw(number, at: "S0")))
            }.joined()
        }
        #expect(found == Self.vectors)
    }

    /// Computed by a program of its own in another language, with libsodium's ChaCha20.
    private static let vectors = [
        "010001101110100000111111",
        "001001001100010000100111",
        "100101101010100011010110",
        "100001001111000000100101",
        "212202002212220020121120",
        "000111101000111000101011",
        "011000100010000111000001",
        "210221122002212111212022",
    ]
}
