public import MusikEngine
public import MusikModel
public import MusikProgramme
internal import MusikRealtime

/// Leads a session: turns wishes into commands and new plans, and what happens into events.
///
/// Everything is used by one thread, which calls `tick` some twenty times a second. Plans are made
/// on a thread of their own, so that quiet, pause and talk over never wait for one.
public final class Conductor {
    /// Where the session is.
    public internal(set) var phase = SessionPhase.ready
    /// The plan that holds.
    public internal(set) var plan: Plan
    /// Whether talk over is on.
    public internal(set) var isTalkingOver = false
    /// Whether quiet is on.
    public internal(set) var isQuiet = false
    /// The infusion, on the session's clock.
    public internal(set) var infusion = InfusionClock()
    /// How the infusion departed from its plan, until somebody says what the end does.
    public internal(set) var departure: InfusionDeparture?
    /// Per output: the level in dB, whether it is muted, what was counted.
    public internal(set) var outputs: [OutputState]
    /// How many frames the last pause took, while its end can still be kept.
    public internal(set) var lastPause: FrameCount?

    /// What a session knows of an output.
    public struct OutputState: Hashable, Sendable {
        /// The commanded level in dB, at most 0.
        public var level: Decibels = 0
        /// Whether it is muted.
        public var isMuted = false
        /// Under-runs and starvations so far.
        public var underruns = 0
        /// Whether its device is gone.
        public var isLost = false
        /// Whether it hands over much less sound than the plan holds.
        public var isInaudible = false
    }

    let engine: Engine
    /// What plans are made from; its arc moves with the infusion.
    var request: PlanRequest
    /// What the other programme is planned from; nil where there is none.
    private var other: PlanRequest?
    /// The session's clock in seconds; what the reference output has handed over unless told.
    private let clock: (() -> Double)?
    /// Files that failed while they were being decoded.
    var failed: Set<ContentDigest> = []
    let landsSoftly: Bool
    /// Per output: the highest level that may be set, in dB, at most 0.
    let highestLevels: [Decibels]
    let planner = PlanningThread()
    var events: [SessionEvent] = []
    var waiting: [PlannedChange] = []
    /// Whether a plan is being made, which `tick` will take up.
    public internal(set) var isPlanning = false
    var planFrame: FrameCount = 0
    var pausedAt: FrameCount?
    /// When everything had been handed over, in nanoseconds of CLOCK_MONOTONIC.
    var emptyingSince: UInt64?
    /// The reference output's last frame, once it has been handed over.
    var lastDelivered: FrameCount?
    var audibility: [AudibilityWatch]
    var audibilityChecked: FrameCount = 0
    /// When the cards' clocks were logged last, in seconds of sound; nil before.
    var clocksLogged: Double?
    var analyses: [ContentDigest: TrackAnalysis] = [:]

    /// A change of plan that waits to be made.
    struct PlannedChange: Sendable {
        var change: ProgrammeChange
        var reason: String
        var attempts = 0
    }

    /// Leads a plan on an engine that has been made for its programme.
    ///
    /// - Parameters:
    ///   - request: what the plan was made from; new plans are made from it too.
    ///   - levels: the levels the outputs start with, in dB.
    ///   - landsSoftly: whether the session holds after the programme until a wish ends it.
    ///   - areHighest: whether the levels are also the highest that may be set.
    ///   - other: another programme, that a wish goes over to and back from.
    ///   - infusion: an infusion that began before this programme, on the clock.
    ///   - clock: the session's clock in seconds, which runs before the programme as well.
    public init(
        plan: Plan, request: PlanRequest, engine: Engine, levels: [Decibels],
        landsSoftly: Bool = true, areHighest: Bool = false, other: PlanRequest? = nil,
        infusion: InfusionClock = InfusionClock(), clock: (() -> Double)? = nil
    ) {
        self.plan = plan
        self.request = request
        self.engine = engine
        self.landsSoftly = landsSoftly
        self.other = other
        self.infusion = infusion
        self.clock = clock
        highestLevels = areHighest ? levels : levels.map { _ in 0 }
        outputs = levels.map { OutputState(level: $0) }
        audibility = levels.map { _ in AudibilityWatch() }
        for request in [request, other].compactMap({ $0 }) {
            let bed = request.bed.map { [$0.track] } ?? []
            for track in request.main + request.reserve + bed {
                analyses[track.reference.digest] = track.analysis
            }
        }
        log(.planned(plan, reason: "start", from: 0))
        for (output, level) in levels.enumerated() where level != 0 {
            log(.startLevel(output: output, level))
        }
    }

