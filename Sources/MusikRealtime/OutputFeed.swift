public import MusikModel
internal import Synchronization

/// What an output thread pulls from: the mixed programme under everything a person commanded.
///
/// ring -> transport (pause) -> gains -> true-peak guard -> the device's format. Works in blocks of
/// 256 frames counted from the first delivered frame, so that what comes out depends on the
/// commands' blocks alone and never on how many frames a device asks for. The functions marked
/// `@_noLocks` take no lock and allocate nothing, nor does anything they call: the compiler checks
/// it wherever it optimises, which is why the marks are left out of debug builds.
@safe public final class OutputFeed: @unchecked Sendable {
    // Safe to share: `core` and `snapshots` belong to the one output thread (or, before it runs and
    // after it ended, to whoever made the feed); everything else is atomic or a ring.

    /// What one call of `render` did.
    public struct Report: Sendable, BitwiseCopyable {
        /// Nothing has started yet: the frames are silence before the first programme frame.
        public var isIdle: Bool
        /// How many of the frames belong to the record of the output; silence follows them.
        public var recordedFrames: Int
        /// Frames that had to be silence because the mixer had not kept up, at an output that may
        /// wait for it.
        public var starvedFrames: Int
        /// Everything planned and commanded has been delivered; only silence follows.
        public var isFinished: Bool
    }

    /// Frames of a block: commands take effect at delivered frames that are multiples of it.
    public static var blockFrames: Int { FeedCore.block }

    /// The options of an output's chain.
    public struct Options: Sendable {
        /// Whether this output's reader paces the mixer.
        public var isReference: Bool
        /// The level to start at: linear gain, 0 to 1.
        public var level: Float
        /// The highest level that any command may set, linear gain, 0 to 1.
        public var highestLevel: Float = 1
        /// The guard's ceiling in dBTP; nil switches the guard off.
        public var ceiling: Decibels?
        /// Whether integer formats are dithered.
        public var dither: Bool
        /// Where the chain goes on, where another engine had begun it; nil for a new one.
        public var resumption: FeedResumption?
        /// Whether frames are due at their moments, as a card's are: where the mix is late, the
        /// timeline runs on and the bed stands in. Any other output waits for the mix.
        public var keepsTime = false
        /// Whether levels are measured and the past is kept for `rewind`; a file needs neither.
        public var isWatched = true

        /// Options with the usual guard: -1.2 dBTP, so that other meters, which differ by some
        /// tenths, stay at or below -1.
        public init(
            isReference: Bool = true, level: Float = 1, ceiling: Decibels? = -1.2,
            dither: Bool = true
        ) {
            self.isReference = isReference
            self.level = level
            self.ceiling = ceiling
            self.dither = dither
        }
    }

    /// The rate of the frames.
    public let rate: SampleRate
    private let ring: MixRing
    let ringCore: UnsafeMutablePointer<MixRingCore>
    let hertz: Int
    let core: UnsafeMutablePointer<FeedCore>
    let commands = ValueRing<FeedCommand>(capacity: 256, filler: FeedCommand(.resume))
    let events = ValueRing<FeedEvent>(
        capacity: 1024, filler: FeedEvent(.finished, deliveredFrame: 0, programmeFrame: 0))
    let turns = ValueRing<FeedCore.StagedTurn>(
        capacity: 64, filler: FeedCore.StagedTurn(turn: BedTurn(isOn: false), frame: 0))
    let status = FeedStatus()

    /// A feed of a ring. Allocates and touches all its memory. Not for an audio thread.
    public init(ring: MixRing, options: Options = Options()) {
        self.ring = ring
        unsafe ringCore = ring.core
        rate = ring.rate
        hertz = ring.rate.hertz
        unsafe core = .allocate(capacity: 1)
        unsafe core.initialize(
            to: FeedCore(hertz: ring.rate.hertz, ahead: ring.ahead, options: options))
        guard let resumption = options.resumption, resumption.isPlaying else { return }
        precondition(
            resumption.deliveredFrame % Int64(FeedCore.block) == 0, "a chain goes on at a block")
        status.playedFrom.store(0, ordering: .releasing)
        status.programmeFrame.store(resumption.programmeFrame, ordering: .releasing)
        status.programmeOffset.store(
            resumption.programmeFrame - resumption.deliveredFrame, ordering: .releasing)
        status.deliveredFrame.store(resumption.deliveredFrame, ordering: .releasing)
        status.isHeld.store(resumption.isPaused, ordering: .releasing)
        status.publish(exposure: resumption.exposure)
    }

