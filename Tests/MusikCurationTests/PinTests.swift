import MusikModel
import MusikTestSupport
import Testing

@testable import MusikCuration

@Suite("Building around what is pinned")
struct PinTests {
    /// The best of all lists that fill the window and hold the pins, by trying every one.
    private func bestHolding(_ objective: PlaylistObjective) -> (list: [Int], value: Double)? {
        let request = objective.request
        let pinned = Set(objective.pinned)
        var best: (list: [Int], value: Double)?
        func extend(_ list: [Int], seconds: Double) {
            if pinned.isSubset(of: list), objective.overlap(of: list) != nil,
                isWithinGroups(list, request)
            {
                let value = objective.parts(of: list).total
                if value > best?.value ?? -.infinity { best = (list, value) }
            }
            for option in objective.allowed where !list.contains(option) {
                let longer = seconds + request.options[option].track.seconds
                let overlaps = request.overlapSeconds.upperBound * Double(list.count)
                if longer - overlaps <= request.windowSeconds + 1 {
                    extend(list + [option], seconds: longer)
                }
            }
        }
        extend([], seconds: 0)
        return best
    }

    private func reason(_ request: PlaylistRequest) -> PlaylistImpossible? {
        do throws(PlaylistImpossible) {
            _ = try PlaylistBuilder.build(request)
            return nil
        } catch {
            return error
        }
    }

