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
    public struct OutputState: Hashable, Sendable, Codable {
        /// The commanded level in dB, at most 0.
        public var level: Decibels = 0
        /// The highest level that its ceiling allows, in dB; nil where it has none, or one that
        /// allows any level.
        public var ceiling: Decibels?
        /// Whether it is muted.
        public var isMuted = false
        /// Under-runs, starvations and beds so far.
        public var underruns = 0
        /// Whether its device is gone.
        public var isLost = false
        /// Whether it hands over much less sound than the plan holds.
        public var isInaudible = false
        /// Whether a bed stands in for the programme, which isn't mixed in time.
        public var hasBed = false
    }

    let engine: any ProgrammePlayer
    /// What plans are made from; its arc moves with the infusion.
    var request: PlanRequest
    /// What the other programme is planned from; nil where there is none.
    var other: PlanRequest?
    /// Whether the other programme plays, and `other` is the first one.
    var isOnOther = false
    /// The session's clock in seconds; what the reference output has handed over unless told.
    private let clock: (() -> Double)?
    /// Files that failed while they were being decoded.
    var failed: Set<ContentDigest> = []
    let landsSoftly: Bool
    /// Per output: the highest level that may be set but for its ceiling, in dB, at most 0.
    let highestLevels: [Decibels]
    let limits: LevelLimits
    let planner = PlanningThread()
    var events: [SessionEvent] = []
    var waiting: [PlannedChange] = []
    /// The change whose plan is being made; nil where that plan isn't wanted any more.
    var inHand: PlannedChange?
    /// Whether a plan is being made, which `tick` will take up.
    public internal(set) var isPlanning = false
    var planFrame: FrameCount = 0
    var pausedAt: FrameCount?
    /// When everything had been handed over, in nanoseconds of CLOCK_MONOTONIC.
    var emptyingSince: UInt64?
    /// The reference output's last frame, once it has been handed over.
    var lastDelivered: FrameCount?
    var audibility: [AudibilityWatch]
    var watchdog: Watchdog
    var audibilityChecked: FrameCount = 0
    /// When the cards' clocks were logged last, in seconds of sound; nil before.
    var clocksLogged: Double?
    /// When exposures were logged last, in seconds of sound.
    var exposuresLogged = 0.0
    var analyses: [ContentDigest: TrackAnalysis] = [:]

    /// A change of plan that waits to be made.
    struct PlannedChange: Sendable {
        var change: ProgrammeChange
        var reason: String
        var attempts = 0
    }

    /// Goes on leading an engine that another process led before.
    ///
    /// - Parameters: as of the other initialiser; `request` and `other` as they were at first.
    public init(
        _ state: ConductorState, request: PlanRequest, engine: any ProgrammePlayer,
        landsSoftly: Bool, limits: LevelLimits, other: PlanRequest?, clock: (() -> Double)?
    ) {
        plan = state.plan
        self.limits = limits
        self.request = state.isOnOther ? other ?? request : request
        self.other = state.isOnOther ? request : other
        isOnOther = state.isOnOther
        self.request.arc = state.arc
        self.engine = engine
        self.landsSoftly = landsSoftly
        self.clock = clock
        highestLevels = state.highestLevels
        outputs = state.outputs
        audibility = state.outputs.map { _ in AudibilityWatch() }
        phase = state.phase
        isTalkingOver = state.isTalkingOver
        isQuiet = state.isQuiet
        infusion = state.infusion
        departure = state.departure
        lastPause = state.lastPause
        pausedAt = state.pausedAt
        lastDelivered = state.lastDelivered
        failed = state.failed
        exposuresLogged = state.exposuresLogged
        watchdog = Watchdog(outputs: state.outputs.count, rate: state.plan.programme.rate)
        if phase == .stopping, lastDelivered != nil { emptyingSince = MonotonicClock.nanoseconds }
        learnAnalyses()
        guard let ending = state.ending, plan.programme != ending.programme else { return }
        plan.programme = ending.programme
        plan.notes = []
        phase = .stopping
        log(.planned(plan, reason: "stop", from: ending.from))
    }

    /// Leads a plan on an engine that has been made for its programme.
    ///
    /// - Parameters:
    ///   - request: what the plan was made from; new plans are made from it too.
    ///   - levels: the levels the outputs start with, in dB.
    ///   - landsSoftly: whether the session holds after the programme until a wish ends it.
    ///   - areHighest: whether the levels are also the highest that may be set.
    ///   - limits: what keeps the levels below the outputs' ceilings, for every plan; nil for none.
    ///   - other: another programme, that a wish goes over to and back from.
    ///   - infusion: an infusion that began before this programme, on the clock.
    ///   - clock: the session's clock in seconds, which runs before the programme as well.
    public init(
        plan: Plan, request: PlanRequest, engine: any ProgrammePlayer, levels: [Decibels],
        landsSoftly: Bool = true, areHighest: Bool = false, limits: LevelLimits? = nil,
        other: PlanRequest? = nil,
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
        self.limits = limits ?? .none(count: levels.count)
        outputs = zip(levels, self.limits.highestLevels(for: plan.programme)).map {
            OutputState(level: min($0, $1), ceiling: $1 < 0 ? $1 : nil)
        }
        audibility = levels.map { _ in AudibilityWatch() }
        watchdog = Watchdog(outputs: levels.count, rate: plan.programme.rate)
        learnAnalyses()
        log(.planned(plan, reason: "start", from: 0))
        for (output, state) in outputs.enumerated() where state.level != 0 {
            log(.startLevel(output: output, state.level))
        }
    }

    func learnAnalyses() {
        for request in [request, other].compactMap({ $0 }) {
            let bed = request.bed.map { [$0.track] } ?? []
            for track in request.main + request.reserve + bed {
                analyses[track.reference.digest] = track.analysis
            }
        }
    }

    /// The arc that the programme follows, with the infusion as it runs.
    public var arc: IntensityArc { request.arc }

    /// Seconds on the session's clock: what the reference output has handed over since the start.
    public var clockSeconds: Double {
        engine.position().deliveredFrame.seconds(at: plan.programme.rate)
    }

    /// Seconds on the session's clock.
    var sessionSeconds: Double { clock?() ?? clockSeconds }

    /// What went wrong with the sound lately, one entry for each kind at each output, the latest
    /// last; 16 at most.
    public var troubles: [Trouble] { watchdog.troubles }

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
        watchPointers()
        watchClocks()
        watchExposures()
        defer { events = [] }
        return events
    }

    func log(_ kind: SessionEvent.Kind) {
        if case .ended = kind { logExposures() }
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
        let highest = min(highestLevels[output], outputs[output].ceiling ?? 0).value
        // A ceiling may lie below the softest level that keys reach.
        let level = min(highest, max(-60, outputs[output].level.value + change))
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
        isOnOther.toggle()
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
        guard phase == .ended else { return }
        logHealth()
        log(.ended)
    }

    /// Whether the reference output has come to the programme's last frame.
    var hasReachedEnd: Bool { engine.position().programmeFrame >= plan.programme.end }
}
