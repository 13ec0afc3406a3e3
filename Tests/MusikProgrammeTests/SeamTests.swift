import MusikModel
import MusikProgramme
import MusikTestSupport
import Testing

@Suite("Seams")
struct SeamTests {
    /// The seam differences of a plan in LU: by its lines, and with integrated gain alone.
    static func differences(_ plan: Plan, _ tracks: [PlannedTrack]) -> [Double] {
        let clips = plan.programme.clips.filter { $0.kind == .music }
        let rate = plan.programme.rate
        return zip(clips, clips.dropFirst()).map { first, second in
            func level(_ clip: Clip, _ from: FrameCount) -> Double {
                let track = tracks.first { $0.reference.digest == clip.source.digest }!
                let native = clip.sourceStart.seconds(at: clip.sourceRate)
                let start = native + (from - clip.start).seconds(at: rate)
                let gains = stride(from: 0.0, to: 3, by: 0.1).map {
                    clip.gain.gain(at: from + FrameCount(seconds: $0, at: rate)).value
                }
                return track.analysis.loudness(from: start + 0.05, to: start + 2.95).value
                    + gains.reduce(0, +) / Double(gains.count)
            }
            return level(first, second.start - at48(3)) - level(second, first.end)
        }
    }

    static func percentile90(_ values: [Double]) -> Double {
        let sorted = values.map(abs).sorted()
        return sorted[Int((Double(sorted.count) * 0.9).rounded(.up)) - 1]
    }

    /// The loudness range of a made-up piece: 10th to 95th percentile of its 3-s loudness above
    /// the relative gate of -20 LU.
    static func range(_ track: PlannedTrack) -> Double {
        let analysis = track.analysis
        let levels = stride(from: 0.0, to: analysis.seconds - 3, by: 1).map {
            analysis.loudness(from: $0, to: $0 + 3).value
        }.filter { $0 > analysis.integrated.value - 20 }.sorted()
        return levels[levels.count * 95 / 100] - levels[levels.count / 10]
    }

    /// The p90 of a plan's seams, and that of fixed 8-s overlaps at integrated gain alone.
    private func compare(
        _ name: String, tenthsWide leastWide: Int = 0,
        _ shape: (inout Generator, Int) -> TrackShape
    ) throws -> (planned: Double, plain: Double) {
        var (planned, plain) = ([Double](), [Double]())
        var ranges: [Double] = []
        for seed in 1...12 {
            var random = Generator(seed: UInt64(seed))
            let tracks = (0..<20).map {
                makeTrack($0, shape(&random, $0), seed: UInt64(seed))
            }
            ranges += tracks.map(Self.range)
            let request = PlanRequest(
                main: Array(tracks.prefix(13)), reserve: Array(tracks.dropFirst(13)),
                window: .frames(at48(3_300)))
            let plan = try Planner.plan(request)
            planned += Self.differences(plan, tracks)
            // Integrated gain alone: the same pieces, fixed overlaps, the lines taken away.
            var fixed = request
            fixed.overlap = .fixed(8)
            fixed.window = .natural
            var flat = try Planner.plan(fixed)
            for index in flat.programme.clips.indices {
                let clip = flat.programme.clips[index]
                let track = tracks.first { $0.reference.digest == clip.source.digest }!
                let gain = min(
                    -23 - track.analysis.integrated.value, -1.2 - track.analysis.truePeak.value)
                flat.programme.clips[index].gain = GainLine(constant: Decibels(gain))
            }
            plain += Self.differences(flat, tracks)
        }
        let result = (Self.percentile90(planned), Self.percentile90(plain))
        print("\(name): LRA \(ranges.min()!) to \(ranges.max()!)")
        #expect(ranges.count { $0 >= 10 } * 10 >= ranges.count * leastWide)
        print("\(name): 90th percentile \(result.0) LU, integrated gain alone \(result.1) LU")
        return result
    }

    @Test("Pieces of a wide range with natural 30-s fades meet within 5 LU and half of the plain")
    func wideRange() throws {
        let result = try compare("wide range, 30-s fades", tenthsWide: 10) { random, _ in
            TrackShape(
                seconds: Double.random(in: 200...480, using: &random),
                level: Double.random(in: -28 ... -12, using: &random),
                range: Double.random(in: 22...28, using: &random),
                fadeIn: Bool.random(using: &random) ? 30 : 0.3,
                fadeOut: 30, crest: 16)
        }
        #expect(result.planned <= 5)
        #expect(result.planned <= result.plain / 2)
    }

    @Test("Neighbours 20 LU apart meet within 5 LU and half of the plain")
    func farApart() throws {
        let result = try compare("neighbours 20 LU apart") { random, index in
            TrackShape(
                seconds: Double.random(in: 200...480, using: &random),
                level: index.isMultiple(of: 2) ? -32 : -12,
                range: Double.random(in: 10...16, using: &random),
                fadeIn: Double.random(in: 0.2...12, using: &random),
                fadeOut: Double.random(in: 2...25, using: &random), crest: 12)
        }
        #expect(result.planned <= 5)
        #expect(result.planned <= result.plain / 2)
    }