    @Test("The list is the best of all that hold the pins, and no bound is below it")
    func best() throws {
        let seed: UInt64 = 0x5EED_0D01
        print("seed: \(seed)")
        var shelf = ToyShelf(seed: seed)
        var (possible, costly, refused) = (0, 0, 0)
        for number in 0..<1000 {
            var request = smallRequest(&shelf, tracks: 4 + number % 4)
            let free = bestOfAll(PlaylistObjective(request))
            for _ in 0...(number % 2) {
                // One that is little liked, and one by chance.
                let options = request.options.filter { !request.pinned.contains($0.track.digest) }
                let least = options.min { $0.estimate.mean < $1.estimate.mean }!
                let option =
                    request.pinned.isEmpty ? least : options.randomElement(using: &shelf.random)!
                request.pinned.insert(option.track.digest)
            }
            let objective = PlaylistObjective(request)
            guard let best = bestHolding(objective) else {
                #expect(throws: PlaylistImpossible.self, "\(number)") {
                    try PlaylistBuilder.build(request)
                }
                if free != nil, case .pinned? = reason(request) { refused += 1 }
                continue
            }
            possible += 1
            if best.value < free!.value - 1e-6 { costly += 1 }
            let offer = try PlaylistBuilder.build(request)
            #expect(abs(offer.candidates[0].objective - best.value) < 1e-9, "\(number)")
            #expect(offer.bound >= best.value - 1e-9, "\(number)")
            #expect(offer.isProved, "\(number)")
            #expect(windowError(offer.candidates[0], request) < 1e-6, "\(number)")
        }
        print("\(possible) possible, \(costly) of them worse for their pins, \(refused) refused")
        #expect(possible > 120 && costly > 40 && refused > 50)
    }

    @Test("The relaxation alone is never below the best list that holds the pins")
    func relaxation() {
        let seed: UInt64 = 0x5EED_0D02
        print("seed: \(seed)")
        var shelf = ToyShelf(seed: seed)
        var possible = 0
        for number in 0..<1000 {
            var request = smallRequest(&shelf, tracks: 4 + number % 4)
            request.pinned = [request.options.randomElement(using: &shelf.random)!.track.digest]
            let objective = PlaylistObjective(request)
            guard let best = bestHolding(objective) else { continue }
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
            #expect(relaxation.tracks.contains(objective.pinned[0]), "\(number)")
            relaxation.tighten(steps: 30, target: best.value)
            #expect(relaxation.value >= best.value - 1e-9, "\(number)")
        }
        #expect(possible > 150, "\(possible)")
    }

    @Test("Every candidate holds every pin, however little it is liked, in libraries of all sizes")
    func everywhere() throws {
        let seed: UInt64 = 0x5EED_0D03
        print("seed: \(seed)")
        var random = Generator(seed: seed)
        var (built, several) = (0, 0)
        for number in 0..<24 {
            let count = [14, 40, 120, 400][number % 4]
            var request = usualRequest(count, seed: random.next(), window: 3300)
            let short = request.options.filter { $0.track.seconds < 600 }
            let least = short.sorted { $0.estimate.mean < $1.estimate.mean }
            request.pinned = Set(least.prefix(1 + number / 4 % 3).map(\.track.digest))
            guard let offer = try? PlaylistBuilder.build(request) else { continue }
            built += 1
            if offer.candidates.count > 1 { several += 1 }
            let objective = PlaylistObjective(request)
            let pinned = Set(objective.pinned)
            for list in offer.candidates {
                #expect(pinned.isSubset(of: list.options), "\(number)")
                #expect(windowError(list, request) < 1e-6, "\(number)")
                #expect(isWithinGroups(list.options, request), "\(number)")
                #expect(list.objective <= offer.bound + 1e-9, "\(number)")
                let total = objective.parts(of: list.options).total
                #expect(abs(total - list.objective) < 1e-9, "\(number): pins are no part of it")
            }
            for (place, list) in offer.candidates.enumerated() {
                for other in offer.candidates[..<place] {
                    let rest = Set(list.options).subtracting(pinned)
                    let others = Set(other.options).subtracting(pinned)
                    let both = rest.intersection(others).count
                    #expect(3 * both <= min(rest.count, others.count), "\(number)")
                }
            }
            #expect(try PlaylistBuilder.build(request) == offer, "\(number)")
        }
        #expect(built >= 20 && several >= 12, "\(built) \(several)")
    }

    @Test("Pins that can't be held say why")
    func impossible() throws {
        var request = usualRequest(60, seed: 0x5EED_0D04)
        let digests = request.options.map(\.track.digest)
        request.pinned = [digests[0], ToyShelf.digest(9_999)]
        #expect(reason(request) == .pinned(.notOffered(count: 1)))
        request.pinned = [digests[0], digests[1]]
        request.exclusions = [digests[1]: .lyrics]
        #expect(reason(request) == .pinned(.excluded([digests[1]: .lyrics])))
        request.exclusions = [:]
        let long = request.options.sorted { $0.track.seconds > $1.track.seconds }.prefix(6)
        request.pinned = Set(long.map(\.track.digest))
        let total = long.reduce(0) { $0 + $1.track.seconds }
        guard case .pinned(.tooLong(let over))? = reason(request) else {
            Issue.record("\(String(describing: reason(request)))")
            return
        }
        #expect(abs(over - (total - 5 * 12 - 3300)) < 1e-6)
        for index in 0..<5 { request.options[index].track.group = "one" }
        for index in 0..<5 { request.options[index].track.seconds = 300 }
        request.pinned = Set(digests[0..<5])
        #expect(reason(request) == .pinned(.groups(least: 5)))
        request.mostPerGroup = 5
        #expect(reason(request) == nil)
        request.pinned = Set(digests[0..<41])
        #expect(reason(request) == .pinned(.tooMany(most: 40)))
    }

    @Test("A pin that fits nothing else says so, with the nearest windows, which then do")
    func noFit() {
        var options = (0..<5).map { number in
            PlaylistRequest.Option(
                track: CurationTrack(
                    digest: ToyShelf.digest(number), title: "\(number)", seconds: 400,
                    intensity: -24, brightness: 0, traits: []),
                estimate: PreferenceEstimate(mean: 60, deviation: 5))
        }
        options[4].track.seconds = 700
        var request = PlaylistRequest(options: options, windowSeconds: 1180)
        #expect(reason(request) == nil, "three of 400 s")
        request.pinned = [ToyShelf.digest(4)]
        guard case .pinned(.noFit(let shorter?, let longer?))? = reason(request) else {
            Issue.record("\(String(describing: reason(request)))")
            return
        }
        for window in [shorter, longer] {
            request.windowSeconds = window
            #expect(reason(request) == nil, "\(window)")
        }
    }

    @Test("What was heard too often may be pinned all the same")
    func heard() throws {
        var request = usualRequest(200, seed: 0x5EED_0D05)
        let digest = request.options[7].track.digest
        request.options[7].track.seconds = 300
        request.recent = [[digest], [digest]]
        request.mostHeard = 2
        request.pinned = [digest]
        let offer = try PlaylistBuilder.build(request)
        #expect(offer.candidates.allSatisfy { $0.options.contains(7) })
    }

    @Test("In the cue arm a pinned cue is heard in every list; the first is the best of those")
    func cues() throws {
        var shelf = ToyShelf(seed: 0x5EED_0D06)
        var options = shelf.options(3, seconds: 30...90)
        let kinds: [CuePart.Kind] = [.breath, .bodyScan, .voice]
        for index in options.indices { options[index].cue = CuePart(kind: kinds[index]) }
        options[2].estimate.mean = 0
        var request = PlaylistRequest(options: options, windowSeconds: 1500)
        request.arm = .cues
        request.quiet = PreferenceEstimate(mean: 50, deviation: 10)
        request.pinned = [options[2].track.digest]
        let offer = try PlaylistBuilder.build(request)
        for list in offer.candidates { #expect(list.options.contains(2)) }
        let count = offer.candidates[0].entries.count
        let means = options.map(\.estimate.mean) + [50]
        var best = -Double.infinity
        for first in 0...count {
            for second in 0...(count - first) {
                for third in 0...(count - first - second) where third > 0 {
                    let times = [first, second, third, count - first - second - third]
                    let total = zip(times, means).reduce(0.0) {
                        $0 + Double($1.0) * $1.1 - 3 * Double($1.0 * ($1.0 - 1))
                    }
                    best = max(best, total / Double(count))
                }
            }
        }
        #expect(abs(offer.candidates[0].objective - best) < 1e-9)
        request.options[2].track.seconds = 1000
        #expect(reason(request) == .pinned(.noFit(shorterSeconds: nil, longerSeconds: nil)))
    }
}
