import Foundation
import MusikEngine
import MusikModel
import MusikProgramme
import MusikRealtime
import MusikTestSupport
import Testing

@testable import MusikSession

/// A session over toy pieces, driven by hand.
final class Stage {
    let library: ToyLibrary
    let output = ManualOutput()
    let engine: Engine
    let conductor: Conductor
    var samples: [Float] = []
    var script: [OfflineRenderer.ScriptedCommand] = []
    var events: [SessionEvent] = []

    /// Pieces of so many seconds each, at an amplitude of 0.2, -17 LUFS or so.
    init(
        seconds: [Int], reserve: [Int] = [20, 25, 30, 15], window: Int,
        failing: (piece: Int, at: Int)? = nil, arc: IntensityArc.Shape = .flat,
        hasOther: Bool = false
    ) throws {
        var library = ToyLibrary()
        func track(_ number: Int, _ seconds: Int) -> PlannedTrack {
            let frames = seconds * 48_000
            let speed = 0.01 + 0.001 * Double(number)
            let failsAt = failing?.piece == number ? failing?.at : nil
            let reference = library.add(number, frames: frames, failsAt: failsAt) {
                Float(0.2 * sin(speed * Double($0)))
            }
            return PlannedTrack(
                reference: reference, title: "piece \(number)",
                analysis: TrackAnalysis(
                    digest: reference.digest, rate: .standard, channels: 2,
                    frames: FrameCount(frames), integrated: -17, loudnessRange: 1,
                    truePeak: -13.9, blocks: [Int16](repeating: -1_700, count: seconds * 10)))
        }
        let main = seconds.enumerated().map { track($0 + 1, $1) }
        let spare = reserve.enumerated().map { track($0 + 101, $1) }
        var request = PlanRequest(
            main: main, reserve: spare, window: .frames(FrameCount(window * 48_000)))
        request.overlap = .fitted(4...12)
        request.arc = IntensityArc(arc)
        request.arc.infusion = InfusionCourse(plannedMinutes: 1)
        let plan = try Planner.plan(request)
        var other: PlanRequest?
        if hasOther {
            var quiet = request
            quiet.arm = .cues
            quiet.cues = CueParameters(cues: [track(201, 4), track(202, 5)])
            quiet.cues?.spacingSeconds = 30
            quiet.main = []
            quiet.reserve = []
            other = quiet
        }
        self.library = library
        engine = Engine(
            programme: plan.programme, library: library,
            outputs: [(output, .init(ceiling: -1.2, dither: false))])
        conductor = Conductor(
            plan: plan, request: request, engine: engine, levels: [0], landsSoftly: false,
            other: other)
        try engine.start()
    }

    /// Plays frames; returns whether everything has been played.
    @discardableResult
    func play(_ frames: Int) -> Bool {
        let (more, isFinished) = output.pull(frames)
        samples += more
        tick()
        return isFinished
    }

    func tick() {
        for event in conductor.tick() {
            events.append(event)
            if case .output(0, let happened) = event.kind {
                if case .applied(let command) = happened.kind {
                    script.append(
                        .init(frame: FrameCount(happened.deliveredFrame), command: command))
                }
                if case .starved = happened.kind { Issue.record("starved") }
            }
        }
    }

    /// Waits until no plan is being made, as a bounded spin: the planner is a thread of its own.
    func settle() {
        for _ in 0..<200_000 where conductor.isPlanning || !conductor.waiting.isEmpty {
            tick()
            usleep(50)
        }
    }

    /// Renders what the log holds.
    func offline() throws -> [Float] {
        var renderer = OfflineRenderer()
        renderer.format = .float32
        renderer.options = OutputFeed.Options(ceiling: -1.2, dither: false)
        var out: [Float] = []
        try renderer.render(conductor.plan.programme, library: library, script: script) { stretch in
            for n in stride(from: 0, to: stretch.samples.count, by: 2) {
                out.append(stretch.samples[n])
            }
        }
        return out
    }

    var end: FrameCount { conductor.plan.programme.end }

    var refusals: Int {
        events.count { if case .planRefused = $0.kind { true } else { false } }
    }
}

