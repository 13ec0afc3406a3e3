internal import CALSA
internal import Glibc
internal import MusikEngine
internal import MusikRealtime

// Audio thread; see OutputLoop.swift for what it must not do.
extension OutputLoop {
    /// One turn while music plays: urgent commands, frames, the pointer, a short wait.
    mutating func play() throws(Interruption) {
        let begin = MonotonicClock.nanoseconds
        if let due = dueBack { feed.note(lateness: begin > due ? begin - due : 0) }
        dueBack = nil
        guard let configuration else { throw .broken(EBADFD) }
        if configuration.hasLongBuffer,
            unsafe feed.urgentCommands != core.progress.pointee.urgentCommands
        {
            return try dropBuffer()
        }
        try fill(configuration, now: begin)
        guard case .playing = phase else { return }
        // Twice a moment apart means that joining doesn't help.
        if feed.isAstray, begin > settledAt { return try placeAnew() }
        try readPointer(configuration)
        // At most 10 ms, so that a command is seen in time, and 2 ms at least whatever the device
        // says about its readiness, so that a broken one can't make the loop spin.
        dueBack = MonotonicClock.nanoseconds + 10_000_000
        if configuration.backend == .direct {
            _ = try call { device in
                device.waitForRoom(milliseconds: 10)
                return 0
            }
            let spent = MonotonicClock.nanoseconds - begin
            if spent < 2_000_000 { MonotonicClock.sleep(nanoseconds: 2_000_000 - spent) }
        } else {
            MonotonicClock.sleep(nanoseconds: 10_000_000)
        }
    }

    /// Hands over as much as the device takes, a period at a time.
    private mutating func fill(
        _ configuration: PCMConfiguration, now: UInt64
    ) throws(Interruption) {
        var room = try demand { $0.available() }
        noteFetched(room, configuration)
        feed.note(framesLeft: Int64(max(0, configuration.bufferFrames - room)))
        // While it takes nothing it hasn't come back, and might keep a call for ever.
        if room >= chunkFrames, isOverdue(configuration) { return try restartOverdue() }
        if room > configuration.bufferFrames {
            try passDryFrames(room - configuration.bufferFrames)
            room = configuration.bufferFrames
        }
        let allowed = allowedFrames(configuration, now: now)
        let stride = configuration.format.frameSize
        while true {
            if unsafe core.progress.pointee.pendingFrames == 0 {
                let frames = chunkFrames
                guard room >= frames, pacedFrames + frames <= allowed else { return }
                unsafe feed.fill(
                    chunk.baseAddress!, frames: frames, deviceFrame: Int64(handedFrames))
                unsafe core.progress.pointee.pendingFrames = frames
                pacedFrames += frames
                chunkOffset = 0
                handedAt = now
            }
            let source = unsafe UnsafeRawPointer(chunk.baseAddress! + chunkOffset * stride)
            let pending = unsafe core.progress.pointee.pendingFrames
            let taken = try call { unsafe $0.write(source, count: pending) }
            if taken == -Int(EAGAIN) || taken == 0 { return }
            if taken < 0 { throw .broken(Int32(-taken)) }
            // Partial writes happen; the rest goes first next time.
            unsafe core.progress.pointee.pendingFrames -= taken
            chunkOffset += taken
            handedFrames += taken
            room -= taken
        }
    }

    /// Whether a server would take frames whose moment has passed.
    ///
    /// PulseAudio that stood still makes up for it by itself: it asks at once for all the time that
    /// passed, lets what comes late fall, and tells a wrong delay from then on. Delays are good to
    /// 20 ms. Cards tell by themselves that they ran dry. A server that took something a moment ago
    /// doesn't stand still, whatever delay it tells.
    private func isOverdue(_ configuration: PCMConfiguration) -> Bool {
        let now = MonotonicClock.nanoseconds
        let calm = Double(now &- handedAt) / 1_000_000_000 - Double(chunkFrames) / Double(hertz)
        guard configuration.backend == .served, calm > 0.02,
            let due = unsafe core.progress.pointee.timeline.frame(at: now)
        else { return false }
        let handed = unsafe feed.renderedFrames - Int64(core.progress.pointee.pendingFrames)
        return due - Double(handed) > Double(hertz) / 50
    }

    /// What may have been handed over by now: a buffer, and the time that passed at half a percent
    /// above the rate. `null`, `file` over `null` and a broken plugin take frames as fast as they
    /// come, and a session must not rush through its programme.
    private func allowedFrames(_ configuration: PCMConfiguration, now: UInt64) -> Int {
        let elapsed = Double(now - pacedFrom) / 1_000_000_000
        return configuration.bufferFrames + Int(elapsed * Double(hertz) * 1.005)
    }

