internal import MusikEngine
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime

extension Conductor {
    /// Seconds between asking for a plan and its first frame: planning, correlations included,
    /// takes some tens of milliseconds on this kind of machine.
    private static let planningSeconds = 0.25
    private static let mostAttempts = 4

    /// Asks for a new plan; several wishes are planned one after the other.
    func change(_ change: ProgrammeChange, _ reason: String) {
        guard phase == .playing || phase == .paused || phase == .landing else { return }
        waiting.append(PlannedChange(change: change, reason: reason))
        planNext()
    }

    /// Takes up a finished plan, or makes it again for a later frame when the mix was faster.
    func takePlans() {
        guard isPlanning, let made = planner.take() else {
            planNext()
            return
        }
        isPlanning = false
        defer { planNext() }
        guard var change = inHand else { return }
        switch made {
        case .failure(let error): log(.planRefused(error, reason: change.reason))
        case .success(let next):
            if engine.replace(with: next.programme, from: planFrame) {
                plan = next
                fitCeilings()
                log(.planned(next, reason: change.reason, from: planFrame))
                // What was already mixed of the old plan may not reach the screen's end.
                if phase == .landing, !hasReachedEnd { phase = .playing }
            } else if change.attempts < Self.mostAttempts {
                change.attempts += 1
                waiting.insert(change, at: 0)
            } else {
                log(.planRefused(.programmeOver, reason: change.reason))
            }
        }
    }

    /// Takes down the ceilings of outputs whose new programme may be louder than the one before: a
    /// second or so before it sounds. They never rise again.
    private func fitCeilings() {
        for (output, highest) in limits.highestLevels(for: plan.programme).enumerated()
        where highest < outputs[output].ceiling ?? 0 {
            outputs[output].ceiling = highest
            outputs[output].level = min(outputs[output].level, highest)
            engine.send(FeedCommand(.ceiling, value: Float(highest.amplitude)), to: output)
        }
    }

    private func planNext() {
        guard !isPlanning, !waiting.isEmpty else { return }
        isPlanning = true
        let next = waiting.removeFirst()
        inHand = next
        planFrame = engine.planningFrame(
            within: Self.planningSeconds * Double(1 + next.attempts))
        planner.start(
            RePlanRequest(
                programme: plan.programme, frame: planFrame, change: next.change,
                original: request, nextID: plan.nextID, level: plan.level, failed: failed))
    }

    /// Ends everything that sounds under a fade, from the next frame that can be planned.
    func finish(fadeSeconds: Double) {
        waiting.removeAll()
        // The plan that is being made may not take the end's place.
        inHand = nil
        phase = .stopping
        if lastDelivered != nil {
            // Everything has been handed over, as in a landing without a bed: nothing to fade.
            emptyingSince = emptyingSince ?? MonotonicClock.nanoseconds
            return
        }
        let fade = FrameCount(seconds: fadeSeconds, at: plan.programme.rate)
        for attempt in 1...Self.mostAttempts {
            let frame = engine.planningFrame(within: 0.02 * Double(attempt))
            let ended = plan.programme.ending(at: frame, fade: fade)
            if engine.replace(with: ended, from: frame) {
                plan.programme = ended
                // What the plan before noted was said with it.
                plan.notes = []
                log(.planned(plan, reason: "stop", from: frame))
                return
            }
        }
    }
}