@Suite("A session")
struct LiveSessionTests {
    @Test(
        "With wishes at random moments it equals the rendering of its log, without a click",
        arguments: 1...100)
    func random(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let pieces = (0..<6).map { _ in Int.random(in: 15...40, using: &generator) }
        let stage = try Stage(
            seconds: pieces, window: 110, arc: seed.isMultiple(of: 2) ? .clements : .flat,
            hasOther: seed.isMultiple(of: 3))
        defer { stage.engine.stop() }
        stage.conductor.perform(.start)
        var isFinished = false
        for _ in 0..<10 where !isFinished {
            isFinished = stage.play(Int.random(in: 1...500_000, using: &generator))
            if isFinished || stage.conductor.phase == .ended { break }
            switch Int.random(in: 0..<12, using: &generator) {
            case 11: stage.conductor.perform(.otherProgramme)
            case 9: stage.conductor.perform(.infusion(stage.conductor.infusion.nextChange))
            case 10:
                stage.conductor.perform(.infusion(.stopped))
                stage.conductor.perform(
                    .followInfusion(Bool.random(using: &generator) ? .move : .keep))
            case 0: stage.conductor.perform(.skip)
            case 1: stage.conductor.perform(.calmer)
            case 2: stage.conductor.perform(.stronger)
            case 3:
                stage.conductor.perform(.talkOver(true))
                isFinished = stage.play(Int.random(in: 1...100_000, using: &generator))
                stage.conductor.perform(.talkOver(false))
            case 4:
                stage.conductor.perform(.pause)
                stage.play(Int.random(in: 5_000...200_000, using: &generator))
                stage.conductor.perform(.resume)
                if Bool.random(using: &generator) { stage.conductor.perform(.keepEnd) }
            case 5:
                stage.conductor.perform(
                    .extend(seconds: Double.random(in: 5...30, using: &generator)))
            case 6:
                stage.conductor.perform(
                    .windDown(seconds: Double.random(in: 15...40, using: &generator)))
            case 7: stage.conductor.perform(.level(output: 0, by: -3))
            default: stage.conductor.perform(.quiet(Bool.random(using: &generator)))
            }
            // Now and then the mix runs on while the plan is being made.
            if Bool.random(using: &generator) { stage.settle() }
        }
        if stage.conductor.isQuiet { stage.conductor.perform(.quiet(false)) }
        // Some are stopped, in the middle of a plan.
        if seed.isMultiple(of: 4) {
            stage.conductor.perform(.skip)
            stage.conductor.perform(.stop)
        }
        stage.settle()
        while !stage.play(480_000) {}
        stage.tick()
        let end = stage.conductor.plan.programme.end
        let offline = try stage.offline()
        #expect(stage.samples.count == offline.count, "seed \(seed)")
        let first = zip(stage.samples, offline).enumerated().first { $0.element.0 != $0.element.1 }
        #expect(first == nil, "seed \(seed): differs at \(first?.offset ?? 0), end \(end)")
        // A sine of 0.2 moves by at most 0.2 times its speed from frame to frame; two sound
        // together in a fade. A cut would be a step of up to 0.2.
        let largest = zip(stage.samples, stage.samples.dropFirst()).map { abs($0 - $1) }.max() ?? 0
        #expect(largest < 3 * 0.2 * 0.12, "seed \(seed): step \(largest)")
    }

    @Test("Every change ends on the exact frame that was asked for")
    func exactEnds() throws {
        let stage = try Stage(seconds: [30, 30, 30, 30, 30], window: 120)
        defer { stage.engine.stop() }
        stage.conductor.perform(.start)
        stage.play(48_000 * 20)
        #expect(stage.conductor.plan.programme.end == FrameCount(120 * 48_000))
        stage.conductor.perform(.extend(seconds: 20))
        stage.settle()
        #expect(stage.conductor.plan.programme.end == FrameCount(140 * 48_000))
        stage.play(48_000 * 10)
        stage.conductor.perform(.skip)
        stage.settle()
        #expect(stage.conductor.plan.programme.end == FrameCount(140 * 48_000))
        stage.conductor.perform(.pause)
        stage.play(48_000 * 5)
        stage.conductor.perform(.resume)
        let length = try #require(stage.conductor.lastPause)
        stage.conductor.perform(.keepEnd)
        stage.settle()
        #expect(stage.conductor.plan.programme.end == FrameCount(140 * 48_000) - length)
        while !stage.play(480_000) {}
        #expect(stage.refusals == 0)
        let played = stage.samples.count
        // The pause itself was delivered as silence: the session ends when it was to end, up to
        // the ramp of the pause in which the programme still moves.
        #expect(abs(played - 140 * 48_000) <= 4_800 + 512)
    }

    @Test("When the infusion departs from its plan, the end stays, moves or comes calmly")
    func departures() throws {
        let stage = try Stage(seconds: [30, 30, 30, 30, 30, 30], window: 120)
        defer { stage.engine.stop() }
        stage.conductor.perform(.start)
        stage.conductor.perform(.infusion(.paused))
        #expect(stage.conductor.departure == nil, "what can't happen changes nothing")
        stage.play(48_000 * 10)
        stage.conductor.perform(.infusion(.started))
        let late = try #require(stage.conductor.departure)
        #expect(late.change == .started && abs(late.seconds - 10) < 0.1)
        #expect(abs((stage.conductor.infusionEnd ?? 0) - 70) < 0.1)
        stage.conductor.perform(.followInfusion(.move))
        stage.settle()
        #expect(abs((stage.end - FrameCount(130 * 48_000)).value) <= 4_800)
        stage.conductor.perform(.infusion(.paused))
        #expect(stage.conductor.departure == nil, "it is known only when it goes on")
        stage.play(48_000 * 5)
        stage.conductor.perform(.infusion(.resumed))
        #expect(abs((stage.conductor.departure?.seconds ?? 0) - 5) < 0.1)
        #expect(abs((stage.conductor.infusionEnd ?? 0) - 75) < 0.1)
        stage.conductor.perform(.followInfusion(.keep))
        stage.settle()
        #expect(abs((stage.end - FrameCount(130 * 48_000)).value) <= 4_800)
        stage.play(48_000 * 20)
        stage.conductor.perform(.infusion(.stopped))
        let early = try #require(stage.conductor.departure)
        #expect(early.change == .stopped && abs(early.seconds + 40) < 0.2)
        stage.conductor.perform(.followInfusion(.calm(seconds: 30)))
        stage.settle()
        #expect(abs((stage.end - FrameCount(65 * 48_000)).value) < 2 * 48_000)
        while !stage.play(480_000) {}
        #expect(stage.refusals == 0)
    }

