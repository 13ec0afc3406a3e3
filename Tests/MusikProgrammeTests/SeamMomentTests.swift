import MusikModel
import MusikProgramme
import MusikTestSupport
import Testing

@Suite("Moments of seams")
struct SeamMomentTests {
    /// What a plan says it left out for the sake of a seam.
    typealias Trim = (title: String, head: Double, tail: Double, step: Double, remaining: Double)

    static func trims(_ plan: Plan) -> [Trim] {
        plan.notes.compactMap { note in
            guard
                case .trimmedForSeam(let title, let head, let tail, let step, let remaining) = note
            else { return nil }
            return (title, head, tail, step.value, remaining.value)
        }
    }

    /// Orchestral in manner: swells of 16 to 22 LU that take 30 to 90 s, natural fades of 30 s.
    private static func swelling(_ count: Int, _ random: inout Generator) -> [PlannedTrack] {
        (0..<count).map { number in
            let shape = TrackShape(
                seconds: Double.random(in: 120...420, using: &random),
                hertz: [44_100, 48_000].randomElement(using: &random)!,
                level: Double.random(in: -34 ... -20, using: &random), range: 2,
                fadeIn: [0.5, 8, 30].randomElement(using: &random)!, fadeOut: 30,
                swing: Double.random(in: 8...11, using: &random),
                period: Double.random(in: 30...90, using: &random))
            return makeTrack(number, shape, seed: random.next())
        }
    }

    /// The differences that integrated gain alone leaves at fixed overlaps of 8 s.
    private static func plain(_ tracks: [PlannedTrack]) throws -> [Double] {
        var request = PlanRequest(main: tracks, window: .natural)
        request.overlap = .fixed(8)
        var plan = try Planner.plan(request)
        for index in plan.programme.clips.indices {
            let digest = plan.programme.clips[index].source.digest
            let track = tracks.first { $0.reference.digest == digest }!
            plan.programme.clips[index].gain = GainLine(constant: -23 - track.analysis.integrated)
        }
        return SeamTests.differences(plan, tracks)
    }

    @Test("Swells of 20 LU never step by more than 5 LU, in a window at most by it at nine of ten")
    func swells() throws {
        let seed: UInt64 = 20
        print("seed \(seed)")
        var random = Generator(seed: seed)
        var (natural, fitted, plain, ranges) = ([Double](), [Double](), [Double](), [Double]())
        for _ in 0..<20 {
            let tracks = Self.swelling(20, &random)
            ranges += tracks.map(SeamTests.range)
            let main = Array(tracks.prefix(13))
            natural += SeamTests.differences(
                try Planner.plan(PlanRequest(main: main, window: .natural)), tracks)
            let window = PlanRequest(
                main: main, reserve: Array(tracks.dropFirst(13)), window: .frames(at48(3_300)))
            fitted += SeamTests.differences(try Planner.plan(window), tracks)
            plain += try Self.plain(main)
        }
        let figures = [natural, fitted, plain].map(SeamTests.percentile90)
        let largest = natural.map(abs).max()!
        print(
            "LRA \(ranges.min()!) to \(ranges.max()!); 90th percentile natural \(figures[0]) LU, largest \(largest), "
                + "in a window \(figures[1]) LU, integrated gain alone \(figures[2]) LU")
        #expect(ranges.min()! >= 10)
        #expect(largest <= 5)
        #expect(figures[1] <= 5 && figures[1] <= figures[2] / 3)
    }

    @Test("More than a quiet end is left out only against a step above 3 LU, within its bound")
    func bounded() throws {
        let seed: UInt64 = 21
        print("seed \(seed)")
        var random = Generator(seed: seed)
        var trimmed = 0
        for round in 0..<60 {
            let tracks =
                round.isMultiple(of: 2)
                ? Self.swelling(13, &random) : clinicalList(13, from: 0, &random)
            let windows = [
                PlanRequest.Window.natural,
                .frames(at48(Double.random(in: 1_200...3_000, using: &random))),
            ]
            for window in windows {
                guard let plan = try? Planner.plan(PlanRequest(main: tracks, window: window)) else {
                    continue
                }
                let trims = Self.trims(plan)
                trimmed += trims.count
                for trim in trims {
                    #expect(trim.step > 3 && trim.remaining < trim.step)
                    #expect((trim.head > 0) != (trim.tail > 0))
                }
                for clip in plan.programme.clips {
                    check(clip, tracks, plan, trims, last: plan.programme.clips.last?.id == clip.id)
                }
            }
        }
        print("trimmed \(trimmed)")
        #expect(trimmed > 20)
    }

    /// What a clip leaves out of its audible range is what the plan says, and within the bounds.
    private func check(
        _ clip: Clip, _ tracks: [PlannedTrack], _ plan: Plan, _ trims: [Trim], last: Bool
    ) {
        let track = tracks.first { $0.reference.digest == clip.source.digest }!
        let points = CuePoints(track.analysis)
        let end = clip.sourceStart + clip.length.converted(from: .standard, to: clip.sourceRate)
        let head = (clip.sourceStart - points.audibleStart).seconds(at: clip.sourceRate)
        let tail = last ? 0 : (points.audibleEnd - end).seconds(at: clip.sourceRate)
        let audible = (points.audibleEnd - points.audibleStart).seconds(at: clip.sourceRate)
        let own = trims.filter { $0.title == clip.title }
        if let said = own.first(where: { $0.head > 0 }) {
            #expect(abs(said.head - head) < 0.001)
        } else {
            #expect(head <= 4.001 && clip.sourceStart <= points.bodyStart)
        }
        if let said = own.first(where: { $0.tail > 0 }) {
            #expect(abs(said.tail - tail) < 0.001)
        } else {
            #expect(tail <= 8.001 && (last || end + 4 >= points.bodyEnd))
        }
        #expect(max(head, tail) <= max(8, min(30, audible / 8)) + 0.001)
    }

    @Test("Nothing is left out where seams meet anyway, overlaps are fixed, or levels stay")
    func untouched() throws {
        let seed: UInt64 = 22
        print("seed \(seed)")
        var random = Generator(seed: seed)
        var usual = 0
        for _ in 0..<10 {
            let even = (0..<13).map {
                makeTrack($0, TrackShape(range: 2, fadeIn: 0.2, fadeOut: 3), seed: random.next())
            }
            let swelling = Self.swelling(13, &random)
            var requests = [even, swelling, swelling].map {
                PlanRequest(main: $0, window: .natural)
            }
            usual += try Self.trims(Planner.plan(requests[1])).count
            requests[1].overlap = .fixed(8)
            requests[2].loudness = nil
            for request in requests {
                #expect(try Self.trims(Planner.plan(request)).isEmpty)
            }
        }
        #expect(usual > 0)
    }
}
