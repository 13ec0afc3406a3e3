import MusikModel
import MusikProgramme
import MusikTestSupport
import Testing

@Suite("Planning anew while it plays")
struct ReplanTests {
    /// What is known of a session between changes.
    struct Session {
        var plan: Plan
        var request: PlanRequest
        var failed: Set<Int> = []
        var quiet: [Range<FrameCount>] = []

        func replan(_ change: ProgrammeChange, at frame: FrameCount) throws(PlanError) -> Plan {
            try Replanner.plan(
                RePlanRequest(
                    programme: plan.programme, frame: frame, change: change, original: request,
                    nextID: plan.nextID, level: plan.level))
        }
    }

    static func session(_ random: inout Generator, arm: Arm) throws -> Session {
        var request = CueArmTests.request()
        request.arm = arm
        request.main = clinicalList(Int.random(in: 9...14, using: &random), from: 0, &random)
        request.reserve = clinicalList(Int.random(in: 3...7, using: &random), from: 100, &random)
        request.profile = PlanRequest.Profile.allCases.randomElement(using: &random)!
        if Bool.random(using: &random) { request.opening = .live }
        if Bool.random(using: &random) {
            var bed = LandingBed(track: makeTrack(500, TrackShape(seconds: 120, level: -20)))
            bed.seconds = 900
            request.bed = bed
        }
        if Bool.random(using: &random) { request.arc = IntensityArc(.clements) }
        request.correlation = { $0.map { Double($0.outgoing.start.value % 100) / 100 } }
        request.window = .frames(at48(Double.random(in: 3_000...3_600, using: &random)))
        return Session(plan: try Planner.plan(request), request: request)
    }

    /// Nothing before the frame differs: clips, sources, gains and fades, to the last bit.
    static func checkPast(_ old: Programme, _ new: Programme, _ frame: FrameCount, _ label: Comment)
    {
        for clip in old.clips where clip.start < frame {
            guard let now = new.clips.first(where: { $0.id == clip.id }) else {
                Issue.record("\(label): \(clip.title) is gone")
                continue
            }
            if clip.end <= frame {
                #expect(now == clip, label)
                continue
            }
            #expect(now.start == clip.start && now.source == clip.source, label)
            #expect(now.sourceStart == clip.sourceStart && now.kind == clip.kind, label)
            #expect(now.continues == clip.continues && now.end >= frame, label)
            var frames = [clip.start, frame - 1, FrameCount((clip.start + frame).value / 2)]
            frames += (1..<40).map { clip.start + FrameCount((frame - clip.start).value * $0 / 40) }
            frames += (clip.gain.points + now.gain.points).map { $0.frame - 1 }
            for at in frames where at >= clip.start && at < frame {
                #expect(Invariants.envelope(now, at) == Invariants.envelope(clip, at), label)
            }
        }
        let begun = Set(old.clips.filter { $0.start < frame }.map(\.id))
        for clip in new.clips where clip.start < frame {
            #expect(begun.contains(clip.id), "\(label): \(clip.title) begins in the past")
        }
    }

    static func change(_ random: inout Generator, _ session: Session, _ frame: FrameCount)
        -> ProgrammeChange
    {
        let programme = session.plan.programme
        switch Int.random(in: 0..<9, using: &random) {
        case 0, 1: return .skip
        case 2: return .calmer
        case 3: return .stronger
        case 4: return .windDown(seconds: Double.random(in: 10...900, using: &random))
        case 5: return .extend(seconds: Double.random(in: 1...1_200, using: &random))
        case 6: return .moveEnd(to: frame + at48(Double.random(in: 10...4_000, using: &random)))
        case 7: return .shorten(by: at48(Double.random(in: 0...300, using: &random)))
        default:
            let coming = programme.clips.filter { $0.end > frame && $0.kind != .bed }
            guard let clip = coming.prefix(4).randomElement(using: &random) else { return .skip }
            let at = frame + at48([0, 0.05, 2, 15, 100].randomElement(using: &random)!)
            return .failed(clip: clip.id, at: max(at, clip.start))
        }
    }

