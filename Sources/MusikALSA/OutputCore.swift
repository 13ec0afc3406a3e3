internal import MusikModel
internal import MusikRealtime
internal import Synchronization

/// What the threads of one started output share.
///
/// Everything is atomic, immutable or behind a mutex the loop never takes, but for `progress`,
/// which belongs to whoever holds the gate: that makes `@unchecked Sendable` true.
@safe final class OutputCore<Feed: PulledFeed>: @unchecked Sendable {
    /// How far the stream has come.
    enum Stage: UInt8 {
        case starting
        case running
        case lost
    }

    let request: DeviceRequest
    let feed: Feed
    let priority: Int32
    let volume: VolumeDesk
    let gate = CallGate()
    let devices = DeviceExchange()

    /// The loop's memory, handed on from a stuck loop to its successor.
    let progress: UnsafeMutablePointer<OutputProgress>

    let isStopping = Atomic<Bool>(false)
    let isFinished = Atomic<Bool>(false)
    /// The loop that owns the feed has ended.
    let hasLoopEnded = Atomic<Bool>(false)
    /// Loops that were replaced and haven't returned from their device call.
    let stuckLoops = Atomic<Int>(0)
    private let stageValue = Atomic<UInt8>(0)
    /// The errno the stream was lost by.
    let lossCode = Atomic<Int32>(0)
    /// Turns of the loop since the start.
    let turns = Atomic<UInt64>(0)

    let openError = Mutex<ALSAError?>(nil)
    let configuration = Mutex<PCMConfiguration?>(nil)

    init(
        request: DeviceRequest, feed: Feed, priority: Int32,
        volumes: VolumeMemory = VolumeMemory()
    ) {
        self.request = request
        self.feed = feed
        self.priority = priority
        volume = VolumeDesk(request, volumes)
        unsafe progress = .allocate(capacity: 1)
        unsafe progress.initialize(to: OutputProgress(hertz: feed.rate.hertz))
    }

    deinit { unsafe progress.deallocate() }

    var stage: Stage {
        get { Stage(rawValue: stageValue.load(ordering: .acquiring))! }
        set { stageValue.store(newValue.rawValue, ordering: .releasing) }
    }
}

/// What an output loop remembers from turn to turn, and its successor from it.
struct OutputProgress {
    var timeline: OutputTimeline
    var detector: LostTimeDetector
    var recoveries = RecoveryLimit()
    /// Frames rendered that no device has taken yet.
    var pendingFrames = 0
    /// The furthest frame heard, as told to the session.
    var heard: Int64 = 0
    /// The count of urgent commands that has been dealt with.
    var urgentCommands: UInt32
    /// Frames lost without an error and not made up for yet.
    var owedFrames: Int64 = 0
    /// The frame that was due when the device was lost, and the moment.
    var lostAtFrame: Int64 = 0
    var lostAt: UInt64 = 0

    init(hertz: Int) {
        timeline = OutputTimeline(hertz: hertz)
        detector = LostTimeDetector(hertz: hertz)
        urgentCommands = 0
    }
}
