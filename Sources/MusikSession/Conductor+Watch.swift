internal import MusikEngine
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime

extension Conductor {
    /// Turns what the engine says into events of the session and into new plans.
    func takeEngineEvents() {
        for event in engine.takeEvents() {
            switch event {
            case .output(let output, let happened): take(happened, from: output)
            case .sourceFailed(let id, let frame, let error):
                let clip = plan.programme.clips.first { $0.id == id }
                log(.sourceFailed(title: clip?.title ?? "", error: error))
                if let clip {
                    change(.failed(clip: id, at: frame), "sourceFailed")
                    failed.insert(clip.source.digest)
                }
            case .framesMissing(let frames): log(.framesMissing(frames))
            case .planFollowed: break
            case .restarted(let seconds):
                log(.engineRestarted(afterSeconds: seconds))
                watchdog.take(engineBackAfter: seconds, at: clockSeconds)
            case .eventsLost(let output, let count):
                log(.eventsLost(output: output, count: count))
            }
        }
    }

    private func take(_ event: FeedEvent, from output: Int) {
        log(.output(output, event))
        watchdog.take(event, from: output, at: clockSeconds)
        switch event.kind {
        case .starved: outputs[output].underruns += 1
        case .bed(let turn):
            if turn.isOn, !outputs[output].hasBed { outputs[output].underruns += 1 }
            outputs[output].hasBed = turn.isOn
        case .device(let device):
            switch device.kind {
            case .underrun, .lostTime: outputs[output].underruns += 1
            case .lost: outputs[output].isLost = true
            case .recovered, .opened: outputs[output].isLost = false
            case .resumed, .dropped, .rightsRefused, .volumeSet, .volumeRestored, .volumeRefused:
                break
            }
        case .finished where output == 0:
            lastDelivered = FrameCount(event.deliveredFrame)
            outputFinished()
        case .resumed: outputs[output].hasBed = false
        case .finished, .applied, .jumped, .rewound: break
        }
    }

    /// Everything was handed over; what is still in the devices' buffers is to be heard.
    private func outputFinished() {
        if phase == .playing { log(.programmeEnded) }
        guard phase == .stopping || !landsSoftly else {
            phase = .landing
            return
        }
        phase = .stopping
        emptyingSince = MonotonicClock.nanoseconds
    }

    /// Ends the session once the last frame has left every device, or after two seconds at the
    /// most: a device that is gone must not hold the end.
    func watchBuffers() {
        guard let since = emptyingSince else { return }
        let isHeard = outputs.indices.allSatisfy { output in
            let position = engine.position(of: output)
            guard let heard = position.heardFrame, !outputs[output].isLost else { return true }
            return heard >= lastDelivered ?? 0
        }
        guard isHeard || MonotonicClock.nanoseconds - since > 2_000_000_000 else { return }
        emptyingSince = nil
        phase = .ended
        logHealth()
        log(.ended)
    }

    /// The programme's end is passed while the bed goes on.
    func watchEnd() {
        guard phase == .playing, hasReachedEnd, landsSoftly else { return }
        phase = .landing
        log(.programmeEnded)
    }

    /// Logs what is known of the cards' clocks: 20 s after the start, when they are known well, and
    /// each minute from then on.
    func watchClocks() {
        guard phase == .playing || phase == .landing else { return }
        let now = engine.position().deliveredFrame.seconds(at: plan.programme.rate)
        guard now >= 20, clocksLogged.map({ now - $0 >= 60 }) ?? true else { return }
        clocksLogged = now
        for output in outputs.indices where !outputs[output].isLost {
            if let card = engine.position(of: output).card { log(.clock(output: output, card)) }
        }
        logHealth()
    }

    /// Logs how the threads fare, once the programme has begun.
    func logHealth() {
        guard engine.position().isPlaying else { return }
        let health = engine.health()
        for (output, thread) in health.outputs.enumerated() {
            log(.health(output: output, thread))
        }
        log(.health(output: nil, health.mixer))
    }

