private import MusikModel
private import Synchronization

extension OutputFeed {
    /// Gives out frames, block by block; without a destination they are computed and dropped.
    func produce(_ destination: UnsafeMutableRawPointer?, _ frames: Int) -> Report {
        let size = unsafe core.pointee.format.frameSize
        var report = Report(
            isIdle: false, recordedFrames: 0, starvedFrames: 0, isFinished: false)
        unsafe core.pointee.starvedFrames = 0
        if unsafe !core.pointee.isPlaying, unsafe !core.pointee.defersCommands { waitForPlay() }
        guard unsafe core.pointee.isPlaying else {
            if let destination = unsafe destination {
                unsafe destination.initializeMemory(
                    as: UInt8.self, repeating: 0, count: frames * size)
            }
            unsafe core.pointee.renderedFrames += Int64(frames)
            report.isIdle = true
            return report
        }
        if unsafe core.pointee.isResuming { resume() }
        var done = 0
        while done < frames {
            if unsafe core.pointee.readyOffset == FeedCore.block { nextBlock() }
            let offset = unsafe core.pointee.readyOffset
            let count = min(frames - done, FeedCore.block - offset)
            if let destination = unsafe destination {
                unsafe give(
                    destination + done * size, offset: offset, frames: count, report: &report)
            }
            unsafe core.pointee.readyOffset += count
            done += count
        }
        finishIfDone()
        unsafe core.pointee.renderedFrames += Int64(frames)
        report.starvedFrames = unsafe Int(core.pointee.starvedFrames)
        report.isFinished = unsafe core.pointee.hasFinished
        status.deliveredFrame.store(
            unsafe core.pointee.deliveredFrame, ordering: .releasing)
        status.publish(exposure: unsafe core.pointee.state.exposure)
        return report
    }

    /// Converts a part of the ready block.
    private func give(
        _ destination: UnsafeMutableRawPointer, offset: Int, frames: Int, report: inout Report
    ) {
        let delivered = unsafe core.pointee.deliveredFrame
        var source = unsafe core.pointee.ready + offset * 2
        let (joins, rises) = unsafe (
            !core.pointee.rejoinGain.isUnity, !core.pointee.rise.isUnity
        )
        if joins || rises {
            unsafe core.pointee.envelope.update(repeating: 1, count: frames)
            unsafe core.pointee.rejoinGain.multiply(core.pointee.envelope, frames: frames)
            unsafe core.pointee.rise.multiply(core.pointee.envelope, frames: frames)
            unsafe copyFloats(from: source, to: core.pointee.scratch, count: frames * 2)
            unsafe apply(core.pointee.envelope, to: core.pointee.scratch, frames)
            unsafe source = core.pointee.scratch
        }
        unsafe convert(
            source, frames, to: core.pointee.format, at: destination, index: delivered,
            dither: core.pointee.options.dither)
        let recorded = unsafe max(
            0, min(Int64(frames), core.pointee.state.lastFrame - delivered))
        if recorded < frames {
            // After the last frame: silence without dither.
            let size = unsafe core.pointee.format.frameSize
            unsafe (destination + Int(recorded) * size).initializeMemory(
                as: UInt8.self, repeating: 0, count: (frames - Int(recorded)) * size)
        }
        report.recordedFrames += Int(recorded)
        if unsafe core.pointee.options.isWatched {
            unsafe core.pointee.expose(source, frames: Int(recorded))
        }
    }

    /// Before `play` only levels and mutes are taken, at once; the first block is prepared when it
    /// comes.
    private func waitForPlay() {
        while let command = commands.pop() {
            if command.kind == .play {
                applyTrim(at: 0)
                unsafe core.pointee.isPlaying = true
                status.gauge.clear()
                unsafe core.pointee.state.programmeFrame = command.frame
                status.playedFrom.store(
                    unsafe core.pointee.renderedFrames, ordering: .releasing)
                report(.applied(command), at: 0)
                // The guard answers one block late: the first block goes in before any comes out.
                unsafe core.pointee.guardian.shift()
                takeInput()
                unsafe core.pointee.guardian.advance(into: core.pointee.ready)
                return
            }
            if command.kind == .trim { trim(command.value) }
            let allowed = unsafe core.pointee.allowed(command)
            unsafe core.pointee.state.apply(allowed, core.pointee.times)
            report(.applied(allowed), at: 0)
        }
    }