    /// Since when the output is silent because the engine before this one ended, in nanoseconds of
    /// CLOCK_MONOTONIC; nil where none did. Any thread.
    public var resumedSince: UInt64? { unsafe core.pointee.options.resumption?.lostAt }

    deinit {
        unsafe core.deinitialize(count: 1)
        unsafe core.deallocate()
    }

    /// Gives a command; false when 256 are waiting already. One thread at a time, none of them an
    /// audio thread.
    public func send(_ command: FeedCommand) -> Bool {
        guard commands.push(command) else { return false }
        if command.isUrgent { status.urgent.wrappingAdd(1, ordering: .releasing) }
        return true
    }

    /// Repeats a turn of the bed at the frame at which an output logged it; false while 64 are
    /// waiting. For an output that waits for the mix, which takes no turn by itself. One thread at a
    /// time.
    public func stage(_ turn: BedTurn, at frame: Int64) -> Bool {
        turns.push(FeedCore.StagedTurn(turn: turn, frame: frame))
    }

    /// How many frames can be rendered now without running ahead of the mixer; what an output that
    /// is faster than time asks before it renders. Audio thread.
    public var framesReady: Int {
        guard unsafe core.pointee.isPlaying else { return 4 * FeedCore.block }
        let head = unsafe ringCore.pointee.head.load(ordering: .acquiring)
        let left = unsafe max(0, head - core.pointee.state.programmeFrame)
        let rest = unsafe FeedCore.block - core.pointee.readyOffset
        if unsafe head >= ringCore.pointee.end.load(ordering: .acquiring) {
            // All that is left is there, and after it silence.
            return rest + Int(left) + 4 * FeedCore.block
        }
        // A held timeline may be let go by the next block's commands, which then needs its frames.
        if unsafe core.pointee.state.isHeld {
            return left >= FeedCore.block ? rest + FeedCore.block : rest
        }
        return rest + Int(left) / FeedCore.block * FeedCore.block
    }

    /// Where the output is; see `FeedPosition`. Any thread.
    public var position: FeedPosition {
        let heard = status.heardPosition()
        let playedFrom = status.playedFrom.load(ordering: .acquiring)
        return FeedPosition(
            programmeFrame: FrameCount(status.programmeFrame.load(ordering: .acquiring)),
            deliveredFrame: FrameCount(status.deliveredFrame.load(ordering: .acquiring)),
            programmeOffset: FrameCount(status.programmeOffset.load(ordering: .acquiring)),
            heardFrame: playedFrom < 0 || heard.nanoseconds == 0
                ? nil : FrameCount(heard.frames - playedFrom),
            heardAt: heard.nanoseconds, isPlaying: playedFrom >= 0,
            isHeld: status.isHeld.load(ordering: .acquiring),
            inputLevel: Decibels(
                power: Double(Float(bitPattern: status.inputPower.load(ordering: .relaxed)))),
            outputLevel: Decibels(
                power: Double(Float(bitPattern: status.outputPower.load(ordering: .relaxed)))),
            exposure: status.exposure(hertz: hertz), framesAhead: mixedAhead, card: status.card)
    }

    /// Frames mixed ahead, where it matters: see `FeedPosition.framesAhead`. Any thread.
    private var mixedAhead: Int64? {
        guard unsafe core.pointee.options.keepsTime, ring.head < ring.end else { return nil }
        return (ring.head - FrameCount(status.programmeFrame.load(ordering: .acquiring))).value
    }

    /// Takes the oldest event. One thread at a time.
    public func nextEvent() -> FeedEvent? { events.pop() }

    /// How many events were lost because nobody took them.
    public var lostEvents: Int { events.refusedCount }

    /// Counts pause, talk over and quiet commands (not their ends). A device with a long buffer
    /// that sees it change drops its buffer, rewinds by what was unheard and goes on. Any thread.
    public var urgentCommands: UInt32 { status.urgent.load(ordering: .acquiring) }

    /// The format `render` writes; set by the output before its first `render` and at every
    /// re-opening. Audio thread, or before it starts.
    public func setFormat(_ format: SampleFormat) { unsafe core.pointee.format = format }

