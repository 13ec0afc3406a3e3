internal import MusikModel
internal import MusikProgramme
internal import MusikRecord

/// What one start of the player delivered, as its lines in the record say.
struct DeliveredSound: Hashable, Sendable {
    /// A plan, and from which frame it held.
    struct PlanStep: Hashable, Sendable {
        var moment: WallTime
        var from: FrameCount
        var reason: String
        var programme: Programme
        var notes: [String]
    }

    /// A command that took effect at an output.
    struct Applied: Hashable, Sendable {
        var moment: WallTime
        var output: Int
        var frame: FrameCount
        /// The frame that the output had delivered: what it took back later is void.
        var delivered: Int64
        var command: String
        /// The linear gain of `level`.
        var value: Double?
    }

    /// What was known of an output's card.
    struct Clock: Hashable, Sendable {
        var output: Int
        var frame: FrameCount
        /// By how many parts per million the card was fast.
        var partsPerMillion: Double
        /// By how many milliseconds the programme was ahead of it; nil on the reference.
        var skewMilliseconds: Double?
    }

    /// What an output had handed over, weighted as ears are.
    struct Exposure: Hashable, Sendable {
        var sound: SoundExposure
        /// What was measured of the output; nil where nothing was.
        var calibration: SoundCalibration?
        /// Seconds that it had played, pauses included.
        var seconds: Double
    }

    /// How a thread had fared since the programme began.
    struct Health: Hashable, Sendable {
        /// Nil for the mixer's.
        var output: Int?
        /// By how many milliseconds it came back too late at most.
        var worstLateMilliseconds: Double?
        /// The fewest frames that were left.
        var leastFrames: Int64?
        var minorFaults: Int
        var majorFaults: Int
    }

    /// Anything else that the player noted.
    struct Happening: Hashable, Sendable {
        var moment: WallTime
        var frame: FrameCount
        var output: Int?
        var event: String
        var command: String?
        var title: String?
        var reason: String?
        var value: Double?
        /// Frames or, for lost lines, their number.
        var count: Int64?
        var code: Int32?

        /// Whether sound was lost, or may have been.
        var isFault: Bool {
            switch event {
            case "starved", "jumped", "framesMissing", "sourceFailed": true
            case "bed": command == "on"
            case "device": ["underrun", "lostTime", "lost"].contains(command)
            default: false
            }
        }
    }

    /// The plans in order, at least one.
    private(set) var plans: [PlanStep]
    /// The commands that took effect, in order.
    private(set) var applied: [Applied] = []
    /// Everything else, in order.
    private(set) var happenings: [Happening] = []
    /// The moments at which frames were heard.
    private(set) var times: ProgrammeTimes
    /// The first frame that was heard; nil where nothing was played.
    private(set) var first: FrameCount?
    /// One past the last frame that was heard, as far as the lines go.
    private(set) var last: FrameCount = 0
    /// The frame at which the clinician said that the infusion began.
    private(set) var infusionFrame: FrameCount?
    /// What was known of the cards' clocks, in order.
    private(set) var clocks: [Clock] = []
    /// What outputs had handed over at the last line about it, by output.
    private(set) var exposures: [Int: Exposure] = [:]
    /// How the threads fared, in order.
    private(set) var healths: [Health] = []
    /// Whether the lines go on to the end of the sound.
    private(set) var isOver = false
    private var isFinished = false

    /// The last plan, which keeps all that sounded before it.
    var programme: Programme { plans[plans.count - 1].programme }

    /// The sounds of a session's events.
    /// - Throws: 65 for a line that this version can't read.
    static func list(_ events: [RecordedEvent]) throws(Failure) -> [DeliveredSound] {
        var lines: [(line: SessionEventLine, recorded: WallTime)] = []
        for recorded in events {
            guard case .soundLine(let sound) = recorded.event.body else { continue }
            do {
                lines.append((try sound.decoded(), recorded.event.time))
            } catch {
                throw Failure(
                    .data, "Event \(recorded.number) holds no line of the sound: \(error)",
                    remedy: "Use the version of musik-play that recorded it.")
            }
        }
        return list(lines)
    }

    /// The sounds of a session's lines; each begins with its first plan.
    static func list(
        _ lines: [(line: SessionEventLine, recorded: WallTime)]
    ) -> [DeliveredSound] {
        var sounds: [DeliveredSound] = []
        for (line, recorded) in lines {
            let moment = WallTime(player: line.utc) ?? recorded
            if line.reason == "start", let step = PlanStep(line, moment) {
                sounds.append(DeliveredSound(step))
            } else if !sounds.isEmpty {
                sounds[sounds.count - 1].take(line, moment)
            }
        }
        return sounds
    }

