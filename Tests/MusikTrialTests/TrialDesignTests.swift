import Foundation
import Testing

@testable import MusikTrial

@Suite struct TrialDesignTests {
    private static func design(_ change: (inout TrialDesign) -> Void) -> TrialDesign {
        var design = TrialAllocatorTests.design(
            .blocks(sizes: [2, 4]), factors: TrialAllocatorTests.factors)
        change(&design)
        return design
    }

    @Test("A design that is impossible or foreseeable says why")
    func problems() {
        #expect(Self.design { _ in }.problem == nil)
        let cases: [(TrialDesign.Problem, (inout TrialDesign) -> Void)] = [
            (.arms(1), { $0.arms.removeLast() }),
            (.ratio(arm: "arm0"), { $0.arms[0].ratio = 0 }),
            (.noSite, { $0.sites = [] }),
            (.participants(site: "S1"), { $0.sites[1].participants = 0 }),
            (.factors(4), { $0.factors += $0.factors }),
            (.levels(factor: "age"), { $0.factors[1].levels = ["all"] }),
            (.weight(factor: "age"), { $0.factors[1].weight = 10 }),
            (.name("arm1"), { $0.arms[0].name = "arm1" }),
            (.name(""), { $0.name = "" }),
            (.name("S1"), { $0.sites[0].code = "S1" }),
            (.noBlockSize, { $0.method = .blocks(sizes: []) }),
            (.blockSize(3), { $0.method = .blocks(sizes: [2, 3]) }),
            (.blockSize(62), { $0.method = .blocks(sizes: [2, 62]) }),
            (.oneBlockSize, { $0.method = .blocks(sizes: [4, 4]) }),
            (.probability(0.5), { $0.method = .minimisation(probability: 0.5) }),
            (.probability(1), { $0.method = .minimisation(probability: 1) }),
            (.probability(.nan), { $0.method = .minimisation(probability: .nan) }),
        ]
        for (problem, change) in cases {
            let found = Self.design(change).problem
            // As texts, because no number is equal to what is none.
            #expect(String(describing: found) == String(describing: Optional(problem)))
        }
    }

    @Test("A design reads back as it was written, and may leave out what is usual")
    func reading() throws {
        for design in TrialAllocatorTests.designs {
            let bytes = try JSONEncoder().encode(design)
            #expect(try JSONDecoder().decode(TrialDesign.self, from: bytes) == design)
        }
        let short = """
            {"name": "T", "arms": [{"name": "music"}, {"name": "cues", "ratio": 2}],
             "sites": [{"code": "S0", "participants": 9}], "method": {"kind": "complete"}}
            """
        let read = try JSONDecoder().decode(TrialDesign.self, from: Data(short.utf8))
        #expect(read.arms.map(\.ratio) == [1, 2] && read.factors.isEmpty && read.baseline.isEmpty)
        #expect(read.ratioTotal == 3 && read.participants == 9)
    }

    @Test("An audit names what is missing, repeated, of another draw or another arm")
    func audit() throws {
        let design = TrialAllocatorTests.design(.blocks(sizes: [2, 4]))
        let seed = [UInt8](repeating: 5, count: 32)
        let secret = try #require(TrialSecret(seed: seed, salt: seed))
        var allocator = TrialAllocator(design)
        let good = (1...12).map { number in
            let stratum = TrialStratum(site: "S1")
            let draw = secret.draw(number, at: "S1")
            return TrialAllocation(
                number: number, stratum: stratum, draw: draw,
                arm: allocator.allocate(stratum, by: draw))
        }
        let audit = TrialAudit(design, secret: secret)
        #expect(audit.findings(in: good.shuffled()).isEmpty)
        var missing = good
        missing.remove(at: 11)
        missing.remove(at: 4)
        #expect(audit.findings(in: missing).contains(.missing(site: "S1", number: 5)))
        #expect(
            audit.findings(in: good + [good[3]]) == [.repeated(site: "S1", number: 4)])
        for place in good.indices {
            var other = good
            other[place].arm = 1 - other[place].arm
            #expect(
                audit.findings(in: other) == [
                    .otherArm(site: "S1", number: place + 1, expected: good[place].arm)
                ])
            other = good
            other[place].draw = secret.draw(40, at: "S1")
            #expect(
                audit.findings(in: other).contains(.otherDraw(site: "S1", number: place + 1)))
            other[place].stratum = TrialStratum(site: "S1", levels: [0])
            #expect(
                audit.findings(in: other).contains(
                    .foreignStratum(site: "S1", number: place + 1)))
        }
    }
}
