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
}
