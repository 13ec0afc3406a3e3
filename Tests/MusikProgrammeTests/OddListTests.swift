import MusikModel
import MusikProgramme
import MusikTestSupport
import Testing

@Suite("Odd lists")
struct OddListTests {
    private static func request(_ random: inout Generator) -> PlanRequest {
        func tracks(_ count: Int, from number: Int) -> [PlannedTrack] {
            (0..<count).map { index in
                var shape = TrackShape()
                shape.seconds = [
                    0.1, 0.5, 5, 19, 33.3, 60, Double.random(in: 20...1_200, using: &random),
                ].randomElement(using: &random)!
                shape.hertz = [8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000]
                    .randomElement(using: &random)!
                shape.level = Double.random(in: -45...(-6), using: &random)
                shape.fadeOut = Double.random(in: 0.05...20, using: &random)
                shape.fadeIn = Double.random(in: 0.05...20, using: &random)
                return makeTrack(number + index, shape, seed: random.next())
            }
        }
        let main = tracks(Int.random(in: 1...25, using: &random), from: 0)
        let reserve = tracks(Int.random(in: 0...5, using: &random), from: 100)
        let rate = SampleRate(
            hertz: [44_100, 48_000, 96_000].randomElement(using: &random)!)!
        let seconds = Double.random(in: 10...4_000, using: &random)
        var request = PlanRequest(
            main: main, reserve: reserve, window: .frames(FrameCount(seconds: seconds, at: rate)))
        request.rate = rate
        request.overlap =
            [.fitted(4...12), .fixed(4), .fixed(9.5), .fixed(0), .fitted(6...6.1)]
            .randomElement(using: &random)!
        if Int.random(in: 0..<4, using: &random) == 0 { request.loudness = nil }
        if Int.random(in: 0..<3, using: &random) == 0 { request.arc = IntensityArc(.domino) }
        if Int.random(in: 0..<8, using: &random) == 0 { request.window = .natural }
        return request
    }

    @Test(
        "F17, F18, F20, F21: Any lengths, rates and overlaps end on the frame or are refused"
    )
    func anything() throws {
        let seed: UInt64 = 4_711
        print("seed \(seed)")
        var random = Generator(seed: seed)
        var (planned, refused, changed, refusedChanges) = (0, 0, 0, 0)
        for round in 0..<600 {
            let request = Self.request(&random)
            let joins = request.overlap == .fixed(0)
            let plan: Plan
            do { plan = try Planner.plan(request) } catch {
                guard case .tooShort = error else { throw error }
                refused += 1
                continue
            }
            planned += 1
            if case .frames(let window) = request.window {
                #expect(plan.programme.end == window, "\(round)")
            }
            Invariants(plan: plan, request: request, label: "\(round)").check(joins: joins)
            var session = ReplanTests.Session(plan: plan, request: request)
            var at: FrameCount = 0
            for step in 0..<4 {
                let old = session.plan.programme
                let frame = ReplanTests.frame(&random, old, after: at)
                let change = ReplanTests.change(&random, session, frame)
                let label: Comment = "\(round).\(step): \(change) at \(frame.value)"
                guard let next = try? session.replan(change, at: frame) else {
                    refusedChanges += 1
                    continue
                }
                at = frame
                changed += 1
                if case .failed(let clip, _) = change { session.failed.insert(clip) }
                if frame > old.end { session.quiet.append(old.end..<frame) }
                ReplanTests.checkPast(old, next.programme, frame, label)
                Invariants(
                    plan: next, request: request, label: label, failed: session.failed,
                    quiet: session.quiet
                ).check(joins: joins)
                session.plan = next
            }
        }
        print(
            "planned \(planned), too short \(refused), changed \(changed), "
                + "changes refused \(refusedChanges)")
        #expect(planned > 200 && changed > 400)
    }
}