    @Test("Going over to the other programme and back leaves the end where it is, without a cut")
    func other() throws {
        let stage = try Stage(seconds: [30, 30, 30, 30, 30, 30], window: 150, hasOther: true)
        defer { stage.engine.stop() }
        stage.conductor.perform(.start)
        stage.play(48_000 * 20)
        stage.conductor.perform(.otherProgramme)
        stage.settle()
        let leaving = stage.conductor.plan.programme.clips.filter { $0.kind == .music }
        #expect(leaving.allSatisfy { $0.end.seconds(at: .standard) < 29 })
        #expect(stage.conductor.plan.programme.clips.contains { $0.kind == .cue })
        stage.play(48_000 * 60)
        stage.conductor.perform(.otherProgramme)
        stage.settle()
        let back = stage.conductor.plan.programme.clips.filter {
            $0.kind == .music && $0.start > FrameCount(48_000 * 70)
        }
        #expect(!back.isEmpty)
        #expect(stage.end == FrameCount(150 * 48_000))
        while !stage.play(480_000) {}
        #expect(stage.refusals == 0 && stage.samples.count == 150 * 48_000)
    }

    @Test("F27: A file that fails while it plays is left for the next piece, never for silence")
    func failing() throws {
        let stage = try Stage(
            seconds: [60, 60, 60], window: 150, failing: (piece: 1, at: 48_000 * 35))
        defer { stage.engine.stop() }
        stage.conductor.perform(.start)
        stage.play(48_000 * 10)
        // The decoders are half a minute ahead of the ear: the failure is known before it is due.
        for _ in 0..<200_000
        where !stage.events.contains(where: {
            if case .sourceFailed = $0.kind { true } else { false }
        }) {
            stage.tick()
            usleep(50)
        }
        stage.settle()
        while !stage.play(480_000) {}
        #expect(stage.conductor.plan.programme.end == FrameCount(150 * 48_000))
        let quietest = stride(from: 48_000, to: stage.samples.count - 15 * 48_000, by: 4_800).map {
            stage.samples[$0..<$0 + 4_800].map(abs).max()!
        }.min()!
        #expect(quietest > 0.05, "the quietest tenth of a second peaks at \(quietest)")
    }

    @Test("Stopping fades within four seconds and ends the session")
    func stopping() throws {
        let stage = try Stage(seconds: [30, 30, 30, 30, 30], window: 120)
        defer { stage.engine.stop() }
        stage.conductor.perform(.start)
        stage.play(48_000 * 20)
        stage.conductor.perform(.stop)
        let isFinished = stage.play(48_000 * 8)
        #expect(isFinished)
        #expect(stage.conductor.phase == .ended)
        #expect(try stage.offline() == stage.samples)
        let plans = stage.events.compactMap { event -> (reason: String, notes: Int)? in
            guard case .planned(let plan, let reason, _) = event.kind else { return nil }
            return (reason, plan.notes.count)
        }
        #expect(plans.map(\.reason) == ["start", "stop"])
        #expect(plans.first?.notes != 0 && plans.last?.notes == 0, "notes are said once")
    }

    @Test(
        "Stopped while a plan is being made, it ends within four seconds and drops that plan",
        arguments: [
            SessionWish.skip, .calmer, .stronger, .windDown(seconds: 30), .extend(seconds: 20),
        ])
    func stoppingAPlan(wish: SessionWish) throws {
        let stage = try Stage(seconds: [30, 30, 30, 30, 30], window: 120)
        defer { stage.engine.stop() }
        stage.conductor.perform(.start)
        stage.play(48_000 * 20)
        stage.conductor.perform(wish)
        stage.conductor.perform(.extend(seconds: 10))
        #expect(stage.conductor.isPlanning)
        stage.conductor.perform(.stop)
        stage.settle()
        #expect(stage.play(48_000 * 8))
        #expect(stage.conductor.phase == .ended)
        #expect(try stage.offline() == stage.samples)
        let reasons = stage.events.compactMap { event -> String? in
            guard case .planned(_, let reason, _) = event.kind else { return nil }
            return reason
        }
        #expect(reasons == ["start", "stop"])
    }
}
