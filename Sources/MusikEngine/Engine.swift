public import MusikModel
public import MusikProgramme
public import MusikRealtime

/// Plays a programme on its outputs: decoders -> mixer -> one ring -> a chain per output.
///
/// Driven by values and answering in values: commands go in through `send` and `replace`, events
/// come out of `takeEvents`. All members may be used from any thread that is not an audio thread.
public final class Engine: @unchecked Sendable {
    // Safe to share: `pending`, `mixedTo`, `mixingTo`, `hasStopped`, `isStarting` and the event
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

        /// The usual distances.
        public init() {}
    }

    /// The outputs, the first of which sets the pace.
    public let outputs: [any AudioOutput]
    private let feeds: [OutputFeed]
    private let ring: MixRing
    private let decoders: Decoders
    private let mixer: Mixer
    private let options: Options
    private let monitor = Monitor()
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
            rate: programme.rate, aheadSeconds: options.mixAheadSeconds, start: start)
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
    public func send(_ command: FeedCommand, to output: Int? = nil) -> Bool {
        var isTaken = true
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
            guard mixingTo <= frame, !isOver else { return false }
            pending.removeAll { $0.from >= frame }
            pending.append((programme, frame))
            ring.end = max(ring.end, programme.lastFrame)
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
    public func position(of output: Int = 0) -> FeedPosition { feeds[output].position }

    /// How far the mix has come.
    public var mixHead: FrameCount { monitor.locked { mixedTo } }

    // MARK: The mixer's thread

    private func mix() {
        var missing: Int64 = 0
        var pace = MixPace(ring)
        while true {
            let isGoing = monitor.locked { () -> Bool in
                followPending()
                while !hasStopped, ring.room < Mixer.block || mixedTo >= mixer.end {
                    monitor.wait(microseconds: pace.wait)
                    pace.adapt(room: ring.room)
                    followPending()
                }
                mixingTo = mixer.nextHead
                return !hasStopped
            }
            guard isGoing else { return }
            mixer.advance(ring)
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
