public import MusikModel
public import MusikProgramme
public import MusikRealtime

/// Plays a programme on its outputs: decoders -> mixer -> one ring -> a chain per output.
///
/// Driven by values and answering in values: commands go in through `send` and `replace`, events
/// come out of `takeEvents`. All members may be used from any thread that is not an audio thread.
public final class Engine: ProgrammePlayer, @unchecked Sendable {
    // Safe to share: `ledger` is used under its own monitor; `pending`, `mixedTo`, `mixingTo`, `hasStopped`, `isStarting` and the event
    // lists are used under `monitor`; the rest is constant or safe itself; `mixer` belongs to the
    // mixer's thread.

    /// How far things run ahead of each other.
    public struct Options: Sendable {
        /// Seconds of mixed sound ahead of the reference output. A new plan is heard after it.
        public var mixAheadSeconds = 1.0
        /// Seconds before a clip starts that it begins to be decoded.
        public var horizonSeconds = 30.0
        /// Seconds of decoded sound held at most.
        public var stockSeconds = 30.0
        /// Decoder threads.
        public var decoderThreads = 1
        /// Whether the landing bed after the programme is played.
        public var playsBed = true
        /// Runs first on the mixer's thread, to raise its priority where the system allows it: the
        /// decoders' stock of half a minute then stands between a busy machine and a gap, where
        /// it would be the second that is mixed ahead.
        public var threadPrologue: @Sendable () -> Void = {}
        /// What the programme's clock showed before this engine, where it takes up another's work.
        public var clock: ClockLine?

        /// The usual distances.
        public init() {}
    }

    /// The outputs, the first of which sets the pace.
    public let outputs: [any AudioOutput]
    let feeds: [OutputFeed]
    private let ring: MixRing
    private let decoders: Decoders
    private let mixer: Mixer
    private let options: Options
    private let monitor = Monitor()
    /// How the mixer's thread fares.
    let mixerGauge = ThreadGauge()
    /// Page faults since the programme began.
    var ledger = FaultLedger()
    let ledgerMonitor = Monitor()
    /// Plans that wait for their frames, in order.
    private var pending: [(programme: Programme, from: FrameCount)] = []
    private var mixedTo: FrameCount
    /// Where the block ends that is mixed or was mixed last: plans begin after it.
    private var mixingTo: FrameCount
    private var hasStopped = false
    /// Whether `start` waits for the mix to be ahead.
    private var isStarting = false
    private var events: [EngineEvent] = []
    private var lostEvents: [Int]
    private var thread: NamedThread?

    /// Prepares a programme and its outputs; nothing runs yet but the decoders.
    ///
    /// - Parameter start: the programme frame to begin at, a multiple of 512.
    public init(
        programme: Programme, from start: FrameCount = 0, library: any AudioLibrary,
        outputs: [(output: any AudioOutput, options: OutputFeed.Options)],
        options: Options = Options()
    ) {
        precondition(!outputs.isEmpty, "an engine has at least one output")
        let programme = options.playsBed ? programme : programme.withoutBed
        self.options = options
        self.outputs = outputs.map(\.output)
        let ring = MixRing(
            rate: programme.rate, aheadSeconds: options.mixAheadSeconds, start: start,
            bed: outputs.contains { $0.options.keepsTime } ? .drone(at: programme.rate) : nil)
        if let clock = options.clock { ring.clock.publish(clock) }
        self.ring = ring
        feeds = outputs.map { OutputFeed(ring: ring, options: $0.options) }
        lostEvents = outputs.map { _ in 0 }
        decoders = Decoders(
            programme: programme, from: start, library: library, threads: options.decoderThreads,
            horizonSeconds: options.horizonSeconds, stockSeconds: options.stockSeconds,
            refillShare: 0.5)
        mixer = Mixer(programme: programme, from: start, decoders: decoders)
        mixedTo = start
        mixingTo = start
        ring.end = mixer.end
        ring.setMusic(programme.musicRanges, from: start)
    }

    /// Starts mixing and opens the outputs, which play silence until `play`. Returns when all are
    /// open and the mix is ahead.
    ///
    /// - Throws: the error of the first output that can't be opened; all are closed again.
    public func start() throws {
        thread = NamedThread("mixer") { [self] in
            options.threadPrologue()
            mix()
        }
        monitor.locked {
            isStarting = true
            defer { isStarting = false }
            while mixedTo < min(ring.end, FrameCount(ring.ahead - 2 * Int64(Mixer.block))),
                !hasStopped
            {
                monitor.wait(milliseconds: 50)
            }
        }
        do {
            for (output, feed) in zip(outputs, feeds) { try output.start(feed) }
            // Where another engine's work is taken up, the programme plays already.
            if feeds.contains(where: { $0.position.isPlaying }) { beginHealth() }
        } catch {
            stop()
            throw error
        }
    }

    /// Ends all threads and closes the outputs.
    public func stop() {
        for output in outputs { output.stop() }
        let wasRunning = monitor.locked {
            defer { hasStopped = true }
            monitor.signal()
            return !hasStopped
        }
        guard wasRunning else { return }
        decoders.stop()
        thread?.join()
    }