    static func wantedEnd(_ change: ProgrammeChange, _ old: Programme, _ frame: FrameCount)
        -> FrameCount
    {
        switch change {
        case .windDown(let seconds): frame + at48(seconds)
        case .extend(let seconds): max(old.end, frame) + at48(seconds)
        case .moveEnd(let end): end
        case .shorten(let frames): old.end - frames
        default: old.end
        }
    }

    /// A frame of interest: anywhere, in an overlap, in the opening, near the end, in the bed.
    static func frame(_ random: inout Generator, _ programme: Programme, after: FrameCount)
        -> FrameCount
    {
        let span = max(1, programme.end - after).value
        var frame = after + FrameCount(Int64.random(in: 0...span, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            let seams = programme.clips.flatMap(\.fades).filter { $0.start >= after }
            if let fade = seams.randomElement(using: &random) {
                frame =
                    fade.start
                    + FrameCount(Int64.random(in: -1...fade.length.value + 1, using: &random))
            }
        case 1: frame = after + at48(Double.random(in: 0...30, using: &random))
        case 2: frame = programme.end - at48(Double.random(in: 0...30, using: &random))
        case 3: frame = programme.end + at48(Double.random(in: 0...300, using: &random))
        default: break
        }
        return max(after, frame)
    }

    @Test(
        "Past unchanged, end exact, no hole, no step, ids new: random changes",
        arguments: [Arm.music, .cues])
    func randomChanges(arm: Arm) throws {
        let seed: UInt64 = arm == .music ? 61 : 62
        print("seed \(seed)")
        var random = Generator(seed: seed)
        var (done, refused) = (0, [String: Int]())
        var (cuts, quickCuts) = (0, 0)
        var slowest = Duration.zero
        while done < (arm == .music ? 1_500 : 1_000) {
            guard var session = try? Self.session(&random, arm: arm) else { continue }
            var at: FrameCount = 0
            for step in 0..<6 {
                let old = session.plan.programme
                let frame = Self.frame(&random, old, after: at)
                let change = Self.change(&random, session, frame)
                let label: Comment = "\(done).\(step): \(change) at \(frame.value)"
                let start = ContinuousClock.now
                let plan: Plan
                do { plan = try session.replan(change, at: frame) } catch {
                    refused[String("\(error)".prefix { $0 != "(" }), default: 0] += 1
                    continue
                }
                slowest = max(slowest, ContinuousClock.now - start)
                at = frame
                done += 1
                #expect(plan.programme.end == Self.wantedEnd(change, old, frame), label)
                if case .failed(let clip, _) = change { session.failed.insert(clip) }
                if frame > old.end { session.quiet.append(old.end..<frame) }
                Self.checkPast(old, plan.programme, frame, label)
                Self.checkChange(old, plan, session, frame, label)
                session.plan = plan
                for case .cutFinal(_, _, let fade) in plan.notes {
                    cuts += 1
                    if fade < 10 { quickCuts += 1 }
                }
            }
        }
        print(
            "\(arm): \(done) changes, slowest \(slowest), final piece cut \(cuts), "
                + "of these under less than 10 s \(quickCuts), refused \(refused)")
        // Only where a source fails, or hardly anything is left, is there no time for 10 s.
        #expect(quickCuts * 20 <= cuts)
    }

    static func checkChange(
        _ old: Programme, _ plan: Plan, _ session: Session, _ frame: FrameCount, _ label: Comment
    ) {
        let known = Set(old.clips.map(\.id))
        for clip in plan.programme.clips where !known.contains(clip.id) {
            #expect(clip.id >= session.plan.nextID && clip.start >= frame, label)
        }
        Invariants(
            plan: plan, request: session.request, label: label, failed: session.failed,
            quiet: session.quiet
        ).check()
    }
}