    /// A card with an endless stop threshold ran dry and played zeros: so many frames are past.
    private mutating func passDryFrames(_ dry: Int) throws(Interruption) {
        let passed = try call { $0.forward(dry) }
        // Where moving the pointer isn't possible, the stream starts anew.
        guard passed > 0 else { throw .broken(EPIPE) }
        unsafe core.progress.pointee.owedFrames += Int64(passed) - passOver(Int64(passed))
        pacedFrames += passed
        handedFrames += passed
        unsafe core.progress.pointee.detector.reset()
        post(.underrun, code: 0, frames: Int64(passed))
    }

    /// Reads the pointer and tells the session what is heard; only a pointer that moves counts.
    private mutating func readPointer(
        _ configuration: PCMConfiguration
    ) throws(Interruption) {
        var reading = PCMDevice.Reading(state: 0, delay: 0, moment: 0)
        _ = try demand { device in device.read(&reading) }
        try expectRunning(reading)
        let now = MonotonicClock.nanoseconds
        guard now - fetchedAt < configuration.backend.patience else {
            // It takes frames, or refuses them, and plays nothing: a stopped JACK server, a sink
            // that was suspended.
            throw .broken(ETIMEDOUT)
        }
        guard trusts(reading) else { return }
        observe(reading)
        let rendered = unsafe feed.renderedFrames - Int64(core.progress.pointee.pendingFrames)
        let heard = min(rendered, rendered - Int64(reading.delay))
        // The delay alone proves nothing: PipeWire's plugin counts it down by the clock.
        if unsafe heard > core.progress.pointee.heard, now - fetchedAt < 250_000_000 {
            unsafe core.progress.pointee.heard = heard
            unsafe core.progress.pointee.timeline.observe(frame: heard, at: reading.moment)
            unsafe core.progress.pointee.recoveries.moved(at: now)
            feed.publish(heardFrames: heard, at: reading.moment)
        }
        let lost = unsafe core.progress.pointee.detector.observe(
            heard: heard, fetched: Int64(fetchedFrames), at: reading.moment)
        if lost > 0 {
            post(.lostTime, frames: lost)
            feed.stoodStill()
            unsafe core.progress.pointee.owedFrames += lost
        }
        catchUp()
    }

    /// The frame that is due at a moment: by the programme's clock, or by what was heard here last.
    func due(at nanoseconds: UInt64) -> Double? {
        unsafe feed.dueFrame(at: nanoseconds)
            ?? core.progress.pointee.timeline.frame(at: nanoseconds)
    }

    /// Lets the feed learn the device's clock.
    func observe(_ reading: PCMDevice.Reading) {
        guard reading.delay >= 0 else { return }
        feed.observe(
            PointerReading(
                played: Int64(handedFrames - reading.delay), handed: Int64(handedFrames),
                pending: Int64(unsafe core.progress.pointee.pendingFrames),
                moment: reading.moment))
    }

    /// Whether a reading belongs to its moment: a late one would move the clock that decides which
    /// frames are past. After twenty in a row the device takes its time always, and is believed.
    mutating func trusts(_ reading: PCMDevice.Reading) -> Bool {
        lateReadings = reading.isPrompt ? 0 : lateReadings + 1
        return reading.isPrompt || lateReadings > 20
    }

    /// Time lost without an error: told each time, and made up for once it is over 100 ms; less
    /// is better left, because a skip is heard as well. Just after a join it is over 20 ms.
    private mutating func catchUp() {
        if feed.keepsStep {
            unsafe core.progress.pointee.owedFrames = 0
            return
        }
        let owed = unsafe core.progress.pointee.owedFrames
        let limit = MonotonicClock.nanoseconds < settledAt ? hertz / 50 : hertz / 10
        guard owed > Int64(limit) else { return }
        let passed = passOver(owed)
        guard passed > 0 else { return }
        unsafe core.progress.pointee.owedFrames -= passed
        unsafe core.progress.pointee.detector.reset()
    }

    /// Lets frames of the programme pass unheard, but none that the mixer hasn't mixed yet: for
    /// those the programme would stand still, and be late for good. Returns how many passed.
    mutating func passOver(_ frames: Int64) -> Int64 {
        var passed: Int64 = 0
        while passed < frames {
            let ready = min(Int64(feed.framesReady), frames - passed)
            guard ready > 0 else { break }
            let isLast = passed + ready == frames
            passed += Int64(feed.skip(frames: Int(ready), takesCommands: isLast))
        }
        return passed
    }

    /// Learns from the room that the device offers how many frames it has fetched.
    mutating func noteFetched(_ room: Int, _ configuration: PCMConfiguration) {
        let fetched = handedFrames - (configuration.bufferFrames - room)
        guard fetched > fetchedFrames else { return }
        fetchedFrames = fetched
        fetchedAt = MonotonicClock.nanoseconds
    }

    func expectRunning(_ reading: PCMDevice.Reading) throws(Interruption) {
        switch reading.state {
        case SND_PCM_STATE_RUNNING.rawValue: return
        case SND_PCM_STATE_SUSPENDED.rawValue: throw .broken(ESTRPIPE)
        case SND_PCM_STATE_DISCONNECTED.rawValue: throw .broken(ENODEV)
        default: throw .broken(EPIPE)
        }
    }
}
