import MusikModel
import MusikProgramme
import Testing

@Suite("Whole files joined without overlap")
struct JoinTests {
    private func request(_ hertz: [Int], levels: [Double]) -> PlanRequest {
        let main = zip(hertz, levels).enumerated().map {
            makeTrack(
                $0.offset,
                TrackShape(
                    seconds: 61.234_567 + Double($0.offset), hertz: $0.element.0,
                    level: $0.element.1, silence: 2))
        }
        var request = PlanRequest(main: main, window: .natural)
        request.overlap = .fixed(0)
        return request
    }

    @Test("Nothing is trimmed, and files of one rate continue each other")
    func whole() throws {
        let request = request(
            [48_000, 48_000, 44_100, 44_100, 44_100, 96_000],
            levels: [-20, -20, -20, -20, -20, -20])
        let clips = try Planner.plan(request).programme.clips
        #expect(clips.map(\.continues) == [nil, 0, nil, 2, 3, nil])
        #expect(clips.allSatisfy { $0.sourceStart == 0 && $0.fades.isEmpty })
        for (first, second) in zip(clips, clips.dropFirst()) { #expect(first.end == second.start) }
        #expect(
            clips[1].end.value
                == (request.main[0].analysis.frames + request.main[1].analysis.frames).value)
        let native = request.main[2...4].reduce(FrameCount(0)) { $0 + $1.analysis.frames }
        let converted = native.converted(from: .compactDisc, to: .standard)
        #expect(clips[4].end - clips[2].start == converted)
    }

    @Test("Over a join the gain moves within 50 ms where it keeps below both gains")
    func gains() throws {
        let request = request([48_000, 48_000, 48_000], levels: [-30, -14, -25])
        let clips = try Planner.plan(request).programme.clips
        let base = clips.map { $0.gain.gain(at: $0.start + at48(10)).value }
        #expect(base[0] > base[1] && base[2] > base[1])
        // Falling: before the join. Rising: after it.
        #expect(clips[0].gain.gain(at: clips[0].end).value == base[1])
        #expect(clips[0].gain.gain(at: clips[0].end - at48(0.051)).value == base[0])
        #expect(clips[1].gain.gain(at: clips[1].start).value == base[1])
        #expect(clips[1].gain.gain(at: clips[1].end).value == base[1])
        #expect(clips[2].gain.gain(at: clips[2].start).value == base[1])
        #expect(clips[2].gain.gain(at: clips[2].start + at48(0.051)).value == base[2])
    }

    @Test("With loudness off every gain is 0 dB, and a single file stays as it is")
    func untouched() throws {
        var request = request([44_100], levels: [-5])
        request.rate = .compactDisc
        request.loudness = nil
        let plan = try Planner.plan(request)
        #expect(plan.programme.end == request.main[0].analysis.frames)
        #expect(
            plan.programme.clips[0].gain == GainLine(constant: 0)
                || plan.programme.clips[0].gain.points.allSatisfy { $0.gain == 0 })
    }

    @Test("With a window only the final file ends early, on the frame")
    func window() throws {
        var request = request([48_000, 44_100, 48_000], levels: [-20, -15, -25])
        request.window = .frames(at48(150))
        request.opening = .recorded(makeTrack(50, TrackShape(seconds: 20.5)))
        let plan = try Planner.plan(request)
        #expect(plan.programme.end == at48(150))
        Invariants(plan: plan, request: request).check(joins: true)
        #expect(plan.programme.clips[1].continues == plan.programme.clips[0].id)
    }
}
