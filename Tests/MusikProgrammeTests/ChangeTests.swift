import MusikModel
import MusikProgramme
import Testing

@Suite("What each change does")
struct ChangeTests {
    /// Thirteen pieces of 250 to 310 s, the even ones calm, the odd ones strong; six in reserve.
    private static func session(bed: Bool = false) throws -> ReplanTests.Session {
        func piece(_ number: Int) -> PlannedTrack {
            makeTrack(
                number,
                TrackShape(
                    seconds: 250 + Double(number % 13) * 5,
                    level: number.isMultiple(of: 2) ? -26 : -14))
        }
        var request = PlanRequest(
            main: (0..<13).map(piece), reserve: (20..<26).map(piece), window: .frames(at48(3_300)))
        request.opening = .recorded(
            makeTrack(900, TrackShape(seconds: 180, level: -26, fadeOut: 0.1, silence: 1)))
        if bed {
            request.bed = LandingBed(track: makeTrack(500, TrackShape(seconds: 120, level: -20)))
        }
        return ReplanTests.Session(plan: try Planner.plan(request), request: request)
    }

    private static func piece(_ programme: Programme, _ index: Int) -> Clip {
        programme.clips.filter { $0.kind == .music }[index]
    }

    private static func checkCrossfade(_ plan: Plan, _ leaving: Int, at frame: FrameCount) {
        let out = plan.programme.clips.first { $0.id == leaving }!
        let new = plan.programme.clips.first { $0.start == frame && $0.kind == .music }
        let fade = out.fades.last!
        #expect(fade.direction == .outgoing && fade.start == frame && fade.end == out.end)
        #expect(fade.length >= at48(4))
        let into = new?.fades.first
        #expect(into?.direction == .incoming)
        #expect(into?.start == fade.start && into?.length == fade.length)
        #expect(into?.correlation == fade.correlation)
    }

    @Test("Skipping crossfades to what comes next, from a piece, an overlap and the opening")
    func skip() throws {
        let session = try Self.session()
        let programme = session.plan.programme
        let (second, third) = (Self.piece(programme, 1), Self.piece(programme, 2))
        let middle = second.start + at48(100)
        var plan = try session.replan(.skip, at: middle)
        Self.checkCrossfade(plan, second.id, at: middle)
        #expect(plan.programme.clips(at: middle).contains { $0.title == third.title })
        #expect(plan.programme.end == programme.end)
        let overlap = third.start + at48(1)
        plan = try session.replan(.skip, at: overlap)
        Self.checkCrossfade(plan, third.id, at: overlap)
        #expect(plan.programme.clips.first { $0.id == second.id } == second)
        let opening = programme.clips[0]
        plan = try session.replan(.skip, at: at48(30))
        Self.checkCrossfade(plan, opening.id, at: at48(30))
        #expect(plan.programme.openingEnd == at48(30))
    }

    @Test("Extending keeps what sounds and moves the end exactly")
    func extend() throws {
        let session = try Self.session()
        let running = Self.piece(session.plan.programme, 4)
        let frame = running.start + at48(90)
        let plan = try session.replan(.extend(seconds: 600), at: frame)
        #expect(plan.programme.end == at48(3_900))
        let now = try #require(plan.programme.clips.first { $0.id == running.id })
        #expect(now.fades.allSatisfy { $0.direction == .incoming || $0.start > frame + at48(60) })
        #expect(now.end > frame + at48(100))
        // The last piece goes on to its own end, where the plan had it cut or overlapped.
        let last = Self.piece(session.plan.programme, -1 + session.plan.programme.clips.count - 1)
        let late = try session.replan(.extend(seconds: 300), at: last.end - at48(40))
        #expect(late.programme.end == at48(3_600))
        #expect(late.programme.clips.first { $0.id == last.id }!.end > last.end - at48(2))
    }