    private init(_ step: PlanStep) {
        plans = [step]
        times = ProgrammeTimes(rate: step.programme.rate)
    }

    /// Takes up a line; lines of kinds that come later are passed over.
    private mutating func take(_ line: SessionEventLine, _ moment: WallTime) {
        let frame = FrameCount(line.programmeFrame)
        switch line.event {
        case "planned":
            if let step = PlanStep(line, moment) { plans.append(step) }
        case "applied": apply(line, moment)
        case "startLevel":
            applied.append(
                Applied(
                    moment: moment, output: line.output ?? 0, frame: frame, delivered: 0,
                    command: "level", value: Decibels(line.value ?? 0).amplitude))
        case "finished" where line.output == 0:
            isFinished = true
            last = frame
        case "rewound": rewind(line)
        case "ended":
            isOver = true
            if !isFinished { last = frame }
        case "programmeEnded", "finished": break
        case "exposure":
            guard let output = line.output, let sound = line.exposure else { break }
            let seconds = FrameCount(line.deliveredFrame).seconds(at: programme.rate)
            exposures[output] = Exposure(
                sound: sound, calibration: line.calibration, seconds: seconds)
        case "clock":
            guard let output = line.output, let error = line.value else { break }
            clocks.append(
                Clock(
                    output: output, frame: frame, partsPerMillion: error,
                    skewMilliseconds: line.skewMilliseconds))
        case "health":
            healths.append(
                Health(
                    output: line.output, worstLateMilliseconds: line.value,
                    leastFrames: line.frames, minorFaults: line.minorFaults ?? 0,
                    majorFaults: line.majorFaults ?? 0))
        default:
            if line.event == "starved", line.output == 0 { times.add(frame, at: moment) }
            if line.command == "infusionStarted" { infusionFrame = infusionFrame ?? frame }
            happenings.append(Happening(line, moment))
        }
        if first != nil, !isFinished, !isOver { last = max(last, frame) }
    }

    /// How often an output ran dry, or a bed stood in for the programme at it.
    func underruns(of output: Int) -> Int {
        var hasBed = false
        return happenings.count { happening in
            guard happening.output == output else { return false }
            switch happening.event {
            case "starved": return true
            case "device": return ["underrun", "lostTime"].contains(happening.command)
            case "bed":
                defer { hasBed = happening.command == "on" }
                return happening.command == "on" && !hasBed
            default: return false
            }
        }
    }

    private mutating func apply(_ line: SessionEventLine, _ moment: WallTime) {
        guard let output = line.output, let command = line.command else { return }
        let frame = FrameCount(line.programmeFrame)
        if output == 0, command == "play" || command == "resume" {
            if first == nil { (first, last) = (frame, frame) }
            times.add(frame, at: moment)
        }
        applied.append(
            Applied(
                moment: moment, output: output, frame: frame, delivered: line.deliveredFrame,
                command: command, value: line.value))
    }

    private mutating func rewind(_ line: SessionEventLine) {
        // Taken back unheard: what took effect after it is void and comes again. What did so at the
        // very frame went into the block before, and stays.
        applied.removeAll { $0.output == line.output && $0.delivered > line.deliveredFrame }
        guard line.output == 0 else { return }
        let frame = FrameCount(line.programmeFrame)
        times.forget(after: frame)
        if last > frame {
            last = frame
            isFinished = false
        }
    }
}

extension DeliveredSound.PlanStep {
    fileprivate init?(_ line: SessionEventLine, _ moment: WallTime) {
        guard line.event == "planned", let programme = line.programme else { return nil }
        self.init(
            moment: moment, from: FrameCount(line.fromFrame ?? 0), reason: line.reason ?? "",
            programme: programme, notes: line.notes ?? [])
    }
}

extension DeliveredSound.Happening {
    fileprivate init(_ line: SessionEventLine, _ moment: WallTime) {
        self.init(
            moment: moment, frame: FrameCount(line.programmeFrame), output: line.output,
            event: line.event, command: line.command, title: line.title, reason: line.reason,
            value: line.value, count: line.frames ?? line.lines.map(Int64.init),
            code: line.code)
    }
}
