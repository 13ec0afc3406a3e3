import MusikModel
import MusikTestSupport
import Testing

@testable import MusikProgramme

@Suite("Intensity arcs")
struct ArcTests {
    private static let minutes = [5, 10, 20, 30, 40, 45, 50, 55, 60]

    @Test(
        "Both models give the published percentages of the peak",
        arguments: [
            ("Domino", [65.0, 76, 87, 94, 100, 38, 30, 25, 23]),
            ("Clements", [19, 35, 62, 83, 100, 89, 79, 72, 65]),
        ])
    func models(name: String, published: [Double]) {
        let model = name == "Domino" ? Pharmacokinetics.domino : .clements
        let levels = model.relativeLevels(infusionSeconds: 2_400, seconds: 3_600)
        let ours = Self.minutes.map { levels[$0 * 60] * 100 }
        print(name, ours)
        for (value, expected) in zip(ours, published) { #expect(abs(value - expected) < 1) }
    }

    @Test(
        "An arc lowers by its span at most, and slowly",
        arguments: [
            IntensityArc.Shape.domino, .clements,
            .drawn([
                .init(minute: 0, value: 10), .init(minute: 20, value: 100),
                .init(minute: 21, value: 0),
            ]),
        ])
    func slopes(shape: IntensityArc.Shape) throws {
        let line = try #require(IntensityArc(shape).line(rate: .standard, seconds: 7_200))
        for (left, right) in zip(line.points, line.points.dropFirst()) {
            let seconds = (right.frame - left.frame).seconds(at: .standard)
            #expect(abs((right.gain - left.gain).value) <= IntensityArc.steepest * seconds + 1e-9)
        }
        let values = line.points.map(\.gain.value)
        #expect(values.allSatisfy { (-6.000_1...0).contains($0) })
        #expect(values.max()! > -0.7 && values.min()! < -3)
    }

    @Test("A drawn curve is straight between its corners, in percent or LU")
    func drawn() {
        let points = [
            IntensityArc.Point(minute: 10, value: 50), IntensityArc.Point(minute: 20, value: 100),
        ]
        #expect(IntensityArc(.drawn(points)).level(atMinute: 15).value == -1.5)
        #expect(IntensityArc(.drawn(points)).level(atMinute: 0).value == -3)
        let levels = [IntensityArc.Point(minute: 0, value: -4), .init(minute: 10, value: 2)]
        #expect(abs(IntensityArc(.drawnLU(levels)).level(atMinute: 5).value + 1) < 1e-12)
    }

    @Test("A plan with an arc keeps slopes and peaks, and follows it")
    func planned() throws {
        var random = Generator(seed: 4)
        let main = clinicalList(12, from: 0, &random)
        let reserve = clinicalList(6, from: 100, &random)
        var request = PlanRequest(main: main, reserve: reserve, window: .frames(at48(3_300)))
        for shape in [
            IntensityArc.Shape.domino, .clements,
            .drawnLU([.init(minute: 0, value: -3), .init(minute: 30, value: 3)]),
        ] {
            request.arc = IntensityArc(shape)
            let plan = try Planner.plan(request)
            Invariants(plan: plan, request: request).check()
            for clip in plan.programme.clips where clip.length > at48(200) {
                let track = (main + reserve).first { $0.reference.digest == clip.source.digest }!
                let middle = FrameCount((clip.start + clip.end).value / 2)
                let arc = request.arc.level(atMinute: middle.seconds(at: .standard) / 60)
                let ceiling =
                    -1.2 - track.analysis.truePeak.value
                    - (shape == .domino || shape == .clements ? 0 : 3)
                let base = min(-23 - track.analysis.integrated.value, ceiling)
                #expect(abs(clip.gain.gain(at: middle).value - base - arc.value) < 1.7)
            }
        }
    }

    @Test("An infusion that starts late, is held or ends early takes its arc with it")
    func departures() throws {
        typealias Run = InfusionCourse.Run
        let minute = { (course: InfusionCourse, at: Double) in course.minute(at: at * 60) }
        let late = InfusionCourse(plannedMinutes: 40, start: 600)
        #expect(minute(late, 5) == -5 && minute(late, 10) == 0 && minute(late, 60) == 50)
        let held = InfusionCourse(
            plannedMinutes: 40, runs: [Run(from: 0, to: 600), Run(from: 900, to: 2_700)])
        #expect([5, 12, 20, 45, 50].map { minute(held, $0) } == [5, 10, 15, 40, 45])
        let early = InfusionCourse(plannedMinutes: 40, runs: [Run(from: 0, to: 1_200)])
        #expect([10, 20, 25].map { minute(early, $0) } == [10, 40, 45])
        // A drawn curve is read at those minutes, and a model is that of the infusion as it ran:
        // one that ended halfway never comes to the planned peak, and sinks from there.
        var arc = IntensityArc(.clements)
        let whole = try #require(arc.line(rate: .standard, seconds: 3_600))
        arc.infusion = early
        let half = try #require(arc.line(rate: .standard, seconds: 3_600))
        #expect(abs((half.gain(at: at48(1_150)) - whole.gain(at: at48(1_150))).value) < 0.01)
        let peak = half.points.map(\.gain.value).max()!
        #expect(abs(peak - 6 * (0.62 - 1)) < 0.1, "\(peak) LU at 62 % of the planned peak")
        #expect(half.gain(at: at48(1_800)) < half.gain(at: at48(1_210)))
        arc.infusion = late
        let later = try #require(arc.line(rate: .standard, seconds: 3_600))
        for second in stride(from: 700.0, through: 3_600, by: 100) {
            let step = later.gain(at: at48(second)) - whole.gain(at: at48(second - 600))
            #expect(abs(step.value) < 1e-9, "at \(second)")
        }
    }

    @Test("The rest of a programme follows an infusion that has moved, and its past stays")
    func realigned() throws {
        let seed: UInt64 = 0x5EED_0040
        print("seed: \(seed)")
        var random = Generator(seed: seed)
        for round in 0..<30 {
            var session = try ReplanTests.session(&random, arm: .music)
            session.request.arc = IntensityArc([.clements, .domino].randomElement(using: &random)!)
            session.plan = try Planner.plan(session.request)
            let old = session.plan.programme
            let seconds = Double.random(in: 200...2_400, using: &random)
            let from = Double.random(in: 0...seconds, using: &random)
            session.request.arc.infusion = InfusionCourse(
                plannedMinutes: 40,
                runs: [
                    .init(from: from, to: seconds),
                    .init(from: seconds + 60, to: seconds + 60 + 2_400 - (seconds - from)),
                ])
            let plan = try session.replan(.realign, at: at48(seconds))
            ReplanTests.checkPast(old, plan.programme, at48(seconds), "round \(round)")
            Invariants(plan: plan, request: session.request).check()
            #expect(plan.programme.end == old.end)
            let line = try #require(session.request.arc.line(rate: .standard, seconds: 5_000))
            let tracks = session.request.main + session.request.reserve
            for clip in plan.programme.clips
            where clip.kind == .music && clip.start > at48(seconds) && clip.length > at48(200) {
                let track = tracks.first { $0.reference.digest == clip.source.digest }!
                let middle = FrameCount((clip.start + clip.end).value / 2)
                let base = min(
                    -23 - track.analysis.integrated.value, -1.2 - track.analysis.truePeak.value)
                let gain = clip.gain.gain(at: middle).value
                #expect(abs(gain - base - line.gain(at: middle).value) < 1.7, "round \(round)")
            }
        }
    }
}