    /// Takes up what another engine had begun: the first block goes in before any comes out, as after
    /// `play`.
    private func resume() {
        unsafe core.pointee.isResuming = false
        let unheard = unsafe core.pointee.options.resumption?.unheardFrames ?? 0
        unsafe report(.resumed(unheard), at: core.pointee.state.inputFrame)
        unsafe core.pointee.guardian.shift()
        takeInput()
        unsafe core.pointee.guardian.advance(into: core.pointee.ready)
    }

    /// Computes the next ready block.
    private func nextBlock() {
        if unsafe core.pointee.options.isWatched { unsafe core.pointee.takeSnapshot() }
        if unsafe !core.pointee.defersCommands { applyCommands() }
        unsafe core.pointee.guardian.shift()
        let inputEnergy = takeInput()
        unsafe core.pointee.guardian.advance(into: core.pointee.ready)
        unsafe core.pointee.nextBlock += 1
        unsafe core.pointee.readyOffset = 0
        if unsafe core.pointee.options.isWatched { meter(inputEnergy) }
        status.programmeFrame.store(
            unsafe core.pointee.state.programmeFrame, ordering: .releasing)
        status.programmeOffset.store(
            unsafe core.pointee.state.programmeFrame - core.pointee.state.inputFrame,
            ordering: .releasing)
        status.isHeld.store(unsafe core.pointee.state.isHeld, ordering: .releasing)
    }

    /// Applies what waits again after a rewind, then what came since, to the block that goes in.
    private func applyCommands() {
        let at = unsafe core.pointee.state.inputFrame
        for n in 0..<(unsafe core.pointee.pendingCount) {
            applyCommand(unsafe core.pointee.pending[n], at: at)
        }
        unsafe core.pointee.pendingCount = 0
        while let command = commands.pop() {
            if command.kind == .trim { trim(command.value) }
            applyCommand(command, at: at)
        }
        applyTrim(at: at)
    }

    /// What the output itself asks for becomes a command as others are: the log holds it, and what
    /// takes frames back takes it back and gives it again.
    private func applyTrim(at frame: Int64) {
        let trim = unsafe core.pointee.trim
        if unsafe core.pointee.state.trim.target != trim {
            applyCommand(FeedCommand(.trim, value: trim), at: frame)
        }
    }

    private func applyCommand(_ commanded: FeedCommand, at frame: Int64) {
        let command = unsafe core.pointee.allowed(commanded)
        unsafe core.pointee.state.apply(command, core.pointee.times)
        unsafe core.pointee.remember(command)
        report(.applied(command), at: frame)
    }

    /// Takes one block of the programme under its gains into the guard. Returns its energy.
    @discardableResult
    private func takeInput() -> Double {
        let input = unsafe core.pointee.guardian.input
        let block = FeedCore.block
        var taken = 0
        if unsafe !core.pointee.state.isHeld { taken = unsafe takeFromRing(input, block) }
        unsafe (input + taken * 2).update(repeating: 0, count: (block - taken) * 2)
        let isMeasured = unsafe core.pointee.options.isWatched
        let power = unsafe isMeasured ? energy(input, taken * 2) : 0
        if unsafe !core.pointee.state.isHeld { unsafe addBed(input, taken, energy: power) }
        if unsafe !core.pointee.state.isTransparent {
            let envelope = unsafe core.pointee.envelope
            unsafe envelope.update(repeating: 1, count: block)
            unsafe core.pointee.state.pause.multiply(envelope, frames: block)
            unsafe core.pointee.state.talkOver.multiply(envelope, frames: block)
            unsafe core.pointee.state.quiet.multiply(envelope, frames: block)
            unsafe core.pointee.state.level.multiply(envelope, frames: block)
            unsafe core.pointee.state.mute.multiply(envelope, frames: block)
            unsafe core.pointee.state.trim.multiply(envelope, frames: block)
            unsafe apply(envelope, to: input, block)
        }
        unsafe core.pointee.state.inputFrame += Int64(block)
        return power
    }

