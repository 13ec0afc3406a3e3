import MusikModel
import MusikProgramme
import MusikTestSupport
import Testing

@Suite("The last frame is the window's last")
struct WindowTests {
    @Test("200 random playlists and windows all end on the planned frame")
    func randomWindows() throws {
        let seed: UInt64 = 20_231_114
        print("seed \(seed)")
        var random = Generator(seed: seed)
        var (asIs, changed, cut, cutDespiteReserve, withReserve, short) = (0, 0, 0, 0, 0, 0)
        var slowest = Duration.zero
        var planned = 0
        while planned < 200 {
            let main = clinicalList(Int.random(in: 5...16, using: &random), from: 0, &random)
            let reserve = clinicalList(Int.random(in: 0...6, using: &random), from: 100, &random)
            let window = at48(Double.random(in: 3_000...3_600, using: &random))
            var request = PlanRequest(main: main, reserve: reserve, window: .frames(window))
            let profiles = PlanRequest.Profile.allCases
            request.profile = profiles.randomElement(using: &random)!
            if Bool.random(using: &random) {
                request.opening = .recorded(
                    makeTrack(900, TrackShape(seconds: 183, level: -26, fadeOut: 0.1, silence: 1)))
            }
            let start = ContinuousClock.now
            let plan: Plan
            do { plan = try Planner.plan(request) } catch {
                guard case .tooShort(let missing, _, _) = error else { throw error }
                #expect(missing > 0)
                short += 1
                continue
            }
            slowest = max(slowest, ContinuousClock.now - start)
            planned += 1
            let origin = request.profile == .table5 ? plan.programme.openingEnd : 0
            #expect(plan.programme.end == origin + window)
            Invariants(plan: plan, request: request, label: "playlist \(planned)").check()
            let kinds = plan.notes.map { note in
                switch note {
                case .cutFinal: 2
                case .droppedTrack, .addedReserve: 1
                default: 0
                }
            }
            let eligible = main.count >= 10 && !reserve.isEmpty
            withReserve += eligible ? 1 : 0
            switch kinds.max() ?? 0 {
            case 2:
                cut += 1
                cutDespiteReserve += eligible ? 1 : 0
            case 1: changed += 1
            default: asIs += 1
            }
        }
        print(
            "as listed \(asIs), dropped or added \(changed), final cut \(cut) "
                + "(with ten pieces and a reserve \(cutDespiteReserve) of \(withReserve)), "
                + "refused as too short \(short), slowest plan \(slowest)")
        #expect(Double(cutDespiteReserve) <= 0.05 * Double(withReserve))
        #expect(withReserve >= 50)
    }

    @Test("A list of thirteen with six in reserve is planned within 50 ms, sixty pieces as well")
    func speed() throws {
        for count in [13, 60] {
            var random = Generator(seed: 7)
            let main = clinicalList(count, from: 0, &random)
            let reserve = clinicalList(6, from: 100, &random)
            let request = PlanRequest(
                main: main, reserve: reserve, window: .frames(at48(3_300)))
            let best = try (0..<5).map { _ in
                let start = ContinuousClock.now
                _ = try Planner.plan(request)
                return ContinuousClock.now - start
            }.min()!
            print("\(count) pieces: \(best)")
            #expect(best < .milliseconds(count == 13 ? 50 : 250))
        }
    }

    @Test("The same request gives the same plan")
    func determinism() throws {
        var random = Generator(seed: 8)
        let main = clinicalList(12, from: 0, &random)
        let reserve = clinicalList(5, from: 100, &random)
        let request = PlanRequest(main: main, reserve: reserve, window: .frames(at48(3_300)))
        let first = try Planner.plan(request)
        for _ in 0..<20 { #expect(try Planner.plan(request) == first) }
    }

    @Test("A list too short is refused with the missing time")
    func tooShort() throws {
        let main = (0..<5).map { makeTrack($0, TrackShape(seconds: 300)) }
        let request = PlanRequest(main: main, window: .frames(at48(3_300)))
        let error = #expect(throws: PlanError.self) { try Planner.plan(request) }
        guard case .tooShort(let missing, let available, let helps) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(abs(missing + available - 3_300) < 0.001)
        #expect((1_800...1_825).contains(missing))
        #expect(helps.contains(.moreReserve) && helps.contains(.natural))
    }

    @Test("Where nothing else helps, the final piece ends early under a fade of 10 s or more")
    func cutFinal() throws {
        let main = [makeTrack(1, TrackShape(seconds: 400)), makeTrack(2, TrackShape(seconds: 420))]
        for window in [60.0, 250, 600, 700] {
            let request = PlanRequest(main: main, window: .frames(at48(window)))
            let plan = try Planner.plan(request)
            #expect(plan.programme.end == at48(window))
            Invariants(plan: plan, request: request).check()
            let fades = plan.notes.compactMap { note in
                if case .cutFinal(_, _, let fade) = note { fade } else { Double?.none }
            }
            #expect(fades.count == 1 && fades[0] >= 10)
        }
    }

    @Test(
        "F17, F18, F22: A track of no frames is refused by its name, the shortest ones are played")
    func shortTracks() throws {
        let empty = makeTrack(9, TrackShape(seconds: 0))
        let long = (0..<3).map { makeTrack($0, TrackShape(seconds: 300)) }
        #expect(throws: PlanError.emptyTrack(title: "Piece 9")) {
            try Planner.plan(PlanRequest(main: long + [empty], window: .natural))
        }
        var single = makeTrack(10, TrackShape(seconds: 0.2))
        single.analysis.frames = 1
        single.analysis.blocks = [-2_000]
        let short = [0.5, 5, 19].enumerated().map {
            makeTrack(20 + $0.offset, TrackShape(seconds: $0.element, fadeIn: 0.05, fadeOut: 0.1))
        }
        let main = [long[0], single, long[1]] + short + [long[2]]
        let request = PlanRequest(main: main, window: .natural)
        let plan = try Planner.plan(request)
        let clips = plan.programme.clips
        #expect(clips.count == main.count)
        for (first, second) in zip(clips, clips.dropFirst()) {
            let overlap = first.end - second.start
            #expect(overlap.value * 5 <= min(first.length, second.length).value * 2)
        }
        #expect(clips.last?.end == plan.programme.end)
    }

    @Test("With the window counted after the opening, the end moves by the opening")
    func profiles() throws {
        var random = Generator(seed: 3)
        let main = clinicalList(14, from: 0, &random)
        let reserve = clinicalList(6, from: 100, &random)
        var request = PlanRequest(main: main, reserve: reserve, window: .frames(at48(3_300)))
        request.opening = .recorded(
            makeTrack(900, TrackShape(seconds: 190, level: -26, fadeOut: 0.1, silence: 3)))
        let registry = try Planner.plan(request).programme
        #expect(registry.end == at48(3_300))
        request.profile = .table5
        let table = try Planner.plan(request).programme
        #expect(table.end == at48(3_300) + table.openingEnd)
        #expect((at48(183)...at48(189)).contains(table.openingEnd))
        let first = table.clips.first { $0.kind == .music }!
        #expect(first.start == table.openingEnd)
        request.opening = .live
        #expect(try Planner.plan(request).programme.openingEnd == 0)
        request.opening = .recorded(makeTrack(901, TrackShape(seconds: 190)))
        request.profile = .registry
        request.window = .frames(at48(100))
        #expect(throws: PlanError.self) { try Planner.plan(request) }
    }
}
