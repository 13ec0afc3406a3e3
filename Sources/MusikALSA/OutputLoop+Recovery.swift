internal import CALSA
internal import Glibc
internal import MusikEngine
internal import MusikRealtime
internal import Synchronization

// Audio thread; see OutputLoop.swift for what it must not do.
extension OutputLoop {
    /// Turns an errno of a device call into what to do next.
    mutating func recover(from code: Int32) throws(Interruption) {
        switch code {
        case EAGAIN, EINTR: return
        case EPIPE: try restartAfterUnderrun()
        case ESTRPIPE:
            // Before music played there is nothing to go on with.
            if case .leadIn = phase { return try restartAfterUnderrun() }
            phase = .waking(since: MonotonicClock.nanoseconds)
        default: lose(code)
        }
    }

    /// The stream stopped because it ran dry; what was handed over has been heard.
    private mutating func restartAfterUnderrun() throws(Interruption) {
        if unsafe core.progress.pointee.recoveries.recovered() { return lose(EPIPE) }
        takeBack(0)
        let result = try call { $0.prepare() }
        if result < 0 { return lose(Int32(-result)) }
        if case .leadIn(let present) = phase {
            // It ran dry before music played: what is to be told stays the same.
            beginLeadIn(present.kind, frames: present.frames, skipped: present.skipped)
        } else {
            beginLeadIn(.underrun)
        }
    }

    /// A server comes back too late for what is next: nothing of it is to be heard late, or dropped
    /// unseen.
    mutating func restartOverdue() throws(Interruption) {
        if unsafe core.progress.pointee.recoveries.recovered() { return lose(EPIPE) }
        try takeBackUnheard()
        beginLeadIn(.underrun)
    }

    /// Drops what waits in a long buffer, for a command that can't wait as long.
    ///
    /// Not by `snd_pcm_rewind`: PulseAudio's plugin reports success and plays the old frames all
    /// the same.
    mutating func dropBuffer() throws(Interruption) {
        unsafe core.progress.pointee.urgentCommands = feed.urgentCommands
        let unheard = try takeBackUnheard()
        beginLeadIn(.dropped, frames: unheard)
    }

    /// The output is too far from the programme's clock to follow it: it joins at the right frame.
    mutating func placeAnew() throws(Interruption) {
        let unheard = try takeBackUnheard()
        beginLeadIn(.dropped, frames: unheard)
    }

    /// Drops what the device holds and prepares it; returns how many frames were unheard.
    @discardableResult
    private mutating func takeBackUnheard() throws(Interruption) -> Int64 {
        var reading = PCMDevice.Reading(state: 0, delay: 0, moment: 0)
        _ = try demand { device in device.read(&reading) }
        _ = try demand { $0.drop() }
        let unheard = takeBack(max(reading.delay, 0))
        _ = try demand { $0.prepare() }
        return unheard
    }

    /// Gives frames back to the feed: those of the chunk that no device took, and so many more.
    @discardableResult
    private mutating func takeBack(_ frames: Int) -> Int64 {
        let pending = unsafe core.progress.pointee.pendingFrames
        unsafe core.progress.pointee.pendingFrames = 0
        chunkOffset = 0
        guard pending + frames > 0 else { return 0 }
        return Int64(feed.rewind(frames: pending + frames))
    }

    /// The driver is waking up: it answers EAGAIN for a while, and ENOSYS where it can't go on by
    /// itself. While the machine slept the clock stood still, and so did the programme; what the
    /// driver takes to wake has passed. What waits in its buffer is late by that, so the stream
    /// starts anew either way.
    mutating func wake(since: UInt64) throws(Interruption) {
        passTime()
        let result = try call { $0.resume() }
        // alsa-lib's plugins answer 0 whatever the device does; its state tells whether it woke.
        var isAsleep = result == -Int(EAGAIN)
        if result == 0 { isAsleep = try isSuspended() }
        if isAsleep, MonotonicClock.nanoseconds - since < 2_000_000_000 {
            return MonotonicClock.sleep(nanoseconds: 10_000_000)
        }
        if result == 0, !isAsleep {
            try takeBackUnheard()
        } else {
            takeBack(0)
            _ = try demand { $0.prepare() }
        }
        beginLeadIn(.resumed)
    }

    private mutating func isSuspended() throws(Interruption) -> Bool {
        var reading = PCMDevice.Reading(state: 0, delay: 0, moment: 0)
        _ = try demand { device in device.read(&reading) }
        return reading.state == SND_PCM_STATE_SUSPENDED.rawValue
    }

    /// The device is gone, or as good as gone. What wasn't heard is taken back, and from here on
    /// time passes without it.
    mutating func lose(_ code: Int32) {
        post(.lost, code: code)
        if let device = unsafe device { unsafe core.devices.discard(device) }
        unsafe device = nil
        configuration = nil
        unsafe core.progress.pointee.pendingFrames = 0
        chunkOffset = 0
        unsafe core.progress.pointee.recoveries.reset()
        if let due = due(at: MonotonicClock.nanoseconds) {
            let ahead = feed.renderedFrames - Int64(due)
            if ahead > 0 { _ = feed.rewind(frames: Int(ahead)) }
            unsafe core.progress.pointee.lostAtFrame = Int64(due)
        }
        // A card that fails while it comes back has been away all the time.
        if core.stage != .lost {
            unsafe core.progress.pointee.lostAt = MonotonicClock.nanoseconds
        }
        phase = .away
        core.lossCode.store(code, ordering: .relaxed)
        core.stage = .lost
        core.devices.want()
    }

    /// Without sound the programme goes on by the clock: the mixer is paced by the reference, so all
    /// other outputs would run dry. Returns how many frames passed.
    @discardableResult
    mutating func passTime() -> Int64 {
        guard let due = due(at: MonotonicClock.nanoseconds) else { return 0 }
        return passOver(Int64(due) - feed.renderedFrames)
    }

    /// One turn without a device: the programme follows the clock, and a new device is looked for.
    mutating func stayAway() {
        passTime()
        if let taken = unsafe core.devices.take() {
            let isFirst = core.stage == .starting
            unsafe device = taken
            let agreed = unsafe taken.pointee.configuration
            configuration = agreed
            feed.setFormat(agreed.format)
            beginLeadIn(isFirst ? .opened : .recovered)
        } else {
            MonotonicClock.sleep(nanoseconds: 10_000_000)
        }
    }
}
