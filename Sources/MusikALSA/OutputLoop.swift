// The thread in this file must not: allocate or free memory, take a lock, wait for anything but
// its device and the clock (and for the device never without a limit), touch a file, make a
// String, an Array or an existential, or throw anything but `Interruption`. What a plugin of
// alsa-lib does inside a device call is out of reach; hence the gate around each.
internal import Glibc
internal import MusikEngine
internal import MusikModel
internal import MusikRealtime
internal import Synchronization

/// Why a turn of the loop ended early.
enum Interruption: Error {
    /// A successor has taken over while a device call was stuck: touch nothing, end.
    case abandoned
    /// The device reported this errno.
    case broken(Int32)
}

/// Pulls frames from a feed and hands them to a device, for as long as an output runs.
@safe struct OutputLoop<Feed: PulledFeed>: ~Copyable {
    enum Phase {
        /// There is no device; time passes without it.
        case away
        /// Silence is in the device until its delay is known, so that music can start in time.
        case leadIn(LeadIn)
        /// Music is handed over.
        case playing
        /// The machine slept, and the driver is waking since then.
        case waking(since: UInt64)
    }

    let core: OutputCore<Feed>
    let feed: Feed
    let hertz: Int
    var ticket: CallGate.Ticket
    var phase = Phase.away
    var device: DeviceExchange.Pointer?
    var configuration: PCMConfiguration?

    /// Frames on their way to the device, and as many of silence; this loop's own, because a call
    /// that is stuck may still read them after a successor started.
    let chunk: UnsafeMutableRawBufferPointer
    let silence: UnsafeMutableRawBufferPointer
    var chunkOffset = 0
    /// Frames handed over since the stream was prepared, silence included, and how many of them the
    /// device has fetched, by the room it offers.
    var handedFrames = 0
    var fetchedFrames = 0
    /// When it last fetched some.
    var fetchedAt: UInt64 = 0
    /// Readings of the pointer in a row that took too long.
    var lateReadings = 0
    /// Until when a join is looked at again.
    var settledAt: UInt64 = 0
    /// Frames handed over since `pacedFrom`, which a device must not swallow faster than time.
    var pacedFrames = 0
    var pacedFrom: UInt64 = 0
    /// When frames were last begun to be handed over.
    var handedAt: UInt64 = 0
    /// When the thread is to be back from its wait while music plays; nil where it didn't wait.
    var dueBack: UInt64?

    /// Frames rendered at once, at most: a tenth of a second.
    var chunkFrames: Int { min(configuration?.periodFrames ?? hertz / 10, hertz / 10) }

    init(_ core: OutputCore<Feed>, ticket: CallGate.Ticket) {
        self.core = core
        feed = core.feed
        hertz = core.feed.rate.hertz
        self.ticket = ticket
        let bytes = hertz / 10 * 8
        unsafe chunk = .allocate(byteCount: bytes, alignment: 64)
        unsafe chunk.initializeMemory(as: UInt8.self, repeating: 0)
        unsafe silence = .allocate(byteCount: bytes, alignment: 64)
        unsafe silence.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit {
        unsafe chunk.deallocate()
        unsafe silence.deallocate()
    }

    /// The thread's whole life. A successor takes over from a loop that is stuck in a device call.
    mutating func run(isSuccessor: Bool) {
        NamedThread.touchStack()
        let refusal = NamedThread.makeRealTime(priority: core.priority)
        feed.publish(thread: NamedThread.currentNumber)
        if refusal != 0 { post(.rightsRefused, code: refusal) }
        if isSuccessor {
            lose(ETIMEDOUT)
        } else {
            unsafe core.progress.pointee.urgentCommands = feed.urgentCommands
        }
        while !core.isStopping.load(ordering: .acquiring) {
            core.turns.add(1, ordering: .relaxed)
            do throws(Interruption) {
                try turn()
            } catch {
                if !survives(error) { return closeOwnDevice() }
            }
        }
        if let device = unsafe device { unsafe core.devices.discard(device) }
        core.hasLoopEnded.store(true, ordering: .releasing)
    }

    private mutating func turn() throws(Interruption) {
        feed.trim(core.volume.trim)
        if let news = core.volume.take() { feed.post(news) }
        switch phase {
        case .away: stayAway()
        case .leadIn(let leadIn): try continueLeadIn(leadIn)
        case .playing: try play()
        case .waking(let since): try wake(since: since)
        }
    }

    /// Deals with an interruption, which may lead to another; false when this loop was replaced.
    private mutating func survives(_ first: Interruption) -> Bool {
        var interruption = first
        // Recovering fails at most once before the device counts as lost, which can't fail.
        while true {
            guard case .broken(let code) = interruption else { return false }
            do throws(Interruption) {
                try recover(from: code)
                return true
            } catch {
                interruption = error
            }
        }
    }

    /// Only on a loop that was replaced: nothing real-time depends on it any more.
    private mutating func closeOwnDevice() {
        if let device = unsafe device { unsafe DeviceExchange.close(device) }
        unsafe device = nil
        core.stuckLoops.subtract(1, ordering: .acquiringAndReleasing)
    }

    /// Makes a device call through the gate.
    @inline(__always)
    mutating func call(
        _ body: (borrowing PCMDevice) -> Int
    ) throws(Interruption) -> Int {
        guard let device = unsafe device else { throw .broken(EBADFD) }
        core.gate.enter(&ticket, at: MonotonicClock.nanoseconds)
        let result = unsafe body(device.pointee)
        guard core.gate.leave(&ticket) else { throw .abandoned }
        return result
    }

    /// As `call`, for calls whose failure ends the turn.
    @inline(__always)
    mutating func demand(
        _ body: (borrowing PCMDevice) -> Int
    ) throws(Interruption) -> Int {
        let result = try call(body)
        if result < 0 { throw .broken(Int32(-result)) }
        return result
    }

    func post(_ kind: DeviceEvent.Kind, code: Int32 = 0, frames: Int64 = 0) {
        feed.post(
            DeviceEvent(
                kind: kind, code: code, frames: frames, nanoseconds: MonotonicClock.nanoseconds))
    }
}
