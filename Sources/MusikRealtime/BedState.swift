/// How much of the programme and how much of the bed is heard: part of what a snapshot holds.
struct BedState: BitwiseCopyable, Sendable {
    /// Whether the bed stands in for the programme.
    private(set) var isOn = false
    /// The gain of the programme.
    private(set) var programme = GainRamp(1)
    /// The gain of the bed.
    private(set) var bed = GainRamp(0)
    /// The gain of the bed where music is planned, as it was found when it came.
    private(set) var level: Float = 0
    /// Mean square of the programme over some 0.4 s, before all gains.
    private(set) var recentPower: Float = 0

    /// Whether the programme passes untouched and alone.
    var isResting: Bool { programme.isUnity && bed.isSettled && bed.current == 0 }

    /// Whether nothing of the programme is heard.
    var isAlone: Bool { programme.isSettled && programme.current == 0 }

    /// Whether anything of the bed is heard.
    var sounds: Bool { !(bed.isSettled && bed.current == 0) }

    /// The gain that the bed goes to.
    var target: Float { bed.target }

    /// Starts a turn. Audio thread.
    mutating func apply(_ turn: BedTurn, _ times: BedTimes) {
        if turn.isOn, !isOn {
            if turn.fade > 0 {
                programme.move(to: 0, frames: turn.fade)
            } else {
                programme = GainRamp(0)
            }
        } else if !turn.isOn, isOn {
            programme.move(to: 1, frames: times.back)
        }
        isOn = turn.isOn
        bed.move(to: turn.gain, frames: isOn ? times.come : times.back)
    }

    /// Learns how loud the programme is from a block of it: of mean square `power`, of `share` of
    /// the 0.4 s. Audio thread.
    mutating func observe(power: Float, share: Float) {
        recentPower += (power - recentPower) * share
    }

    /// Finds the bed's gain for the loudness of the last moment: 3 dB below it, at most that of
    /// the loop itself, and silent 60 dB below that. Audio thread.
    mutating func findLevel(loopPower: Double) {
        let share = loopPower > 0 ? min(1, 0.5 * Double(recentPower) / loopPower) : 0
        level = share < 1e-6 ? 0 : Float(squareRoot(share))
    }

    /// Newton's way, because the compiler's real-time check refuses the library's; from above, for
    /// numbers of a millionth to 1, where 20 turns are more than enough.
    private func squareRoot(_ number: Double) -> Double {
        var root = 1.0
        for _ in 0..<20 { root = 0.5 * (root + number / root) }
        return root
    }

    /// Multiplies the programme's gain onto frames, of which none is to be heard after it has
    /// gone. Audio thread.
    mutating func fadeProgramme(
        _ input: UnsafeMutablePointer<Float>, _ gains: UnsafeMutablePointer<Float>, frames: Int
    ) {
        guard !programme.isUnity else { return }
        let left = programme.target == 0 ? min(frames, Int(programme.remaining)) : frames
        unsafe gains.update(repeating: 1, count: left)
        unsafe programme.multiply(gains, frames: left)
        unsafe MusikRealtime.apply(gains, to: input, left)
        unsafe (input + left * 2).update(repeating: 0, count: (frames - left) * 2)
    }

    /// Writes the bed's gains for the next frames. Audio thread.
    mutating func bedGains(_ gains: UnsafeMutablePointer<Float>, frames: Int) {
        unsafe gains.update(repeating: 1, count: frames)
        unsafe bed.multiply(gains, frames: frames)
    }
}

/// How long the bed takes to come and to go, in frames, and when it does either.
struct BedTimes: BitwiseCopyable, Sendable {
    /// The programme goes within this: a tenth of a second in whole blocks, or a quarter of what a
    /// short ring holds.
    let leave: Int32
    /// The bed comes within 250 ms.
    let come: Int32
    /// The programme comes back and the bed goes within 1 s.
    let back: Int32
    /// The programme comes back once so much of it is mixed: 250 ms, or half of a short ring.
    let ready: Int64
    /// The share of a block in the 0.4 s over which loudness is measured.
    let share: Float

    init(hertz: Int, ahead: Int64) {
        let block = PeakGuard.block
        leave = Int32(min(hertz / 10, Int(ahead) / 4) / block * block)
        come = Int32(hertz / 4)
        back = Int32(hertz)
        ready = min(Int64(hertz / 4), ahead / 2)
        share = Float(block) / (0.4 * Float(hertz))
    }
}
