internal import Glibc
public import MusikEngine
public import MusikRealtime
internal import Synchronization

/// A sound card, or whatever else has an ALSA name.
///
/// Three kinds of threads work for it: the *loop* (real-time, pulls and writes), *openers* (open
/// and close, may get stuck) and a *supervisor* (replaces whoever is stuck). A device that is lost
/// is opened again every 100 ms, and the programme goes on where the clock says.
public final class ALSAOutput: AudioOutput {
    /// The name the output was asked for by.
    public let name: String

    private let request: DeviceRequest
    private let priority: Int32
    private let core = Mutex<OutputCore<ClockedFeed>?>(nil)

    /// Names a device: any ALSA name, with the options of `DeviceRequest`.
    ///
    /// - Parameter priority: of SCHED_FIFO, 1 to 99.
    /// - Throws: an error with reason `badName`.
    public init(
        _ name: String, priority: Int32 = RealTimeRights.outputPriority
    ) throws(ALSAError) {
        self.name = name
        request = try DeviceRequest(name)
        self.priority = priority
    }

    deinit { stop() }

    /// What the device agreed to when it was opened last; nil before that. Any thread.
    public var configuration: PCMConfiguration? {
        core.withLock { $0 }?.configuration.withLock { $0 }
    }

    /// Turns of the loop since the start, about 100 a second. Any thread.
    public var turns: UInt64 { core.withLock { $0 }?.turns.load(ordering: .relaxed) ?? 0 }

    /// Opens the device and starts its stream, silent until the feed is told to play.
    ///
    /// - Throws: `ALSAError`. Returns within 10 s, whatever the device does.
    public func start(_ feed: OutputFeed) throws {
        let started = OutputCore(
            request: request,
            feed: ClockedFeed(
                feed, acousticDelay: Int64(request.acousticMilliseconds * 1_000_000)),
            priority: priority, volumes: .ofProcess)
        let isFirst = core.withLock { present in
            guard present == nil else { return false }
            present = started
            return true
        }
        precondition(isFirst, "an output is started once at a time")
        do {
            try started.launch()
        } catch {
            core.withLock { if $0 === started { $0 = nil } }
            throw error
        }
    }

    /// Ends the stream at once and closes the device. Any thread, at any time, also during
    /// `start`, which then throws; returns within 4 s, whatever the device does.
    public func stop() {
        guard let running = core.withLock({ $0 }) else { return }
        running.end()
        core.withLock { if $0 === running { $0 = nil } }
    }
}

extension OutputCore {
    /// Starts the threads and waits for the first sound, or rather for the first silence.
    func launch() throws(ALSAError) {
        let core = self
        // A device that goes on for another engine is one that was away: nobody waits for it, and it
        // is tried until it is there.
        if let since = feed.resumedSince {
            unsafe progress.pointee.lostAt = since
            unsafe progress.pointee.lostAtFrame = feed.renderedFrames
            stage = .lost
        }
        do {
            try NamedThread.start("musik-sound") {
                var supervisor = OutputSupervisor(core)
                supervisor.run()
            }
        } catch {
            isFinished.store(true, ordering: .releasing)
            throw error
        }
        if feed.resumedSince != nil { return }
        let isDecided = MonotonicClock.wait(milliseconds: 6000) {
            core.stage != .starting || core.isStopping.load(ordering: .acquiring)
                || core.openError.withLock { $0 != nil }
        }
        if stage == .running { return }
        let wasStopped = isStopping.load(ordering: .acquiring)
        let error = openError.withLock { $0 }
        let code = lossCode.load(ordering: .relaxed)
        end()
        if let error { throw error }
        if wasStopped { throw ALSAError(.stopped, call: "start", device: request.name) }
        if isDecided, code != ETIMEDOUT {
            throw ALSAError(call: "start", code: code, device: request.name)
        }
        throw ALSAError(.timedOut, call: "start", code: ETIMEDOUT, device: request.name)
    }

    /// Ends the threads and waits for them; called by several at once, all of them wait.
    func end() {
        isStopping.store(true, ordering: .releasing)
        _ = MonotonicClock.wait(milliseconds: 4000) { isFinished.load(ordering: .acquiring) }
    }
}
