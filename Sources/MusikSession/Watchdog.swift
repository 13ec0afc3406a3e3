internal import MusikModel
internal import MusikRealtime

/// Compares what the outputs do with what they should, and tells the difference in one line each.
///
/// Pure: it is handed events and looks, with their moments. Seconds are those of sound since the
/// programme began, nanoseconds those of CLOCK_MONOTONIC.
struct Watchdog {
    /// A pointer has to move within this while sound is handed over: longer than a device takes to
    /// begin anew, 2.5 s.
    private static let stillNanoseconds: UInt64 = 2_500_000_000
    /// Less than 0.4 s mixed ahead is less than a mixer that is well ever leaves.
    private static let lowSeconds = 0.4
    /// For so long before it is told.
    private static let lowFor = 0.5

    private(set) var list = TroubleList()
    private let rate: SampleRate
    private var isLost: [Bool]
    /// Per output: the delivered frame at which the bed came; nil while there is none.
    private var bedFrom: [Int64?]
    /// When the first of these beds came, in seconds.
    private var lateSince: Double?
    private var lowSince: Double?

    init(outputs: Int, rate: SampleRate) {
        self.rate = rate
        isLost = Array(repeating: false, count: outputs)
        bedFrom = Array(repeating: nil, count: outputs)
    }

    /// The last troubles, the latest last.
    var troubles: [Trouble] { list.troubles }

    /// Takes in an event of an output.
    mutating func take(_ event: FeedEvent, from output: Int, at now: Double) {
        switch event.kind {
        case .bed(let turn): take(turn, event.deliveredFrame, output, now)
        case .starved(let frames):
            list.note(.underrun, output: output, seconds: seconds(frames), at: now)
        case .device(let device): take(device, output, now)
        case .resumed: bedFrom[output] = nil
        case .applied, .jumped, .rewound, .finished: break
        }
    }

    private func seconds(_ frames: Int64) -> Double { FrameCount(frames).seconds(at: rate) }

    private mutating func take(_ turn: BedTurn, _ frame: Int64, _ output: Int, _ now: Double) {
        if turn.isOn {
            let isFirst = bedFrom.allSatisfy { $0 == nil }
            if bedFrom[output] == nil { bedFrom[output] = frame }
            if isFirst {
                lateSince = seconds(frame)
                list.note(.mixLate, at: now)
            }
        } else if let from = bedFrom[output] {
            bedFrom[output] = nil
            // Outputs hear the same mix: the first that has it back tells for all.
            if lateSince != nil {
                lateSince = nil
                list.note(.mixBack, seconds: seconds(frame - from), at: now)
            }
        }
    }

    private mutating func take(_ device: DeviceEvent, _ output: Int, _ now: Double) {
        switch device.kind {
        case .lost:
            guard !isLost[output] else { return }
            isLost[output] = true
            list.note(.deviceLost, output: output, at: now)
            if isLost.count > 1, isLost.allSatisfy({ $0 }) { list.note(.allLost, at: now) }
        case .recovered, .opened:
            guard isLost[output] else { return }
            isLost[output] = false
            list.note(.deviceBack, output: output, seconds: seconds(device.frames), at: now)
        case .underrun:
            list.note(.underrun, output: output, seconds: seconds(device.frames), at: now)
        case .lostTime:
            list.note(.lostTime, output: output, seconds: seconds(device.frames), at: now)
        case .resumed: list.note(.resumed, output: output, at: now)
        case .rightsRefused: list.note(.rightsRefused, output: output, at: now)
        case .dropped, .volumeSet, .volumeRestored, .volumeRefused: break
        }
    }

    /// Takes in that another engine took over after so many seconds.
    mutating func take(engineBackAfter seconds: Double, at now: Double) {
        lateSince = nil
        list.note(.engineBack, seconds: seconds, at: now)
    }

    /// Takes in that an output's level is far from the plan, or no longer.
    mutating func take(isInaudible: Bool, from output: Int, at now: Double) {
        list.note(isInaudible ? .inaudible : .audible, output: output, at: now)
    }

    /// Looks at where an output is, while the programme plays or is held; true where its pointer has
    /// come to stand still just now, false where it moves again, nil where nothing changed.
    mutating func look(
        _ position: FeedPosition, of output: Int, nanoseconds: UInt64, at now: Double
    ) -> Bool? {
        if output == 0 { lookAhead(position, now) }
        guard position.isPlaying, !isLost[output], position.heardAt > 0 else { return nil }
        let isStill =
            nanoseconds > position.heardAt && nanoseconds - position.heardAt > Self.stillNanoseconds
        guard isStill != list.holds(.pointerStill, output: output) else { return nil }
        list.note(isStill ? .pointerStill : .pointerMoving, output: output, at: now)
        return isStill
    }

    private mutating func lookAhead(_ position: FeedPosition, _ now: Double) {
        guard let frames = position.framesAhead, seconds(frames) < Self.lowSeconds,
            bedFrom.allSatisfy({ $0 == nil })
        else {
            lowSince = nil
            return
        }
        let since = lowSince ?? now
        lowSince = since
        guard now - since >= Self.lowFor else { return }
        lowSince = now + Self.lowFor
        list.note(.mixLow, at: now)
    }
}
