import MusikModel
import MusikTestSupport
import Testing

@testable import MusikCuration

@Suite("Building a playlist")
struct BuilderTests {
    @Test("The list is the best of all there are, and no bound is below it")
    func best() throws {
        let seed: UInt64 = 0x5EED_0B01
        print("seed: \(seed)")
        var shelf = ToyShelf(seed: seed)
        var possible = 0
        for number in 0..<1000 {
            let request = smallRequest(&shelf, tracks: 4 + number % 4)
            let objective = PlaylistObjective(request)
            guard let best = bestOfAll(objective) else {
                #expect(throws: PlaylistImpossible.self, "\(number)") {
                    try PlaylistBuilder.build(request)
                }
                continue
            }
            possible += 1
            let offer = try PlaylistBuilder.build(request)
            #expect(abs(offer.candidates[0].objective - best.value) < 1e-9, "\(number)")
            #expect(offer.bound >= best.value - 1e-9, "\(number)")
            #expect(offer.isProved, "\(number)")
        }
        #expect(possible > 200, "\(possible)")
    }

    @Test("The relaxation alone is never below the best list, nor a track's ceiling")
    func relaxation() {
        let seed: UInt64 = 0x5EED_0B02
        print("seed: \(seed)")
        var shelf = ToyShelf(seed: seed)
        var possible = 0
        for number in 0..<1000 {
            let objective = PlaylistObjective(smallRequest(&shelf, tracks: 4 + number % 4))
            guard let best = bestOfAll(objective) else { continue }
            possible += 1
            var relaxation = BoundRelaxation(objective)
            relaxation.tighten(steps: number % 50 + 1)
            #expect(relaxation.value >= best.value - 1e-9, "\(number)")
            let ceilings = relaxation.ceilings()
            for option in best.list {
                let index = relaxation.tracks.firstIndex(of: option)!
                #expect(ceilings[index] >= best.value - 1e-9, "\(number)")
            }
            relaxation.leaveOut(below: best.value - 1e-9, ceilings: ceilings)
            relaxation.tighten(steps: 30, target: best.value)
            #expect(relaxation.value >= best.value - 1e-9, "\(number)")
        }
        #expect(possible > 200, "\(possible)")
    }

    @Test("The window is always exact, and no list is worth more than the bound")
    func window() throws {
        let seed: UInt64 = 0x5EED_0B03
        print("seed: \(seed)")
        var random = Generator(seed: seed)
        var built = 0
        for number in 0..<60 {
            let window = Double.random(in: 900...5400, using: &random)
            let count = [14, 25, 60, 300][number % 4]
            var request = usualRequest(count, seed: random.next(), window: window)
            if number % 3 == 0 { request.overlapSeconds = 5...7 }
            guard let offer = try? PlaylistBuilder.build(request) else { continue }
            built += 1
            let objective = PlaylistObjective(request)
            for list in offer.candidates {
                #expect(windowError(list, request) < 1e-6, "\(number)")
                #expect(list.objective <= offer.bound + 1e-9, "\(number)")
                #expect(Set(list.options).count == list.options.count, "\(number)")
                #expect(isWithinGroups(list.options, request), "\(number)")
                let total = objective.parts(of: list.options).total
                #expect(abs(total - list.objective) < 1e-9, "\(number)")
                #expect(Set(list.reserve).isDisjoint(with: list.options), "\(number)")
            }
        }
        #expect(built >= 45, "\(built)")
    }

    @Test("The objective is the sum of its documented terms")
    func terms() {
        var request = usualRequest(12, seed: 0x5EED_0B04)
        request.recent = [[request.options[2].track.digest]]
        let objective = PlaylistObjective(request)
        let list = [3, 2, 7, 5]
        var (expected, steps, shares) = (0.0, 0, 0.0)
        for (place, option) in list.enumerated() {
            let slot = objective.slot(middleHalfSteps: 2 * steps + objective.steps(option))
            expected += objective.worth(option, slot: slot)
            if place > 0 { expected -= objective.seam(list[place - 1], option) }
            for other in list[..<place] { expected -= objective.alike(other, option) }
            steps += objective.steps(option)
            shares += objective.share(option)
        }
        expected -= request.weights.room * abs(shares - 1)
        #expect(abs(objective.parts(of: list).total - expected) < 1e-9)
        #expect(objective.parts(of: list).heard < 0)
    }

    @Test("What is excluded is never chosen, nor what was heard as often as is allowed")
    func exclusions() throws {
        var request = usualRequest(200, seed: 0x5EED_0B05)
        let free = try PlaylistBuilder.build(request).candidates[0].options
        let digests = free.map { request.options[$0].track.digest }
        request.exclusions = [digests[0]: .refused, digests[1]: .lyrics, digests[2]: .notApproved]
        request.recent = [[digests[3]], [digests[3], digests[4]]]
        request.mostHeard = 2
        for list in try PlaylistBuilder.build(request).candidates {
            #expect(Set(list.options).isDisjoint(with: free[0...3]))
            #expect(Set(list.reserve).isDisjoint(with: free[0...3]))
        }
    }

    @Test("What was heard lately comes back less, and a group no more than is allowed")
    func variety() throws {
        var request = usualRequest(300, seed: 0x5EED_0B06)
        let first = try PlaylistBuilder.build(request).candidates[0].options
        request.recent = [first.map { request.options[$0].track.digest }]
        let second = try PlaylistBuilder.build(request).candidates[0].options
        #expect(Set(first).intersection(second).count * 2 < first.count)
        for index in request.options.indices {
            request.options[index].track.group = "group \(index % 15)"
        }
        request.mostPerGroup = 1
        for list in try PlaylistBuilder.build(request).candidates {
            #expect(isWithinGroups(list.options, request))
        }
    }

    @Test("The same request gives the same offer")
    func determinism() throws {
        for tracks in [12, 300] {
            let request = usualRequest(tracks, seed: 0x5EED_0B07, window: 2400)
            let first = try PlaylistBuilder.build(request)
            #expect(try PlaylistBuilder.build(request) == first)
        }
    }

    @Test("Candidates are clearly different from each other, by tracks and by a trait")
    func difference() throws {
        for number in 0..<12 {
            let request = usualRequest(40 + 60 * number, seed: 0x5EED_0B08 &+ UInt64(number))
            let objective = PlaylistObjective(request)
            let lists = try PlaylistBuilder.build(request).candidates.map(\.options)
            #expect(lists.count == 3 || number == 0, "\(number)")
            for (place, list) in lists.enumerated() {
                for other in lists[..<place] {
                    let both = Set(list).intersection(other).count
                    #expect(3 * both <= min(list.count, other.count), "\(number)")
                    let difference = PlaylistDifference(other, list, of: objective)
                    #expect(abs(difference.by) >= 0.5, "\(number)")
                }
            }
        }
    }

    @Test("Fewer lists are offered, and said to be, where no further one is clearly different")
    func short() throws {
        var shelf = ToyShelf(seed: 0x5EED_0B09)
        let options = shelf.options(4, seconds: 300...310)
        var request = PlaylistRequest(options: options, windowSeconds: 1190)
        request.mostPerGroup = nil
        let offer = try PlaylistBuilder.build(request)
        #expect(offer.candidates.count == 1)
        #expect(offer.isShort)
    }

    @Test("Every track and every list says why, and little knowledge is named")
    func reasons() throws {
        var request = usualRequest(200, seed: 0x5EED_0B0A)
        for index in request.options.indices {
            request.options[index].estimate.deviation = index % 2 == 0 ? 18 : 8
        }
        let offer = try PlaylistBuilder.build(request)
        for list in offer.candidates {
            guard case .liked(let expected, let middle) = list.reasons.first else {
                Issue.record("no liking")
                continue
            }
            #expect(expected > middle)
            #expect(list.liking.interval.contains(expected))
            #expect(list.reserve.count == BuilderAccount.reserve)
            let unknown = list.uncertainties.compactMap { uncertainty -> Int? in
                if case .littleKnown(let option, _) = uncertainty { option } else { nil }
            }
            #expect(unknown == list.options.filter { $0 % 2 == 0 })
        }
        let differs = offer.candidates[1].reasons.contains {
            if case .differs(_, let by) = $0 { abs(by) >= 0.5 } else { false }
        }
        #expect(differs)
    }
}
