internal import FoundationEssentials
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime
internal import MusikRecord
internal import MusikSession

/// One event of a session as a line of JSON.
struct SessionEventLine: Sendable, Codable {
    var event: String
    var utc: String
    var monotonicNanoseconds: UInt64
    var programmeFrame: Int64
    var deliveredFrame: Int64
    var output: Int?
    var command: String?
    var value: Double?
    var frames: Int64?
    var code: Int32?
    var title: String?
    var reason: String?
    var fromFrame: Int64?
    var programme: Programme?
    var notes: [String]?
    /// By how many milliseconds the programme is ahead of an output, in `clock`.
    var skewMilliseconds: Double?
    /// What an output has handed over, and what was measured of it, in `exposure`.
    var exposure: SoundExposure?
    var calibration: SoundCalibration?
    /// Page faults of a thread since the programme began, in `health`: without and with a disk.
    var minorFaults: Int?
    var majorFaults: Int?
    /// How many lines are missing here, in `linesLost`.
    var lines: Int?

    /// The line of an event that happens now; its notes in a language.
    init(_ happened: SessionEvent, _ language: Language = .english) {
        event = ""
        utc = Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        monotonicNanoseconds = happened.monotonicNanoseconds
        programmeFrame = happened.programmeFrame.value
        deliveredFrame = happened.deliveredFrame.value
        switch happened.kind {
        case .planned(let plan, let reason, let from):
            event = "planned"
            self.reason = reason
            fromFrame = from.value
            programme = plan.programme
            notes = plan.notes.compactMap { $0.sentence(language) }
        case .startLevel(let output, let level):
            event = "startLevel"
            self.output = output
            value = level.value
        case .planRefused(let error, let reason):
            event = "planRefused"
            self.reason = "\(reason): \(error.problem(language))"
        case .wished(let wish):
            event = "wished"
            describe(wish)
        case .programmeEnded: event = "programmeEnded"
        case .ended: event = "ended"
        case .output(let output, let happened):
            self.output = output
            describe(happened)
        case .sourceFailed(let title, let error):
            event = "sourceFailed"
            self.title = title
            reason = SoundFileText.reason(error, language)
        case .framesMissing(let missing):
            event = "framesMissing"
            frames = missing.value
        case .engineRestarted(let seconds):
            event = "engineRestarted"
            value = (seconds * 1000).rounded() / 1000
        case .eventsLost(let output, let count):
            event = "eventsLost"
            self.output = output
            frames = Int64(count)
        case .clock(let output, let card):
            event = "clock"
            self.output = output
            value = (card.partsPerMillion * 100).rounded() / 100
            skewMilliseconds = card.skew.map { ($0 * 1_000_000).rounded() / 1000 }
        case .exposure(let output, let exposure, let calibration):
            event = "exposure"
            self.output = output
            self.exposure = exposure
            self.calibration = calibration
        case .health(let output, let thread):
            event = "health"
            self.output = output
            value = thread.worstLateness.map { ($0 * 1_000_000).rounded() / 1000 }
            frames = thread.leastFrames
            minorFaults = thread.minorFaults
            majorFaults = thread.majorFaults
        case .pointerStill(let output, let isStill):
            event = isStill ? "pointerStill" : "pointerMoving"
            self.output = output
        case .inaudible(let output, let isInaudible):
            event = isInaudible ? "inaudible" : "audibleAgain"
            self.output = output
        }
    }

    /// The line that stands for lines that were lost before another one.
    init(linesLost count: Int, before line: SessionEventLine) {
        event = "linesLost"
        utc = line.utc
        monotonicNanoseconds = line.monotonicNanoseconds
        programmeFrame = line.programmeFrame
        deliveredFrame = line.deliveredFrame
        lines = count
    }

    private mutating func describe(_ wish: SessionWish) {
        switch wish {
        case .windDown(let seconds):
            command = "windDown"
            value = seconds
        case .extend(let seconds):
            command = "extend"
            value = seconds
        case .talkOver(let isOn): command = isOn ? "talkOver" : "endTalkOver"
        case .quiet(let isOn): command = isOn ? "quiet" : "endQuiet"
        case .level(let output, let change):
            command = "level"
            self.output = output
            value = change
        case .mute(let output, let isOn):
            command = isOn ? "mute" : "unmute"
            self.output = output
        case .marker(let text):
            command = "marker"
            title = text
        case .infusion(let change):
            switch change {
            case .started: command = "infusionStarted"
            case .paused: command = "infusionPaused"
            case .resumed: command = "infusionResumed"
            case .stopped: command = "infusionStopped"
            }
        case .followInfusion(let choice):
            switch choice {
            case .keep: command = "keepEndOfPlan"
            case .move: command = "moveEndWithInfusion"
            case .calm(let seconds):
                command = "endCalmly"
                value = seconds
            }
        case .start, .pause, .resume, .keepEnd, .moveEnd, .skip, .calmer,
            .stronger, .otherProgramme, .endLanding, .stop:
            command = "\(wish)"
        }
    }

    private mutating func describe(_ happened: FeedEvent) {
        deliveredFrame = happened.deliveredFrame
        programmeFrame = happened.programmeFrame
        switch happened.kind {
        case .applied(let applied):
            event = "applied"
            command = "\(applied.kind)"
            if [.level, .trim, .ceiling].contains(applied.kind) { value = Double(applied.value) }
        case .starved(let count):
            event = "starved"
            frames = count
        case .bed(let turn):
            event = "bed"
            command = turn.isOn ? "on" : "off"
            value = Double(turn.gain)
            frames = Int64(turn.fade)
        case .jumped(let count):
            event = "jumped"
            frames = count
        case .rewound: event = "rewound"
        case .resumed(let count):
            event = "resumed"
            frames = count
        case .finished: event = "finished"
        case .device(let device):
            event = "device"
            command = "\(device.kind)"
            if device.code != 0 { code = device.code }
            if device.frames != 0 { frames = device.frames }
            if device.hundredths != 0 { value = Double(device.hundredths) / 100 }
        }
    }
}
