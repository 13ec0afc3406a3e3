import MusikModel
import MusikProgramme
import Testing

@Suite("Moments of quiet")
struct QuietMomentTests {
    /// A fixed list of 12 moments, cues at the first, third, sixth and eighth spacing.
    private func request(cycles: Bool = false) -> PlanRequest {
        var request = CueArmTests.request()
        guard let old = request.cues else { return request }
        var moments = [CueParameters.Moment](repeating: .quiet, count: 12)
        for (place, track) in zip([0, 2, 5, 7], old.cues) { moments[place] = .cue(track) }
        var cues = CueParameters(moments: moments, closing: old.closing, bell: old.bell)
        cues.cycles = cycles
        request.cues = cues
        return request
    }

    /// At which spacings after the opening bells ring, the closing's aside, and what follows them.
    private func heard(_ programme: Programme) -> [(spacing: Double, title: String)] {
        let clips = programme.clips
        return clips.indices.filter { clips[$0].kind == .bell }.dropLast().map { index in
            let seconds = (clips[index].start - programme.openingEnd).seconds(at: .standard)
            return (seconds / 240, clips[index + 1].title)
        }
    }

    private func changed(
        _ plan: Plan, _ request: PlanRequest, _ change: ProgrammeChange, at spacing: Double,
        failed: Set<ContentDigest> = []
    ) throws -> Plan {
        let frame = plan.programme.openingEnd + at48(spacing * 240)
        let next = try Replanner.plan(
            RePlanRequest(
                programme: plan.programme, frame: frame, change: change, original: request,
                nextID: plan.nextID, level: plan.level, failed: failed))
        Invariants(plan: next, request: request, label: "\(change)").check()
        return next
    }

    @Test("A fixed list is heard once, in its order, at its spacing, silent in its quiet moments")
    func fixed() throws {
        let request = request()
        let plan = try Planner.plan(request)
        Invariants(plan: plan, request: request).check()
        let heard = heard(plan.programme)
        #expect(heard.map(\.spacing) == [1, 3, 6, 8])
        #expect(heard.map(\.title) == request.cues?.cues.prefix(4).map(\.title))
        #expect(plan.programme.end == at48(3_300))
        #expect(plan.programme.clips.last?.end == plan.programme.end)
        #expect(plan.notes.isEmpty)
    }

    @Test("A list that begins again does so after its quiet moments, and one of quiet alone ends")
    func cycling() throws {
        var request = request(cycles: true)
        request.cues?.moments.removeLast(9)
        let plan = try Planner.plan(request)
        Invariants(plan: plan, request: request).check()
        #expect(heard(plan.programme).map(\.spacing) == [1, 3, 4, 6, 7, 9, 10, 12])
        request.cues?.moments = [.quiet, .quiet]
        let quiet = try Planner.plan(request).programme
        #expect(quiet.clips.map(\.kind) == [.opening, .bell, .cue])
        #expect(quiet.end == at48(3_300))
        request.window = .natural
        request.cues?.closing = nil
        #expect(throws: PlanError.noTracks) { try Planner.plan(request) }
    }

    @Test("A skip in quiet brings the next cue; the moments after it follow at their spacing")
    func skip() throws {
        let request = request()
        let next = try changed(Planner.plan(request), request, .skip, at: 4)
        #expect(heard(next.programme).map(\.spacing) == [1, 3, 4, 6])
        let twice = try changed(next, request, .skip, at: 5)
        #expect(heard(twice.programme).map(\.spacing) == [1, 3, 4, 5])
        #expect(
            heard(twice.programme).map(\.title) == request.cues?.cues.prefix(4).map(\.title))
    }

    @Test("A change while a bell rings leaves every later cue in its place")
    func announced() throws {
        let request = request()
        let plan = try Planner.plan(request)
        let next = try changed(plan, request, .realign, at: 3.01)
        #expect(heard(next.programme).map(\.spacing) == [1, 3, 6, 8])
        #expect(heard(next.programme).map(\.title) == heard(plan.programme).map(\.title))
    }

    @Test("The moment of a cue that fails is quiet, and all others stay where they are")
    func failed() throws {
        let request = request()
        let plan = try Planner.plan(request)
        let bad = try #require(
            plan.programme.clips.first { $0.title == request.cues?.cues[1].title })
        let next = try changed(plan, request, .failed(clip: bad.id, at: bad.start), at: 2)
        #expect(heard(next.programme).map(\.spacing) == [1, 6, 8])
        let later = try changed(
            next, request, .realign, at: 7, failed: [bad.source.digest])
        #expect(heard(later.programme).map(\.spacing) == [1, 6, 8])
        #expect(heard(later.programme).map(\.title) == heard(next.programme).map(\.title))
    }

    @Test("A fixed list begins again only where the programme became longer")
    func extended() throws {
        let request = request()
        let plan = try Planner.plan(request)
        let longer = try changed(plan, request, .extend(seconds: 900), at: 9)
        #expect(longer.programme.end == at48(4_200))
        #expect(longer.programme.clips.last?.end == longer.programme.end)
        let spacings = heard(longer.programme).map(\.spacing)
        #expect(spacings.prefix(4) == [1, 3, 6, 8])
        #expect(spacings.count > 4)
        for (one, next) in zip(spacings.dropFirst(3), spacings.dropFirst(4)) {
            #expect(next - one >= 1)
        }
        let again = try changed(plan, request, .realign, at: 9)
        #expect(heard(again.programme).map(\.spacing) == [1, 3, 6, 8])
    }
}