    /// Copies programme frames; what is missing is counted, what is over is the end.
    private func takeFromRing(_ input: UnsafeMutablePointer<Float>, _ block: Int) -> Int {
        let position = unsafe core.pointee.state.programmeFrame
        let isReference = unsafe core.pointee.options.isReference
        let ring = unsafe ringCore
        let left = unsafe ring.pointee.end.load(ordering: .acquiring) - position
        if left > 0, unsafe core.pointee.state.lastFrame != .max {
            // The programme was extended after this output had come to its end.
            unsafe core.pointee.state.lastFrame = .max
            unsafe core.pointee.hasFinished = false
        }
        let wanted = Int(max(0, min(Int64(block), left)))
        turnBed(at: position, wanted: wanted, left: left)
        let isBedAlone = unsafe core.pointee.state.bed.isAlone
        let taken = unsafe isBedAlone ? 0 : ring.pointee.read(input, at: position, count: wanted)
        let runsOn = unsafe isBedAlone ? true : core.pointee.options.keepsTime
        let behind = unsafe ring.pointee.reference.load(ordering: .acquiring) - position
        let jumps = unsafe isReference || taken == wanted ? false : behind > ring.pointee.history
        let passed = jumps ? taken + Int(behind) : runsOn ? wanted : taken
        unsafe core.pointee.state.programmeFrame += Int64(passed)
        if isReference {
            unsafe ring.pointee.reference.store(
                core.pointee.state.programmeFrame, ordering: .releasing)
        }
        if jumps {
            unsafe report(.jumped(behind), at: core.pointee.state.inputFrame)
        } else if passed < wanted {
            let missing = Int64(wanted - passed)
            unsafe core.pointee.starvedFrames += missing
            unsafe report(.starved(missing), at: core.pointee.state.inputFrame + Int64(taken))
        } else if left <= block, unsafe core.pointee.state.lastFrame == .max {
            unsafe core.pointee.state.lastFrame =
                core.pointee.state.inputFrame + Int64(wanted)
        }
        return taken
    }

    private func finishIfDone() {
        if unsafe !core.pointee.hasFinished,
            unsafe core.pointee.deliveredFrame >= core.pointee.state.lastFrame
        {
            unsafe core.pointee.hasFinished = true
            unsafe report(.finished, at: core.pointee.state.lastFrame)
        }
    }

    private func meter(_ inputEnergy: Double) {
        let block = FeedCore.block
        unsafe core.pointee.meter.input += inputEnergy
        unsafe core.pointee.meter.output += energy(core.pointee.ready, block * 2)
        unsafe core.pointee.meter.blocks += 1
        let blocks = unsafe core.pointee.meter.blocks
        guard blocks * block * 10 >= hertz else { return }
        let count = Double(blocks * block * 2)
        let (input, output) = unsafe (core.pointee.meter.input, core.pointee.meter.output)
        status.inputPower.store(Float(input / count).bitPattern, ordering: .relaxed)
        status.outputPower.store(Float(output / count).bitPattern, ordering: .relaxed)
        unsafe core.pointee.meter = FeedMeter()
    }

    /// Takes back the last rendered frames, because the device dropped them unheard: the next
    /// `render` delivers them again, after commands posted meanwhile, with a 10 ms rise from
    /// silence. Returns how many frames were taken back (at most about 0.7 s). Audio thread.
    #if !DEBUG
        @_noLocks
    #endif
    public func rewind(frames: Int) -> Int {
        enterRealtimeScope()
        let taken = takeBack(frames)
        exitRealtimeScope()
        return taken
    }

    private func takeBack(_ frames: Int) -> Int {
        guard unsafe core.pointee.isPlaying, unsafe core.pointee.options.isWatched, frames > 0
        else { return 0 }
        let delivered = unsafe core.pointee.deliveredFrame
        let oldest = unsafe core.pointee.oldestSnapshot * Int64(FeedCore.block)
        let target = max(oldest, delivered - Int64(frames))
        guard target < delivered else { return 0 }
        let block = target / Int64(FeedCore.block)
        unsafe core.pointee.requeue(from: block)
        unsafe core.pointee.restoreSnapshot(block)
        unsafe core.pointee.hasFinished = false
        report(.rewound, at: target)
        nextBlock()
        unsafe core.pointee.readyOffset = Int(target % Int64(FeedCore.block))
        unsafe core.pointee.rejoin()
        let taken = delivered - target
        unsafe core.pointee.renderedFrames -= taken
        return Int(taken)
    }
}