    /// Gives a command to one output or to all; false when an output's queue is full.
    @discardableResult
    public func send(_ command: FeedCommand, to output: Int?) -> Bool {
        var isTaken = true
        if command.kind == .play { beginHealth() }
        for (index, feed) in feeds.enumerated() where output == nil || output == index {
            isTaken = monitor.locked { feed.send(command) } && isTaken
        }
        return isTaken
    }

    /// The earliest frame at which a plan made within `seconds` from now can take effect: a
    /// multiple of 512, or the end of a mix that is complete.
    public func planningFrame(within seconds: Double) -> FrameCount {
        let block = Int64(Mixer.block)
        let margin = FrameCount(seconds: seconds, at: ring.rate).value
        return monitor.locked {
            // As far as the mixer may have come by then, however long it sleeps.
            let mixed = max(mixingTo.value, ring.reference.value + ring.ahead)
            let earliest = FrameCount((mixed + margin + block - 1) / block * block)
            return min(earliest, max(mixedTo, ring.end))
        }
    }

    /// Goes on with another plan from a frame that `planningFrame` gave; false when the mix has
    /// passed it already, or when the last frames are about to be played, so that a later frame has
    /// to be planned for, or nothing more can be.
    public func replace(with programme: Programme, from frame: FrameCount) -> Bool {
        let programme = options.playsBed ? programme : programme.withoutBed
        return monitor.locked {
            precondition(
                frame.value % Int64(Mixer.block) == 0 || frame == ring.end,
                "plans begin at a block")
            // A tenth of a second before its last frame an output may be finishing already.
            let isOver = ring.end - ring.reference < FrameCount(ring.rate.hertz / 10)
            // The block that is being mixed at this moment follows the old plan.
            // So does what an output played while the mix was late.
            guard mixingTo <= frame, ring.reference <= frame, !isOver else { return false }
            pending.removeAll { $0.from >= frame }
            pending.append((programme, frame))
            ring.end = max(ring.end, programme.lastFrame)
            ring.setMusic(programme.musicRanges, from: frame)
            monitor.signal()
            return true
        }
    }

    /// What happened since the last call.
    public func takeEvents() -> [EngineEvent] {
        monitor.locked {
            for (index, feed) in feeds.enumerated() {
                while let event = feed.nextEvent() { events.append(.output(index, event)) }
                let lost = feed.lostEvents
                if lost > lostEvents[index] {
                    events.append(.eventsLost(output: index, count: lost - lostEvents[index]))
                    lostEvents[index] = lost
                }
            }
            for failure in decoders.takeFailures() {
                events.append(
                    .sourceFailed(
                        clip: failure.clip, heardUntil: failure.frame, error: failure.error))
            }
            defer { events = [] }
            return events
        }
    }

    /// Where an output is.
    public func position(of output: Int) -> FeedPosition { feeds[output].position }

    /// Which programme frame is heard when, as the reference output says; nil where it doesn't.
    public var clock: ClockLine? {
        var line = ClockLine(frame: 0, moment: 0, rate: 0)
        return ring.clock.read(into: &line) ? line : nil
    }

    /// How far the mix has come.
    public var mixHead: FrameCount { monitor.locked { mixedTo } }

    // MARK: The mixer's thread

    private func mix() {
        var missing: Int64 = 0
        var pace = MixPace(ring)
        mixerGauge.begin(NamedThread.currentNumber)
        while true {
            let isGoing = monitor.locked { () -> Bool in
                followPending()
                while !hasStopped, ring.room < Mixer.block || mixedTo >= mixer.end {
                    let due = MonotonicClock.nanoseconds + UInt64(pace.wait) * 1000
                    monitor.wait(microseconds: pace.wait)
                    noteWakeUp(due: due)
                    pace.adapt(room: ring.room)
                    followPending()
                }
                mixingTo = mixer.nextHead
                return !hasStopped
            }
            guard isGoing else { return }
            mixer.advance(ring)
            noteFramesLeft()
            monitor.locked {
                mixedTo = mixer.head
                if mixer.missingFrames > missing {
                    events.append(.framesMissing(FrameCount(mixer.missingFrames - missing)))
                    missing = mixer.missingFrames
                }
                if isStarting { monitor.signal() }
            }
        }
    }

    /// How late the mixer came back, and how much was left then.
    private func noteWakeUp(due: UInt64) {
        let now = MonotonicClock.nanoseconds
        mixerGauge.note(lateness: now > due ? now - due : 0)
        noteFramesLeft()
    }

    /// Where all is mixed nothing can be late any more.
    private func noteFramesLeft() {
        guard ring.head < ring.end else { return }
        mixerGauge.note(framesLeft: max(0, (ring.head - ring.reference).value))
    }

    /// Takes up new plans when their frames have come.
    private func followPending() {
        while let next = pending.first, mixer.head >= next.from || mixer.head >= mixer.end {
            pending.removeFirst()
            mixer.follow(next.programme)
            ring.end = pending.reduce(mixer.end) { max($0, $1.programme.lastFrame) }
            events.append(.planFollowed(at: next.from))
        }
    }
}

extension Programme {
    /// One past the last frame of the last clip or of the programme, whichever is later.
    var lastFrame: FrameCount { clips.reduce(end) { max($0, $1.end) } }

    /// The programme without what follows its last frame.
    var withoutBed: Programme {
        var programme = self
        programme.clips.removeAll { $0.kind == .bed }
        return programme
    }
}
