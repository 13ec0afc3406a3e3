internal import MusikEngine
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime
internal import MusikRecord

extension Conductor {
    /// The share of the planned infusion by which it must depart from its plan to be spoken of, and
    /// the least of it in seconds.
    private static let tolerance = (share: 0.01, leastSeconds: 1.0)

    /// Seconds since the infusion began, pauses left out; nil before it began.
    public var infusionSeconds: Double? { infusion.minute(at: sessionSeconds).map { $0 * 60 } }

    /// Where the infusion ends, or ended, in seconds on the programme's timeline; nil before it
    /// began.
    public var infusionEnd: Double? { course?.end }

    /// Takes up what became of the infusion: the rest of the arc moves with it.
    func take(_ change: InfusionChanged.Change) {
        let now = sessionSeconds
        guard infusion.allows(change) else { return }
        let shift = shift(by: change, at: now)
        infusion.apply(change, at: now)
        if abs(shift) >= leastDeparture, phase == .playing || phase == .paused, !hasReachedEnd {
            departure = InfusionDeparture(
                change: change, seconds: (departure?.seconds ?? 0) + shift)
        }
        // One that is held may go on at any moment: only then it is known how long it was held.
        if change != .paused { alignArc() }
    }

    /// Lets the end do what was chosen after a departure.
    func settle(_ choice: EndChoice) {
        guard let departure else { return }
        self.departure = nil
        switch choice {
        case .keep: break
        case .move where departure.seconds > 0:
            change(.extend(seconds: departure.seconds), "followInfusion")
        case .move:
            let length = FrameCount(seconds: -departure.seconds, at: plan.programme.rate)
            change(.shorten(by: length), "followInfusion")
        case .calm(let seconds): change(.windDown(seconds: seconds), "followInfusion")
        }
    }

    /// Plans the rest anew where the arc no longer lies as the infusion runs.
    func alignArc() {
        guard request.arc.shape != .flat, request.arm == .music, phase == .playing,
            let course, course.departs(from: request.arc.infusion, by: leastDeparture)
        else { return }
        request.arc.infusion = course
        change(.realign, "infusion")
    }

    private var plannedMinutes: Double { request.arc.infusion.plannedMinutes }

    private var leastDeparture: Double {
        max(Self.tolerance.leastSeconds, plannedMinutes * 60 * Self.tolerance.share)
    }

    /// The seconds of the programme that are heard.
    private var programmeSeconds: Double {
        engine.position().programmeFrame.seconds(at: plan.programme.rate)
    }

    private var course: InfusionCourse? {
        let now = sessionSeconds
        return infusion.course(
            plannedMinutes: plannedMinutes, offset: now - programmeSeconds, now: now)
    }

    /// By how many seconds a change moves the infusion's end on the programme's timeline.
    private func shift(by change: InfusionChanged.Change, at now: Double) -> Double {
        switch change {
        case .started: phase == .ready || phase == .openingLive ? 0 : programmeSeconds
        case .paused: 0
        case .resumed: infusion.pausedSince.map { now - $0 } ?? 0
        case .stopped: min(0, infusion.secondsRun(at: now) - plannedMinutes * 60)
        }
    }
}
