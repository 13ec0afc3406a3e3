/// The scalars of an output's chain: what a snapshot holds beside the guard's memory.
struct FeedState: BitwiseCopyable, Sendable {
    /// The next programme frame to take.
    var programmeFrame: Int64 = 0
    /// Frames that went into the guard since `play`: the number of the next input frame.
    var inputFrame: Int64 = 0
    /// The input frame after the programme's last, once it is known.
    var lastFrame = Int64.max
    /// Whether the timeline is held.
    var isPaused = false
    var pause = GainRamp(1)
    var talkOver = GainRamp(1)
    var quiet = GainRamp(1)
    var level: GainRamp
    var mute = GainRamp(1)
    var guardState = PeakGuard.State()

    init(level: Float) { self.level = GainRamp(level) }

    /// Starts what a command asks for.
    mutating func apply(_ command: FeedCommand, _ times: RampTimes) {
        switch command.kind {
        case .play: break
        case .pause:
            isPaused = true
            pause.move(to: 0, frames: times.pause)
        case .resume:
            isPaused = false
            pause.move(to: 1, frames: times.resume)
        case .talkOver: talkOver.move(to: RampTimes.talkOverGain, frames: times.talkOver)
        case .endTalkOver: talkOver.move(to: 1, frames: times.back)
        case .quiet: quiet.move(to: 0, frames: times.quiet)
        case .endQuiet: quiet.move(to: 1, frames: times.back)
        case .level: level.move(to: command.value, frames: times.level)
        case .mute: mute.move(to: 0, frames: times.level)
        case .unmute: mute.move(to: 1, frames: times.level)
        }
    }

    /// Whether the timeline stands still.
    var isHeld: Bool { isPaused && pause.isSettled }

    /// Whether every gain is 1 and stays so: samples pass untouched.
    var isTransparent: Bool {
        pause.isUnity && talkOver.isUnity && quiet.isUnity && level.isUnity && mute.isUnity
    }
}

/// How long the commanded changes take, in frames; multiples of a block where the timeline stops.
struct RampTimes: BitwiseCopyable, Sendable {
    /// 20 dB down.
    static let talkOverGain: Float = 0.1

    /// 100 ms, whole blocks.
    let pause: Int32
    /// 500 ms.
    let resume: Int32
    /// 200 ms.
    let talkOver: Int32
    /// 20 ms.
    let quiet: Int32
    /// 3 s, back from talk over and quiet.
    let back: Int32
    /// 200 ms.
    let level: Int32

    init(hertz: Int) {
        let block = Int32(PeakGuard.block)
        pause = (Int32(hertz / 10) + block - 1) / block * block
        resume = Int32(hertz / 2)
        talkOver = Int32(hertz / 5)
        quiet = Int32(hertz / 50)
        back = Int32(hertz * 3)
        level = Int32(hertz / 5)
    }
}
