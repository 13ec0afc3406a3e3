private import MusikModel

/// The memory of an output's chain, owned by its output thread.
@safe struct FeedCore: ~Copyable {
    /// A command that was applied, and before which block.
    struct Applied: BitwiseCopyable {
        var command: FeedCommand
        var block: Int64
    }

    static let block = PeakGuard.block
    static let logCapacity = 64

    /// A turn of the bed and the block's first frame that it takes effect at.
    struct StagedTurn: BitwiseCopyable {
        var turn: BedTurn
        var frame: Int64
    }

    let options: OutputFeed.Options
    let times: RampTimes
    let bedTimes: BedTimes
    /// A turn of the bed that waits for its frame, where turns are repeated from a log.
    var staged: StagedTurn?
    let rejoinFrames: Int32
    let weighting: AWeightingFilter
    var guardian: PeakGuard
    var state: FeedState
    var format = SampleFormat.s16
    var isPlaying = false
    /// Whether another engine's chain is taken up and nothing of the programme was taken yet.
    var isResuming = false
    /// Whether what is passed over is past, so that commands wait.
    var defersCommands = false
    var renderedFrames: Int64 = 0
    /// The number of the block that is given out next.
    var nextBlock: Int64 = 0
    /// Frames of `ready` already given out; a full block when none is left.
    var readyOffset = FeedCore.block
    var rejoinGain = GainRamp(1)
    var rise = GainRise()
    /// The gain that the next block's trim moves to.
    var trim: Float = 1
    var hasFinished = false
    var starvedFrames: Int64 = 0
    var meter = FeedMeter()

    let ready: UnsafeMutablePointer<Float>
    let envelope: UnsafeMutablePointer<Float>
    let scratch: UnsafeMutablePointer<Float>
    /// Applied commands, newest last.
    let log: UnsafeMutablePointer<Applied>
    var logCount = 0
    /// Commands to apply again after a rewind.
    let pending: UnsafeMutablePointer<FeedCommand>
    var pendingCount = 0

    let snapshotCount: Int
    let snapshots: UnsafeMutablePointer<FeedState>
    let guardSnapshots: UnsafeMutablePointer<Float>
    /// The oldest block that can be returned to.
    var oldestSnapshot: Int64 = 0

    init(hertz: Int, ahead: Int64, options: OutputFeed.Options) {
        self.options = options
        bedTimes = BedTimes(hertz: hertz, ahead: ahead)
        times = RampTimes(hertz: hertz)
        rejoinFrames = Int32(hertz / 100)
        guardian = PeakGuard(
            ceiling: options.ceiling.map { Float($0.amplitude) }, hertz: hertz)
        weighting = AWeightingFilter(hertz: hertz)
        let highest = bounded(options.highestLevel, by: 1)
        state = FeedState(level: options.level, ceiling: highest)
        if let resumption = options.resumption {
            state = FeedState(resumption, highest: highest)
            trim = resumption.trim
        }
        if let resumption = options.resumption, resumption.isPlaying {
            isPlaying = true
            isResuming = true
            nextBlock = resumption.deliveredFrame / Int64(Self.block)
            oldestSnapshot = nextBlock
            renderedFrames = resumption.deliveredFrame
        }
        let block = Self.block
        unsafe ready = .allocate(capacity: block * 2)
        unsafe ready.initialize(repeating: 0, count: block * 2)
        unsafe envelope = .allocate(capacity: block)
        unsafe envelope.initialize(repeating: 1, count: block)
        unsafe scratch = .allocate(capacity: block * 2)
        unsafe scratch.initialize(repeating: 0, count: block * 2)
        unsafe log = .allocate(capacity: Self.logCapacity)
        unsafe log.initialize(
            repeating: Applied(command: FeedCommand(.resume), block: 0), count: Self.logCapacity)
        unsafe pending = .allocate(capacity: Self.logCapacity)
        unsafe pending.initialize(repeating: FeedCommand(.resume), count: Self.logCapacity)
        // 0.7 s: more than the longest device buffer.
        snapshotCount = hertz * 7 / 10 / block + 2
        unsafe snapshots = .allocate(capacity: snapshotCount)
        unsafe snapshots.initialize(repeating: state, count: snapshotCount)
        unsafe guardSnapshots = .allocate(capacity: snapshotCount * PeakGuard.storageCount)
        unsafe guardSnapshots.initialize(
            repeating: 0, count: snapshotCount * PeakGuard.storageCount)
    }

    deinit {
        unsafe ready.deallocate()
        unsafe envelope.deallocate()
        unsafe scratch.deallocate()
        unsafe log.deallocate()
        unsafe pending.deallocate()
        unsafe snapshots.deallocate()
        unsafe guardSnapshots.deallocate()
    }

    /// Frames given out since `play`.
    var deliveredFrame: Int64 {
        nextBlock * Int64(Self.block) - Int64(Self.block - readyOffset)
    }

    /// Lets what follows rise from silence.
    mutating func rejoin() {
        rejoinGain = GainRamp(0)
        rejoinGain.move(to: 1, frames: rejoinFrames)
    }

    /// What may take effect of a command: no level passes the ceiling, whoever asks for it.
    func allowed(_ command: FeedCommand) -> FeedCommand {
        var command = command
        switch command.kind {
        case .level: command.value = bounded(command.value, by: state.ceiling)
        case .ceiling:
            command.value = bounded(command.value, by: bounded(options.highestLevel, by: 1))
        default: break
        }
        return command
    }

    /// Adds what is given out to the exposure, as it would sound without a trim, which makes up for
    /// a device that is louder by as much.
    mutating func expose(_ samples: UnsafePointer<Float>, frames: Int) {
        let energy = unsafe weighting.energy(samples, frames: frames, &state.weighting)
        let trim = Double(state.trim.current)
        if trim > 0 { state.exposure += energy / (trim * trim) }
    }

    /// Keeps the state before the next block.
    mutating func takeSnapshot() {
        let place = Int(nextBlock % Int64(snapshotCount))
        state.guardState = guardian.state
        unsafe snapshots[place] = state
        unsafe guardian.save(to: guardSnapshots + place * PeakGuard.storageCount)
        oldestSnapshot = max(oldestSnapshot, nextBlock - Int64(snapshotCount) + 1)
    }

    /// Returns to the state before a block that is still kept.
    mutating func restoreSnapshot(_ block: Int64) {
        let place = Int(block % Int64(snapshotCount))
        unsafe state = snapshots[place]
        unsafe guardian.restore(
            state.guardState, from: guardSnapshots + place * PeakGuard.storageCount)
        nextBlock = block
    }

    /// Remembers an applied command; of more than 64 the oldest are forgotten.
    mutating func remember(_ command: FeedCommand) {
        if logCount == Self.logCapacity {
            for n in 1..<Self.logCapacity { unsafe log[n - 1] = log[n] }
            logCount -= 1
        }
        unsafe log[logCount] = Applied(command: command, block: nextBlock)
        logCount += 1
    }

    /// Makes the commands applied at or after a block wait for being applied again.
    mutating func requeue(from block: Int64) {
        var first = logCount
        while first > 0, unsafe log[first - 1].block >= block { first -= 1 }
        pendingCount = 0
        for n in first..<logCount {
            unsafe pending[pendingCount] = log[n].command
            pendingCount += 1
        }
        logCount = first
    }
}

/// Powers over a tenth of a second.
struct FeedMeter: BitwiseCopyable {
    var input = 0.0
    var output = 0.0
    var blocks = 0
}
