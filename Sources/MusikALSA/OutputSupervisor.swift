internal import MusikEngine
internal import Synchronization

/// Looks after the loop of one output: gives it devices, replaces it when a device call doesn't
/// return, and ends it.
///
/// Runs on a thread of its own without real-time rights. It holds no lock and never waits longer
/// than stated, so that `stop` is answered in bounded time whatever a sound library does.
struct OutputSupervisor<Feed: PulledFeed> {
    /// A device call may last so long at the end: 1 s.
    static var callLimit: UInt64 { 1_000_000_000 }
    /// Threads stuck in a sound library at the same time, before no device is opened any more: the
    /// programme goes on by the clock, and nobody fills the machine with threads.
    static var mostStuck: Int { 4 }

    let core: OutputCore<Feed>
    private var opener: DeviceOpener?
    private var stuck: [DeviceOpener] = []

    init(_ core: OutputCore<Feed>) { self.core = core }

    /// The thread's whole life.
    mutating func run() {
        startLoop(core.gate.firstTicket(), isSuccessor: false)
        while !core.isStopping.load(ordering: .acquiring) {
            provideDevice()
            replaceStuckLoop()
            MonotonicClock.sleep(nanoseconds: 20_000_000)
        }
        end()
    }

    private func startLoop(_ ticket: CallGate.Ticket, isSuccessor: Bool) {
        let core = core
        do {
            try NamedThread.start("musik-out") {
                var loop = OutputLoop(core, ticket: ticket)
                loop.run(isSuccessor: isSuccessor)
            }
        } catch {
            // No thread to be had: for `start` that is its error, later it is the end of sound.
            core.openError.withLock { $0 = error }
            core.lossCode.store(error.code, ordering: .relaxed)
            core.stage = .lost
            core.hasLoopEnded.store(true, ordering: .releasing)
        }
    }

    private mutating func provideDevice() {
        stuck.removeAll { $0.hasEnded.load(ordering: .acquiring) }
        if let current = opener {
            if current.hasEnded.load(ordering: .acquiring) {
                opener = nil
            } else if current.isStuck(at: MonotonicClock.nanoseconds) {
                current.giveUp()
                stuck.append(current)
                opener = nil
            }
        }
        let stuckThreads = stuck.count + core.stuckLoops.load(ordering: .acquiring)
        let hasFailedAtStart =
            core.stage == .starting && core.openError.withLock { $0 != nil }
        let isNeeded = core.devices.isWanted || core.devices.hasDiscarded
        if opener == nil, isNeeded, !hasFailedAtStart, stuckThreads < Self.mostStuck {
            // Without a thread now, the next turn tries again.
            opener = try? DeviceOpener.start(for: core)
        }
    }

    /// A call may last as long as the device may fetch nothing: half a second on a card, because the
    /// other outputs have a second of the mix.
    private func replaceStuckLoop() {
        let limit = core.configuration.withLock { $0?.backend.patience } ?? Self.callLimit
        guard
            let ticket = core.gate.takeOver(
                ifStuckSince: limit, now: MonotonicClock.nanoseconds)
        else { return }
        core.stuckLoops.add(1, ordering: .acquiringAndReleasing)
        startLoop(ticket, isSuccessor: true)
    }

    /// Waits for the loop, gives it up if it is stuck, and closes what is left.
    private mutating func end() {
        opener?.giveUp()
        while !core.hasLoopEnded.load(ordering: .acquiring) {
            if core.gate.takeOver(ifStuckSince: Self.callLimit, now: MonotonicClock.nanoseconds)
                != nil
            {
                break
            }
            MonotonicClock.sleep(nanoseconds: 1_000_000)
        }
        core.volume.dismiss()
        closeRest()
        core.isFinished.store(true, ordering: .releasing)
    }

    /// Closing may wait for another process: two seconds are given to it.
    private func closeRest() {
        let core = core
        let closed = Flag()
        do {
            try NamedThread.start("musik-close") {
                core.devices.shut()
                core.devices.closeDiscarded()
                closed.isSet.store(true, ordering: .releasing)
            }
        } catch {
            core.devices.shut()
            core.devices.closeDiscarded()
            return
        }
        _ = MonotonicClock.wait(milliseconds: 2000) { closed.isSet.load(ordering: .acquiring) }
    }

    private final class Flag: Sendable {
        let isSet = Atomic<Bool>(false)
    }
}