    @Test("F19, F23: One number for one overlap: places and both fades agree to the frame")
    func oneNumber() throws {
        let seed: UInt64 = 99
        print("seed \(seed)")
        var random = Generator(seed: seed)
        for round in 0..<30 {
            let main = clinicalList(12, from: 0, &random)
            let reserve = clinicalList(5, from: 100, &random)
            var request = PlanRequest(
                main: main, reserve: reserve,
                window: round.isMultiple(of: 2) ? .frames(at48(3_111.113)) : .natural)
            request.correlation = { pairs in
                pairs.map { pair in
                    #expect(pair.outgoing.length > 0 && pair.incoming.start >= 0)
                    return Double(pair.outgoing.start.value % 1_000) / 900 - 0.05
                }
            }
            let clips = try Planner.plan(request).programme.clips
            for (first, second) in zip(clips, clips.dropFirst()) {
                let out = first.fades.last!
                let into = second.fades.first!
                #expect(out.direction == .outgoing && into.direction == .incoming)
                #expect(out.start == second.start && out.end == first.end)
                #expect(into.start == out.start && into.length == out.length)
                #expect(into.correlation == out.correlation)
                #expect((at48(4)...at48(12)).contains(out.length))
                let r = out.correlation
                for share in [0.0, 0.1, 0.5, 0.9] {
                    let frame = out.start + FrameCount(Int64(Double(out.length.value) * share))
                    let (a, b) = (out.gain(at: frame), into.gain(at: frame))
                    #expect(abs(a * a + b * b + 2 * r * a * b - 1) < 1e-9)
                }
            }
        }
    }

    @Test("A correlation that is no number counts as none, beyond 1 as 1")
    func badCorrelation() throws {
        let main = (0..<3).map { makeTrack($0, TrackShape()) }
        for (measured, used) in [(Double.nan, 0.0), (-0.4, 0), (1.7, 1), (0.3, 0.3)] {
            var request = PlanRequest(main: main, window: .natural)
            request.correlation = { $0.map { _ in measured } }
            let clips = try Planner.plan(request).programme.clips
            #expect(clips[1].fades.allSatisfy { $0.correlation == used })
        }
    }

    @Test("F32: A peak holds the gain down, and the plan says by how much")
    func truePeak() throws {
        var quiet = makeTrack(1, TrackShape(level: -35))
        quiet.analysis.truePeak = -3
        let plan = try Planner.plan(
            PlanRequest(
                main: [quiet, makeTrack(2, TrackShape()), makeTrack(3, TrackShape())],
                window: .natural))
        let line = plan.programme.clips[0].gain
        #expect(line.points.allSatisfy { $0.gain.value - 3 <= -1.2 + 1e-9 })
        let limits = plan.notes.compactMap { note in
            if case .gainLimitedByPeak("Piece 1", let by) = note { by.value } else { Double?.none }
        }
        let wanted = -23 - quiet.analysis.integrated.value
        #expect(limits.count == 1 && abs(limits[0] - (wanted - 1.8)) < 1e-9)
    }

    @Test("Only quiet outer ends are trimmed, the body only where the plan says why")
    func bodyKept() throws {
        var random = Generator(seed: 5)
        var kept = 0
        for _ in 0..<20 {
            let main = clinicalList(12, from: 0, &random)
            let reserve = clinicalList(5, from: 100, &random)
            let plan = try Planner.plan(
                PlanRequest(main: main, reserve: reserve, window: .frames(at48(3_300))))
            let cut = plan.notes.contains { if case .cutFinal = $0 { true } else { false } }
            let trims = SeamMomentTests.trims(plan)
            for (index, clip) in plan.programme.clips.enumerated() {
                let track = (main + reserve).first {
                    $0.reference.digest == clip.source.digest
                }!
                let points = CuePoints(track.analysis)
                let head = trims.contains { $0.title == clip.title && $0.head > 0 }
                #expect(head || clip.sourceStart <= points.bodyStart)
                if cut, index == plan.programme.clips.count - 1 { continue }
                let end =
                    clip.sourceStart + clip.length.converted(from: .standard, to: clip.sourceRate)
                let tail = trims.contains { $0.title == clip.title && $0.tail > 0 }
                #expect(tail || end + 4 >= points.bodyEnd)
                kept += head || tail ? 0 : 1
            }
        }
        #expect(kept >= 150)
    }

    @Test("Cue points keep a natural fade and leave dead ends out")
    func cuePoints() {
        let track = makeTrack(
            1, TrackShape(seconds: 100, level: -18, range: 0, fadeIn: 0.1, fadeOut: 20, silence: 5))
        let points = CuePoints(track.analysis)
        #expect((4.8...5.1).contains(points.audibleStart.seconds(at: .standard)))
        #expect((94...95.1).contains(points.audibleEnd.seconds(at: .standard)))
        #expect((90...93).contains(points.bodyEnd.seconds(at: .standard)))
        let silent = makeTrack(2, TrackShape(seconds: 10, silence: 6))
        #expect(CuePoints(silent.analysis).audibleStart == 0)
        #expect(CuePoints(silent.analysis).audibleEnd == silent.analysis.frames)
    }
}
