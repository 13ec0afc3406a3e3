import MusikModel
import MusikProgramme
import MusikTestSupport
import Testing

@Suite("The cue arm")
struct CueArmTests {
    static func request() -> PlanRequest {
        var request = PlanRequest(main: [], window: .frames(at48(3_300)))
        request.arm = .cues
        request.opening = .recorded(
            makeTrack(900, TrackShape(seconds: 180, level: -26, fadeOut: 0.1, silence: 1)))
        request.cues = CueParameters(
            cues: (0..<5).map {
                makeTrack(
                    300 + $0,
                    TrackShape(
                        seconds: 40 + Double($0) * 11.3, hertz: 22_050, level: -24, fadeOut: 0.1))
            },
            closing: makeTrack(400, TrackShape(seconds: 33.3, hertz: 44_100, level: -25)),
            bell: makeTrack(401, TrackShape(seconds: 6, level: -20, fadeIn: 0.01, fadeOut: 5)))
        return request
    }

    @Test("Opening, window and loudness are those of the music arm, the closing ends the window")
    func sameFrame() throws {
        let request = Self.request()
        let plan = try Planner.plan(request)
        Invariants(plan: plan, request: request).check()
        var music = request
        music.arm = .music
        var random = Generator(seed: 2)
        music.main = clinicalList(14, from: 0, &random)
        music.reserve = clinicalList(6, from: 100, &random)
        let other = try Planner.plan(music).programme
        let programme = plan.programme
        #expect(programme.end == at48(3_300) && other.end == programme.end)
        #expect(programme.openingEnd == other.openingEnd)
        let openings = [programme, other].map { $0.clips.first { $0.kind == .opening }! }
        #expect(openings[0].gain == openings[1].gain && openings[0].source == openings[1].source)
        #expect(programme.clips.last?.title == "Piece 400")
        #expect(programme.clips.last?.end == programme.end)
        let cues = programme.clips.filter { $0.kind == .cue }
        #expect(cues.count >= 11)
        #expect(programme.clips.filter { $0.kind == .bell }.count == cues.count)
        let spaces = zip(cues.dropLast(), cues.dropFirst().dropLast()).map {
            ($1.start - $0.start).seconds(at: .standard)
        }
        #expect(spaces.allSatisfy { abs($0 - 240) < 0.001 })
        for (first, second) in zip(cues, cues.dropFirst()) {
            #expect(second.start - first.end >= at48(20))
        }
        let tracks = request.cues!.cues
        for cue in cues.dropLast() {
            let track = tracks.first { $0.reference.digest == cue.source.digest }!
            let heard = cue.gain.gain(at: cue.start).value + track.analysis.integrated.value
            #expect(heard <= -23 + 1e-9)
        }
    }

    @Test("Without a window each cue is heard once")
    func natural() throws {
        var request = Self.request()
        request.window = .natural
        let plan = try Planner.plan(request)
        #expect(plan.programme.clips.filter { $0.kind == .cue }.count == 6)
        #expect(plan.programme.clips.last?.end == plan.programme.end)
    }

    @Test("A quiet programme has the same opening and the same end, also after every change of it")
    func quiet() throws {
        var request = Self.request()
        request.cues = .quiet
        let plan = try Planner.plan(request)
        #expect(plan.programme.end == at48(3_300))
        #expect(plan.programme.clips.map(\.kind) == [.opening])
        #expect(plan.programme.openingEnd == plan.programme.clips[0].end)
        let changes: [(ProgrammeChange, Double)] = [
            (.skip, 3_300), (.calmer, 3_300), (.stronger, 3_300), (.extend(seconds: 300), 3_600),
            (.windDown(seconds: 120), 1_320),
        ]
        for (change, end) in changes {
            let next = try Replanner.plan(
                RePlanRequest(
                    programme: plan.programme, frame: at48(1_200), change: change,
                    original: request, nextID: plan.nextID, level: plan.level))
            #expect(next.programme.end == at48(end), "\(change)")
            #expect(next.programme.clips.map(\.kind) == [.opening], "\(change)")
        }
    }

    @Test("A cue programme without cues is refused")
    func empty() {
        var request = Self.request()
        request.cues = CueParameters(cues: [])
        #expect(throws: PlanError.noTracks) { try Planner.plan(request) }
    }
}
