internal import CALSA
internal import Glibc
internal import MusikEngine
internal import MusikRealtime

/// A stream that has been started anew and plays silence until its delay is known.
struct LeadIn {
    /// What to report once music plays.
    var kind: DeviceEvent.Kind
    /// Frames for the report, where they are known beforehand.
    var frames: Int64
    /// When it began, and when the stream was started.
    var began: UInt64
    var started: UInt64?
    /// Frames of the programme that time passed over.
    var skipped: Int64 = 0
}

// Audio thread; see OutputLoop.swift for what it must not do.
extension OutputLoop {
    /// A device has to move its pointer within this: 2 s.
    private static var patience: UInt64 { 2_000_000_000 }

    /// Begins on a prepared device. Music is joined at the frame the clock asks for, which only a
    /// running stream can tell: silence first, then the delay, then exactly that frame.
    mutating func beginLeadIn(
        _ kind: DeviceEvent.Kind, frames: Int64 = 0, skipped: Int64 = 0
    ) {
        handedFrames = 0
        fetchedFrames = 0
        feed.beginStream()
        phase = .leadIn(
            LeadIn(
                kind: kind, frames: frames, began: MonotonicClock.nanoseconds, skipped: skipped))
    }

    mutating func continueLeadIn(_ present: LeadIn) throws(Interruption) {
        guard let configuration else { throw .broken(EBADFD) }
        var leadIn = present
        let now = MonotonicClock.nanoseconds
        guard now - leadIn.began < Self.patience else { throw .broken(ETIMEDOUT) }
        leadIn.skipped += passTime()
        try topUp(configuration)
        if leadIn.started == nil {
            _ = try demand { $0.start() }
            leadIn.started = MonotonicClock.nanoseconds
        } else if try join(&leadIn, configuration) {
            return
        }
        phase = .leadIn(leadIn)
        MonotonicClock.sleep(nanoseconds: 5_000_000)
    }

    /// Keeps half a buffer of silence on a card; more on a served device, 300 ms, because a busy
    /// machine lets a shorter beginning run dry.
    private mutating func topUp(
        _ configuration: PCMConfiguration
    ) throws(Interruption) {
        let room = try demand { $0.available() }
        noteFetched(room, configuration)
        let goal =
            configuration.backend == .direct
            ? configuration.bufferFrames / 2 : configuration.bufferFrames * 2 / 3
        let most = unsafe silence.count / configuration.format.frameSize
        var missing = min(goal - (configuration.bufferFrames - room), room)
        while missing > 0 {
            let source = unsafe UnsafeRawPointer(silence.baseAddress!)
            let count = min(missing, most)
            let taken = try call { unsafe $0.write(source, count: count) }
            if taken == -Int(EAGAIN) || taken == 0 { return }
            if taken < 0 { throw .broken(Int32(-taken)) }
            handedFrames += taken
            missing -= taken
        }
    }

    /// Joins the programme once the delay is known; true when music plays from now on.
    private mutating func join(
        _ leadIn: inout LeadIn, _ configuration: PCMConfiguration
    ) throws(Interruption) -> Bool {
        var reading = PCMDevice.Reading(state: 0, delay: 0, moment: 0)
        _ = try demand { device in device.read(&reading) }
        try expectRunning(reading)
        // The first delays that PulseAudio tells are guesses; PipeWire's plugin counts its delay
        // down by the clock whether anything plays or not, so frames have to be fetched as well.
        let settling: UInt64 = configuration.backend == .direct ? 0 : 60_000_000
        guard trusts(reading), fetchedFrames > 0, reading.delay < handedFrames,
            let started = leadIn.started,
            MonotonicClock.nanoseconds - started >= settling
        else { return false }
        observe(reading)
        let delay = Double(max(reading.delay, 0))
        let audible = reading.moment + UInt64(delay / Double(hertz) * 1_000_000_000)
        if let due = due(at: audible) {
            let late = Int64(due.rounded()) - feed.renderedFrames
            if late > 0 {
                let skipped = passOver(late)
                leadIn.skipped += skipped
                // The mixer is behind; more silence, and again.
                if skipped < late, MonotonicClock.nanoseconds - leadIn.began < Self.patience / 2 {
                    return false
                }
            } else if late < 0 {
                _ = feed.rewind(frames: Int(-late))
            }
        }
        beginPlaying(leadIn, reading, configuration.backend)
        return true
    }

    private mutating func beginPlaying(
        _ leadIn: LeadIn, _ reading: PCMDevice.Reading, _ backend: DeviceBackend
    ) {
        let now = MonotonicClock.nanoseconds
        let rendered = feed.renderedFrames
        unsafe core.progress.pointee.heard = rendered - Int64(max(reading.delay, 0))
        unsafe core.progress.pointee.owedFrames = 0
        unsafe core.progress.pointee.detector.begin(backend)
        if let due = due(at: reading.moment) {
            // A delay that was guessed wrong shows as time lost since the programme's own clock.
            unsafe core.progress.pointee.detector.expect(frame: Int64(due), at: reading.moment)
        }
        settledAt = now + 3_000_000_000
        pacedFrom = now
        pacedFrames = 0
        handedAt = now
        phase = .playing
        core.stage = .running
        switch leadIn.kind {
        case .underrun: post(.underrun, code: EPIPE, frames: leadIn.skipped)
        case .recovered:
            // After a moment it is noticed as a gap, after longer as something new.
            let away = unsafe now - core.progress.pointee.lostAt
            feed.rise(frames: Int32(away > 5_000_000_000 ? 8 * hertz : hertz / 2))
            post(.recovered, frames: unsafe rendered - core.progress.pointee.lostAtFrame)
        default: post(leadIn.kind, frames: leadIn.frames)
        }
    }
}
