import MusikModel
import MusikProgramme
import MusikTestSupport
import Testing

@Suite("The landing bed")
struct BedTests {
    @Test("Behind the end a quiet bed goes round for hours, outside the programme")
    func rounds() throws {
        var random = Generator(seed: 2)
        var request = PlanRequest(
            main: clinicalList(13, from: 0, &random), reserve: clinicalList(6, from: 100, &random),
            window: .frames(at48(3_300)))
        request.bed = LandingBed(track: makeTrack(500, TrackShape(seconds: 180, level: -20)))
        let plan = try Planner.plan(request)
        Invariants(plan: plan, request: request).check()
        let rounds = plan.programme.clips.filter { $0.kind == .bed }
        #expect(rounds.first?.start == plan.programme.end)
        #expect(rounds.last!.end - plan.programme.end >= at48(14_400))
        for (first, second) in zip(rounds, rounds.dropFirst()) {
            #expect(first.end - second.start == at48(12))
            #expect(first.fades.last?.start == second.start)
            #expect(first.fades.last?.length == second.fades.first?.length)
        }
        let heard = rounds[0].gain.gain(at: 0).value + request.bed!.track.analysis.integrated.value
        #expect(abs(heard + 35) < 1e-9)
    }

    @Test("The end's notice comes when five minutes are left, and never from the start on")
    func notice() {
        func isNear(_ seconds: Int, of total: Int) -> Bool {
            let programme = Programme(
                rate: .standard, clips: [], end: at48(Double(total)), openingEnd: 0)
            return ProgrammePosition(programme, at: at48(Double(seconds))).endIsNear
        }
        #expect(!isNear(2_999, of: 3_300) && isNear(3_000, of: 3_300) && isNear(3_299, of: 3_300))
        #expect(!isNear(0, of: 180) && !isNear(170, of: 180))
        #expect(!isNear(0, of: 300) && !isNear(59, of: 359))
        #expect(!isNear(59, of: 360) && isNear(60, of: 360))
    }

    @Test("A screen knows current, next and the end's notice")
    func position() throws {
        var random = Generator(seed: 2)
        let programme = try Planner.plan(
            PlanRequest(
                main: clinicalList(13, from: 0, &random),
                reserve: clinicalList(6, from: 100, &random), window: .frames(at48(3_300)))
        ).programme
        let (first, second) = (programme.clips[0], programme.clips[1])
        var position = ProgrammePosition(programme, at: second.start - 1)
        #expect(position.current == first && position.next == second)
        #expect(!position.endIsNear && !position.isPlannedQuiet)
        #expect(position.remaining == programme.end - second.start + 1)
        position = ProgrammePosition(programme, at: second.start)
        #expect(position.current == second)
        position = ProgrammePosition(programme, at: at48(3_000))
        #expect(position.endIsNear)
        position = ProgrammePosition(programme, at: programme.end)
        #expect(position.isPlannedQuiet && position.next == nil && position.remaining == 0)
    }
}