    /// Compares where the outputs are with where they should be.
    func watchPointers() {
        // What has handed over its last frame may stand.
        guard phase == .playing || phase == .paused || phase == .landing, lastDelivered == nil
        else { return }
        let now = MonotonicClock.nanoseconds
        for output in outputs.indices {
            let position = engine.position(of: output)
            let changed = watchdog.look(
                position, of: output, nanoseconds: now, at: clockSeconds)
            if let isStill = changed { log(.pointerStill(output: output, isStill)) }
        }
    }

    /// Logs what the outputs have handed over, each minute.
    func watchExposures() {
        guard phase == .playing || phase == .landing else { return }
        let now = engine.position().deliveredFrame.seconds(at: plan.programme.rate)
        guard now - exposuresLogged >= 60 else { return }
        exposuresLogged = now
        logExposures()
    }

    /// Logs what each output that plays has handed over so far.
    func logExposures() {
        for output in outputs.indices {
            let position = engine.position(of: output)
            guard position.isPlaying else { continue }
            log(.exposure(output: output, position.exposure, limits.calibrations[output]))
        }
    }

    /// Compares what the outputs hand over with what the plan holds.
    func watchAudibility() {
        let position = engine.position()
        // Five looks a second tell three seconds of silence well enough.
        let step = (position.deliveredFrame - audibilityChecked).seconds(at: plan.programme.rate)
        guard abs(step) >= 0.2 else { return }
        audibilityChecked = position.deliveredFrame
        let now = position.deliveredFrame.seconds(at: plan.programme.rate)
        let planned = plannedLevel(at: position.programmeFrame)
        for output in outputs.indices {
            let state = outputs[output]
            let isCommanded =
                phase != .playing || isTalkingOver || isQuiet || state.isMuted || state.isLost
                || waiting.isEmpty == false
            let level = engine.position(of: output).outputLevel
            let expected = isCommanded ? Decibels(-.infinity) : planned + state.level
            let isInaudible = audibility[output].update(
                expected: expected, measured: level, at: now)
            if isInaudible != state.isInaudible {
                outputs[output].isInaudible = isInaudible
                watchdog.take(isInaudible: isInaudible, from: output, at: now)
                log(.inaudible(output: output, isInaudible))
            }
        }
    }

    /// The level that the plan holds at a frame: the loudest clip's measured loudness under its
    /// gain and fades.
    private func plannedLevel(at frame: FrameCount) -> Decibels {
        let programme = plan.programme
        var loudest = Decibels(-.infinity)
        for clip in programme.clips(at: frame) {
            guard let analysis = analyses[clip.source.digest] else { continue }
            let second =
                clip.sourceStart.seconds(at: clip.sourceRate)
                + (frame - clip.start).seconds(at: programme.rate)
            let fades = clip.fades.reduce(1) { $0 * $1.gain(at: frame) }
            let level =
                analysis.loudness(from: second - 1, to: second + 1) + clip.gain.gain(at: frame)
                + Decibels(amplitude: fades)
            loudest = max(loudest, level)
        }
        return loudest
    }
}

/// Tells whether an output hands over much less sound than planned, for longer than a quiet moment.
struct AudibilityWatch {
    private var since: Double?

    /// Planned levels below this many LUFS may well be inaudible.
    private static let floor = Decibels(-50)
    /// Loudness is weighted and the meter is not: only a large difference means something.
    private static let margin = Decibels(24)
    private static let seconds = 3.0

    /// Takes one comparison at a moment in seconds; true once sound has been missing for 3 s.
    mutating func update(expected: Decibels, measured: Decibels, at now: Double) -> Bool {
        guard expected > Self.floor, measured < expected - Self.margin else {
            since = nil
            return false
        }
        let began = since ?? now
        since = began
        return now - began >= Self.seconds
    }
}
