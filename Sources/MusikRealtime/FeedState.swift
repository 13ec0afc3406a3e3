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
    var trim = GainRamp(1)
    /// The highest level there may be at present.
    var ceiling: Float
    /// Weighted squares of what was given out, summed up for each channel.
    var exposure = SIMD2<Double>.zero
    var weighting = AWeightingFilter.Memory()
    var bed = BedState()
    var guardState = PeakGuard.State()

    init(level: Float, ceiling: Float) {
        self.level = GainRamp(bounded(level, by: ceiling))
        self.ceiling = ceiling
    }

    /// The state that another engine's chain had come to; what was still moving has arrived.
    init(_ resumption: FeedResumption, highest: Float) {
        programmeFrame = resumption.programmeFrame
        inputFrame = resumption.deliveredFrame
        isPaused = resumption.isPaused
        pause = GainRamp(resumption.isPaused ? 0 : 1)
        talkOver = GainRamp(resumption.isTalkingOver ? RampTimes.talkOverGain : 1)
        quiet = GainRamp(resumption.isQuiet ? 0 : 1)
        ceiling = bounded(resumption.ceiling, by: highest)
        level = GainRamp(bounded(resumption.level, by: ceiling))
        trim = GainRamp(resumption.trim)
        exposure = resumption.exposure
        mute = GainRamp(resumption.isMuted ? 0 : 1)
    }

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
        case .trim:
            let isLouder = command.value > trim.target
            trim.move(to: command.value, frames: isLouder ? times.back : times.trim)
        case .ceiling:
            ceiling = command.value
            if level.target > ceiling { level.move(to: ceiling, frames: times.level) }
        }
    }

    /// Whether the timeline stands still.
    var isHeld: Bool { isPaused && pause.isSettled }

    /// Whether every gain is 1 and stays so: samples pass untouched.
    var isTransparent: Bool {
        pause.isUnity && talkOver.isUnity && quiet.isUnity && level.isUnity && mute.isUnity
            && trim.isUnity
    }
}

/// A gain between 0 and a highest one, which what is no number becomes as well.
@inline(__always)
func bounded(_ gain: Float, by highest: Float) -> Float {
    gain <= highest ? max(0, gain) : highest
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
    /// 3 s, back from talk over, quiet and a trim.
    let back: Int32
    /// 200 ms.
    let level: Int32
    /// 20 ms down: what is too loud can't wait.
    let trim: Int32

    init(hertz: Int) {
        let block = Int32(PeakGuard.block)
        pause = (Int32(hertz / 10) + block - 1) / block * block
        resume = Int32(hertz / 2)
        talkOver = Int32(hertz / 5)
        quiet = Int32(hertz / 50)
        back = Int32(hertz * 3)
        level = Int32(hertz / 5)
        trim = Int32(hertz / 50)
    }
}