    /// Whether this output's reader paces the mixer. Any thread.
    public var isReference: Bool { unsafe core.pointee.options.isReference }

    /// Whether integer formats are dithered. Any thread.
    public var isDithered: Bool { unsafe core.pointee.options.dither }

    /// The programme's clock, which the reference output publishes and every other one follows.
    public var clock: ProgrammeClock { ring.clock }

    /// What a frame counted as `renderedFrames` lacks to its number in the programme; nil before the
    /// programme plays, while it is held and once its end is rendered. Audio thread.
    public var programmeOffset: Int64? {
        guard unsafe core.pointee.isPlaying, unsafe !core.pointee.state.isHeld,
            unsafe core.pointee.state.lastFrame == .max
        else { return nil }
        return unsafe core.pointee.state.programmeFrame - core.pointee.state.inputFrame
            - status.playedFrom.load(ordering: .relaxed)
    }

    /// How many frames the mixer may be ahead, at most. Any thread.
    public var framesAhead: Int { Int(ring.ahead) }

    /// Frames rendered or skipped since the feed was made, rewinds taken back. Audio thread.
    public var renderedFrames: Int64 { unsafe core.pointee.renderedFrames }

    /// Fills `frames` interleaved stereo frames of the device's format. Audio thread.
    #if !DEBUG
        @_noLocks
    #endif
    public func render(into destination: UnsafeMutableRawPointer, frames: Int) -> Report {
        enterRealtimeScope()
        let report = unsafe produce(destination, frames)
        exitRealtimeScope()
        return report
    }

    /// Lets time pass for a device that is not there: as `render`, without samples. What follows
    /// rises from silence within 10 ms. Returns the frames passed over: all of them, because the
    /// programme does not wait for a device. What is passed over is past: a command takes effect at
    /// the end of it, and not at a frame that was due before anybody gave it. Audio thread.
    ///
    /// - Parameter takesCommands: false where more is passed over at once.
    #if !DEBUG
        @_noLocks
    #endif
    @discardableResult
    public func skip(frames: Int, takesCommands: Bool = true) -> Int {
        enterRealtimeScope()
        unsafe core.pointee.rejoin()
        let past = takesCommands ? max(0, frames - FeedCore.block) : frames
        unsafe core.pointee.defersCommands = true
        _ = unsafe produce(nil, past)
        unsafe core.pointee.defersCommands = false
        _ = unsafe produce(nil, frames - past)
        exitRealtimeScope()
        return frames
    }

    /// Says what is known of the card's clock; no number for a skew that isn't known. Audio thread.
    public func publish(cardPartsPerMillion: Double, skew: Double) {
        status.cardRate.store(cardPartsPerMillion.bitPattern, ordering: .relaxed)
        status.cardSkew.store(skew.bitPattern, ordering: .relaxed)
    }

    /// Lets what follows rise from -60 dB within so many frames, at least 100: a device that was away
    /// is not to frighten anybody. Audio thread.
    public func rise(frames: Int32) {
        // Before the programme there is nothing that could frighten, and its first words are due.
        if unsafe core.pointee.isPlaying { unsafe core.pointee.rise = GainRise(frames: frames) }
    }

    /// Takes the output down by a linear gain from the next block on, or lets it come back: never
    /// above 1, whatever is asked for. Audio thread.
    public func trim(_ gain: Float) {
        let isGain = gain >= 0 && gain < 1
        unsafe core.pointee.trim = isGain ? gain : 1
    }

    /// Says which rendered frame (counted as `renderedFrames`) left the device at a moment of
    /// CLOCK_MONOTONIC in nanoseconds. Audio thread.
    #if !DEBUG
        @_noLocks
    #endif
    public func publish(heardFrames: Int64, at nanoseconds: UInt64) {
        status.publish(heardFrames: heardFrames, at: nanoseconds)
    }

    /// Posts an event of the device; a full ring counts it. Audio thread.
    #if !DEBUG
        @_noLocks
    #endif
    public func post(_ event: DeviceEvent) {
        unsafe report(.device(event), at: core.pointee.deliveredFrame)
    }

    func report(_ kind: FeedEvent.Kind, at deliveredFrame: Int64) {
        _ = unsafe events.push(
            FeedEvent(
                kind, deliveredFrame: deliveredFrame,
                programmeFrame: core.pointee.state.programmeFrame))
    }
}