    @Test("A pause with the end kept shortens what follows by as many frames")
    func pause() throws {
        let session = try Self.session()
        let running = Self.piece(session.plan.programme, 3)
        let plan = try session.replan(.shorten(by: at48(77.123)), at: running.start + at48(60))
        #expect(plan.programme.end == at48(3_300) - at48(77.123))
        #expect(plan.programme.clips.contains { $0.id == running.id })
        #expect(throws: PlanError.self) {
            try session.replan(.shorten(by: at48(300)), at: at48(3_300 - 305))
        }
    }

    @Test("Calmer and stronger go over to calmer and stronger pieces")
    func mood() throws {
        let session = try Self.session()
        let tracks = session.request.main + session.request.reserve
        for (index, change) in [(3, ProgrammeChange.calmer), (4, .stronger)] {
            let candidates = session.plan.programme.clips.filter { $0.kind == .music }
            let running = candidates[index...].first { clip in
                let calm = clip.title.last.map { "02468".contains($0) } ?? false
                return calm == (change == .stronger)
            }!
            let frame = running.start + at48(60)
            let plan = try session.replan(change, at: frame)
            Self.checkCrossfade(plan, running.id, at: frame)
            func intensity(_ clip: Clip) -> Double {
                tracks.first { $0.reference.digest == clip.source.digest }!.analysis.intensity
            }
            let next = plan.programme.clips.first { $0.start == frame }!
            if change == .calmer {
                #expect(intensity(next) < intensity(running) - 5)
            } else {
                #expect(intensity(next) > intensity(running) + 5)
            }
        }
    }

    @Test("Where nothing calmer is left, the gain sinks slowly by 3 dB from the frame on")
    func level() throws {
        let main = (0..<5).map { makeTrack($0, TrackShape(seconds: 300, level: -30 + Double($0))) }
        let request = PlanRequest(main: main, window: .frames(at48(1_460)))
        let session = ReplanTests.Session(plan: try Planner.plan(request), request: request)
        let first = session.plan.programme.clips[0]
        let plan = try session.replan(.calmer, at: at48(100))
        #expect(plan.notes.contains(.levelChanged(by: -3)))
        let now = plan.programme.clips[0]
        #expect(now.id == first.id)
        let before = first.gain.gain(at: at48(180))
        #expect(abs((now.gain.gain(at: at48(180)) - before).value + 3) < 0.01)
        Invariants(plan: plan, request: request).check()
        // Later changes keep the level, and it only goes so far.
        var later = session
        later.plan = plan
        later.plan = try later.replan(.shorten(by: at48(20)), at: at48(200))
        #expect(later.plan.level == -3)
        #expect(
            later.plan.programme.clips[0].gain.gain(at: at48(250)) == now.gain.gain(at: at48(250)))
        for step in 0..<5 {
            later.plan = try later.replan(.calmer, at: at48(210 + Double(step)))
        }
        #expect(later.plan.level == -12 && later.plan.notes.contains(.levelChanged(by: 0)))
    }

    @Test("Winding down ends on the frame, on a piece's own end or under 10 s and more")
    func windDown() throws {
        for minutes in [0.5, 1, 3, 5, 10] {
            for index in [2, 3, 6] {
                let session = try Self.session()
                let frame = Self.piece(session.plan.programme, index).start + at48(70)
                let plan = try session.replan(.windDown(seconds: minutes * 60), at: frame)
                #expect(plan.programme.end == frame + at48(minutes * 60))
                Invariants(plan: plan, request: session.request).check()
                let cuts = plan.notes.compactMap { note in
                    if case .cutFinal(_, _, let fade) = note { fade } else { Double?.none }
                }
                #expect(cuts.allSatisfy { $0 >= 10 })
                let last = plan.programme.clips.max { $0.end < $1.end }!
                #expect(last.end == plan.programme.end)
                if minutes >= 3 { #expect("02468".contains(last.title.last!)) }
            }
        }
        let session = try Self.session()
        #expect(throws: PlanError.endTooNear(seconds: 5, minimumSeconds: 10)) {
            try session.replan(.windDown(seconds: 5), at: at48(1_000))
        }
    }

    @Test("F27: When a source fails the next piece comes earlier, and the failed one never again")
    func failure() throws {
        let session = try Self.session()
        let running = Self.piece(session.plan.programme, 3)
        let frame = running.start + at48(100)
        for seconds in [0.0, 0.01, 0.3, 3, 8, 40] {
            let last = frame + at48(seconds)
            let plan = try session.replan(.failed(clip: running.id, at: last), at: frame)
            let now = plan.programme.clips.first { $0.id == running.id }!
            #expect(now.end <= last)
            #expect(plan.programme.end == at48(3_300))
            let next = plan.programme.clips.first { $0.kind == .music && $0.start >= frame }!
            #expect(next.start <= now.end)
            if seconds >= 8 { #expect(now.end - next.start >= at48(4)) }
            Invariants(plan: plan, request: session.request, failed: [running.id]).check()
            #expect(
                plan.programme.clips.filter { $0.source.digest == running.source.digest }.count == 1
            )
        }
        let coming = Self.piece(session.plan.programme, 5)
        let plan = try session.replan(.failed(clip: coming.id, at: coming.start), at: frame)
        #expect(!plan.programme.clips.contains { $0.source.digest == coming.source.digest })
        #expect(plan.programme.clips.contains { $0.id == running.id })
        #expect(plan.notes.contains(.failedSource(title: coming.title)))
    }

    @Test("With nothing unheard left a heard piece comes again rather than silence")
    func repeats() throws {
        let main = (0..<4).map { makeTrack($0, TrackShape(seconds: 300)) }
        let request = PlanRequest(main: main, window: .frames(at48(1_170)))
        let session = ReplanTests.Session(plan: try Planner.plan(request), request: request)
        let plan = try session.replan(.extend(seconds: 1_800), at: at48(1_000))
        #expect(plan.programme.end == at48(2_970))
        #expect(plan.notes.contains { if case .repeatedTrack = $0 { true } else { false } })
        Invariants(plan: plan, request: request).check()
    }

    @Test("Extending after the end lets the bed leave for music, and lays a new bed behind it")
    func afterEnd() throws {
        let session = try Self.session(bed: true)
        let frame = at48(3_300) + at48(111)
        let bed = session.plan.programme.clips(at: frame).last!
        #expect(throws: PlanError.programmeOver) { try session.replan(.skip, at: frame) }
        let plan = try session.replan(.extend(seconds: 420), at: frame)
        #expect(plan.programme.end == frame + at48(420))
        Self.checkCrossfade(plan, bed.id, at: frame)
        let beds = plan.programme.clips.filter { $0.kind == .bed && $0.start >= frame }
        #expect(beds.first?.start == plan.programme.end)
        Invariants(plan: plan, request: session.request).check()
    }

    @Test("In the cue arm a cue leaves softly, the closing moves with the end")
    func cues() throws {
        let request = CueArmTests.request()
        let session = ReplanTests.Session(plan: try Planner.plan(request), request: request)
        let cues = session.plan.programme.clips.filter { $0.kind == .cue }
        let cue = cues[3]
        let frame = cue.start + at48(10)
        let skipped = try session.replan(.skip, at: frame)
        let now = skipped.programme.clips.first { $0.id == cue.id }!
        #expect(now.end == frame + at48(1))
        #expect(skipped.programme.clips.contains { $0.start == cues[4].start })
        let quiet = cue.end + at48(30)
        let early = try session.replan(.skip, at: quiet)
        #expect(early.programme.clips.contains { $0.start == quiet })
        for change in [ProgrammeChange.extend(seconds: 600), .windDown(seconds: 400)] {
            let plan = try session.replan(change, at: frame)
            let last = plan.programme.clips.last!
            #expect(last.title == "Piece 400" && last.end == plan.programme.end)
            #expect(plan.programme.clips.first { $0.id == cue.id } == cue)
        }
        let calmer = try session.replan(.calmer, at: frame).programme
        let stronger = try session.replan(.stronger, at: frame).programme
        let counts = [calmer, session.plan.programme, stronger].map { programme in
            programme.clips.count { $0.kind == .cue }
        }
        #expect(counts[0] < counts[1] && counts[1] < counts[2])
    }
}
