private import MusikModel
private import Synchronization

// What stands in for the programme where the mix is late. Audio thread.
extension OutputFeed {
    /// Lets the bed come, move or go before a block of `wanted` frames is taken at `position`, where
    /// `left` frames of the programme are left.
    func turnBed(at position: Int64, wanted: Int, left: Int64) {
        guard unsafe core.pointee.options.keepsTime else { return repeatTurns() }
        // After the end nothing is late.
        guard left > 0 else { return }
        let ring = unsafe ringCore
        let head = unsafe ring.pointee.head.load(ordering: .acquiring)
        let ahead = head - position
        // All that will ever come is there.
        let isComplete = ahead >= left
        let times = unsafe core.pointee.bedTimes
        if unsafe !core.pointee.state.bed.isOn {
            guard !isComplete, ahead - Int64(wanted) < Int64(times.leave) else { return }
            if let loop = unsafe ring.pointee.bed {
                unsafe core.pointee.state.bed.findLevel(loopPower: loop.power)
            }
            turn(
                BedTurn(
                    isOn: true, gain: level(at: position),
                    fade: Int32(max(0, min(Int64(times.leave), ahead)))))
        } else if isComplete || ahead >= times.ready {
            turn(BedTurn(isOn: false))
        } else {
            let gain = level(at: position)
            if unsafe gain != core.pointee.state.bed.target {
                turn(BedTurn(isOn: true, gain: gain))
            }
        }
    }

    /// The bed's gain at a frame: silent where the plan has no music.
    private func level(at position: Int64) -> Float {
        let isSounding = unsafe ringCore.pointee.sounding.isSounding(position)
        return unsafe isSounding ? core.pointee.state.bed.level : 0
    }

    private func turn(_ turn: BedTurn) {
        unsafe core.pointee.state.bed.apply(turn, core.pointee.bedTimes)
        unsafe report(.bed(turn), at: core.pointee.state.inputFrame)
    }

    /// Turns of a log, at their frames.
    private func repeatTurns() {
        while true {
            if unsafe core.pointee.staged == nil { unsafe core.pointee.staged = turns.pop() }
            guard let staged = unsafe core.pointee.staged,
                unsafe staged.frame <= core.pointee.state.inputFrame
            else { return }
            unsafe core.pointee.state.bed.apply(staged.turn, core.pointee.bedTimes)
            unsafe core.pointee.staged = nil
        }
    }

    /// Puts a block that was taken, of so many frames and such an energy, under the programme's
    /// gain, and the bed beside it.
    func addBed(_ input: UnsafeMutablePointer<Float>, _ taken: Int, energy: Double) {
        let block = FeedCore.block
        if unsafe core.pointee.state.bed.isResting {
            guard unsafe core.pointee.options.keepsTime, taken == block else { return }
            let power = Float(energy / Double(block * 2))
            return unsafe core.pointee.state.bed.observe(
                power: power, share: core.pointee.bedTimes.share)
        }
        let envelope = unsafe core.pointee.envelope
        unsafe core.pointee.state.bed.fadeProgramme(input, envelope, frames: block)
        guard unsafe core.pointee.state.bed.sounds else { return }
        unsafe core.pointee.state.bed.bedGains(envelope, frames: block)
        // By the programme's frames, so that all outputs have the same of it at the same time. It is
        // silent a second before music ends, and so before the programme does.
        let position = unsafe core.pointee.state.programmeFrame
        if let loop = unsafe ringCore.pointee.bed {
            unsafe loop.add(to: input, under: envelope, at: position, count: block)
        }
    }
}
