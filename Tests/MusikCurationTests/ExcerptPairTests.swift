import MusikModel
import MusikTestSupport
import Testing

@testable import MusikCuration

@Suite("Which excerpts are compared")
struct ExcerptPairTests {
    private func track(_ number: Int, _ traits: [Double]) -> CurationTrack {
        CurationTrack(
            digest: ToyShelf.digest(number), title: "\(number)", seconds: 300, intensity: -24,
            brightness: 0, traits: traits)
    }

    private func estimate(
        _ mean: Double, _ deviation: Double, isSafe: Bool = true, isNew: Bool = false
    ) -> PatientEstimate {
        PatientEstimate(
            liking: PreferenceEstimate(mean: mean, deviation: deviation), risk: 0.01,
            isSafe: isSafe, isNew: isNew)
    }

    private func choose(
        _ tracks: [CurationTrack], _ estimates: [PatientEstimate], lists: [[Int]] = [],
        nodded: Set<ContentDigest> = [], count: Int = 3
    ) -> [[Int]] {
        ExcerptPairs.choose(
            among: tracks, estimates: estimates, lists: lists, nodded: nodded,
            choiceVariance: 600, count: count
        ).map { [$0.0, $0.1] }
    }

    @Test("The pair of which least is known comes first; pieces of one kind teach nothing")
    func telling() {
        let tracks = [
            track(0, [1, 0]), track(1, [-1, 0]), track(2, [0, 1]), track(3, [0, -1]),
            track(4, [0, 2]),
        ]
        let estimates = [
            estimate(60, 5), estimate(62, 5), estimate(60, 15), estimate(61, 15),
            estimate(60, 15),
        ]
        // Opposite and little known; what is left are the two well-known ones.
        let four = choose(Array(tracks.prefix(4)), Array(estimates.prefix(4)))
        #expect(four == [[2, 3], [0, 1]])
        #expect(choose(tracks, estimates) == [[2, 3], [0, 4]], "more is open between these")
        let alike = [tracks[2], tracks[4]]
        let none = ExcerptPairs.choose(
            among: alike, estimates: [estimates[2], estimates[4]], choiceVariance: 600, count: 1)
        #expect(none.count == 1, "where there is nothing else, they are still a pair")
    }

    @Test("Only near, safe and familiar or nodded pieces of different candidates are paired")
    func limits() {
        let tracks = (0..<4).map { track($0, [$0 % 2 == 0 ? 1 : -1, Double($0)]) }
        let near = [estimate(50, 10), estimate(60, 10), estimate(70.5, 10), estimate(90, 10)]
        #expect(choose(tracks, near) == [[0, 1]])
        var unsafe = near
        unsafe[1].isSafe = false
        #expect(choose(tracks, unsafe).isEmpty)
        var new = near
        new[1].isNew = true
        #expect(choose(tracks, new).isEmpty)
        #expect(choose(tracks, new, nodded: [tracks[1].digest]) == [[0, 1]])
        #expect(choose(tracks, near, lists: [[0, 1], [2, 3]]).isEmpty)
        #expect(choose(tracks, near, lists: [[0, 2], [1, 3]]) == [[0, 1]])
        #expect(choose(tracks, near, count: 0).isEmpty)
    }

    @Test("Each piece is in one pair at most, and the same input gives the same pairs")
    func properties() {
        let seed: UInt64 = 0x5EED_0F01
        print("seed: \(seed)")
        var shelf = ToyShelf(seed: seed)
        for number in 0..<200 {
            let options = shelf.options(24)
            let tracks = options.map(\.track)
            let estimates = options.map {
                estimate(
                    $0.estimate.mean, $0.estimate.deviation,
                    isSafe: Bool.random(using: &shelf.random),
                    isNew: Double.random(in: 0..<1, using: &shelf.random) < 0.2)
            }
            let lists = [Array(0..<8), Array(8..<16), Array(16..<24)]
            let pairs = choose(tracks, estimates, lists: lists, count: 4)
            #expect(pairs == choose(tracks, estimates, lists: lists, count: 4), "\(number)")
            #expect(Set(pairs.joined()).count == 2 * pairs.count, "\(number)")
            for pair in pairs {
                #expect(pair[0] < pair[1] && pair[0] / 8 != pair[1] / 8, "\(number)")
                for place in pair {
                    #expect(estimates[place].isSafe && !estimates[place].isNew, "\(number)")
                }
                let apart = estimates[pair[0]].liking.mean - estimates[pair[1]].liking.mean
                #expect(abs(apart) <= ExcerptPairs.nearness, "\(number)")
            }
        }
    }

    @Test("The information is that of its definition, by counting up all answers")
    func information() {
        for (mean, variance) in [(0.0, 100.0), (8, 400), (-5, 50), (10, 900), (0, 1e-9)] {
            // I = H(p) - E[H(p given f)], the integral by small steps of f.
            let deviation = variance.squareRoot()
            var (average, uncertain) = (0.0, 0.0)
            let steps = 4000
            for step in 0..<steps {
                let z = -6 + 12 * (Double(step) + 0.5) / Double(steps)
                let weight = PreferenceNormal.density(z) * 12 / Double(steps)
                let chance = PreferenceNormal.probability(
                    from: -.infinity, to: (mean + z * deviation) / 600.0.squareRoot())
                average += weight * chance
                uncertain += weight * entropy(chance)
            }
            let exact = entropy(average) - uncertain
            let ours = ExcerptPairs.information(
                mean: mean, variance: variance, choiceVariance: 600)
            print("mean \(mean), variance \(variance): \(ours), by steps \(exact)")
            // The formula's own approximation of the entropy is good to some thousandths of a bit.
            #expect(abs(ours - exact) < 0.01)
        }
    }

    private func entropy(_ chance: Double) -> Double {
        [chance, 1 - chance].reduce(0) {
            $1 > 0 ? $0 - $1 * PreferenceNormal.log($1) / PreferenceNormal.log(2) : $0
        }
    }
}