    /// Seconds on the session's clock: what the reference output has handed over since the start.
    public var clockSeconds: Double {
        engine.position().deliveredFrame.seconds(at: plan.programme.rate)
    }

    /// Seconds on the session's clock.
    var sessionSeconds: Double { clock?() ?? clockSeconds }

    /// Whether the programme's end is so near that the screen says so.
    public var isEndNear: Bool {
        phase == .playing
            && ProgrammePosition(plan.programme, at: engine.position().programmeFrame).endIsNear
    }

    /// Does what is wished.
    public func perform(_ wish: SessionWish) {
        log(.wished(wish))
        switch wish {
        case .start: start()
        case .infusion(let change): take(change)
        case .followInfusion(let choice): settle(choice)
        case .pause: pause()
        case .resume: resume()
        case .keepEnd: keepEnd()
        case .moveEnd: lastPause = nil
        case .skip: change(.skip, "skip")
        case .calmer: change(.calmer, "calmer")
        case .stronger: change(.stronger, "stronger")
        case .otherProgramme: goOver()
        case .windDown(let seconds): change(.windDown(seconds: seconds), "windDown")
        case .extend(let seconds): change(.extend(seconds: seconds), "extend")
        case .talkOver(let isOn):
            isTalkingOver = isOn
            engine.send(FeedCommand(isOn ? .talkOver : .endTalkOver))
        case .quiet(let isOn):
            isQuiet = isOn
            engine.send(FeedCommand(isOn ? .quiet : .endQuiet))
        case .level(let output, let by): level(output, by: by)
        case .mute(let output, let isOn):
            outputs[output].isMuted = isOn
            engine.send(FeedCommand(isOn ? .mute : .unmute), to: output)
        case .marker: break
        case .endLanding: endLanding()
        case .stop: stop()
        }
    }

    /// Lets the session go on by what has happened; returns it.
    public func tick() -> [SessionEvent] {
        takeEngineEvents()
        takePlans()
        watchEnd()
        watchBuffers()
        watchAudibility()
        watchClocks()
        defer { events = [] }
        return events
    }

    func log(_ kind: SessionEvent.Kind) {
        let position = engine.position()
        events.append(
            SessionEvent(
                kind: kind, programmeFrame: position.programmeFrame,
                deliveredFrame: position.deliveredFrame,
                monotonicNanoseconds: MonotonicClock.nanoseconds))
    }

    // MARK: Wishes

    private func start() {
        switch phase {
        case .ready where request.opening == .live: phase = .openingLive
        case .ready, .openingLive:
            phase = .playing
            engine.send(FeedCommand(.play))
            alignArc()
        default: break
        }
    }

    private func pause() {
        guard phase == .playing || phase == .landing else { return }
        phase = .paused
        lastPause = nil
        pausedAt = engine.position().deliveredFrame
        engine.send(FeedCommand(.pause))
    }

    private func resume() {
        guard phase == .paused, let began = pausedAt else { return }
        phase = hasReachedEnd ? .landing : .playing
        pausedAt = nil
        engine.send(FeedCommand(.resume))
        let length = engine.position().deliveredFrame - began
        // A pause after the programme's end moves nothing.
        lastPause = hasReachedEnd ? nil : length
        // The infusion went on while the programme was held.
        alignArc()
    }

    private func keepEnd() {
        guard let length = lastPause, length > 0 else { return }
        lastPause = nil
        change(.shorten(by: length), "keepEnd")
    }

    private func level(_ output: Int, by change: Double) {
        let level = min(
            highestLevels[output].value, max(-60, outputs[output].level.value + change))
        outputs[output].level = Decibels(level)
        engine.send(
            FeedCommand(.level, value: Float(Decibels(level).amplitude)), to: output)
    }

    /// Whether there is another programme to go over to now.
    public var hasOther: Bool { other != nil && (phase == .playing || phase == .paused) }

    private func goOver() {
        guard hasOther, var next = other else { return }
        next.arc.infusion = request.arc.infusion
        other = request
        request = next
        change(.otherProgramme, "otherProgramme")
        alignArc()
    }

    private func endLanding() {
        guard phase == .landing else { return }
        finish(fadeSeconds: 6)
    }

    private func stop() {
        switch phase {
        case .ready, .openingLive, .ended: phase = .ended
        case .paused:
            // Nothing sounds: there is nothing to fade.
            phase = .ended
        case .playing, .landing, .stopping: finish(fadeSeconds: 4)
        }
        if phase == .ended { log(.ended) }
    }

    /// Whether the reference output has come to the programme's last frame.
    var hasReachedEnd: Bool { engine.position().programmeFrame >= plan.programme.end }
}
