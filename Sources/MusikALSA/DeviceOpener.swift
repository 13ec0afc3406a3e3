internal import MusikEngine
internal import Synchronization

/// Opens a device, again and again until it is there, on a thread that nobody waits for.
///
/// alsa-lib's calls to open and close may wait for another process without any limit (a stopped
/// JACK server, a PulseAudio daemon that listens and doesn't answer). The supervisor gives a stuck
/// opener up and starts another; if the stuck one ever returns, its device is used or closed.
final class DeviceOpener: Sendable {
    /// Between two attempts: 100 ms.
    static let pause: UInt64 = 100_000_000
    /// One attempt may last so long before the opener counts as stuck: 3 s.
    static let limit: UInt64 = 3_000_000_000

    private let attemptStarted = Atomic<UInt64>(0)
    private let isGivenUp = Atomic<Bool>(false)
    /// The thread has ended.
    let hasEnded = Atomic<Bool>(false)

    /// Starts the thread.
    static func start<Feed>(for core: OutputCore<Feed>) throws(ALSAError) -> DeviceOpener {
        let opener = DeviceOpener()
        opener.attemptStarted.store(MonotonicClock.nanoseconds, ordering: .relaxed)
        try NamedThread.start("musik-open") {
            // A plugin's own threads inherit this, and libpulse sends every frame from such a
            // thread: on a busy machine it would be late however early the loop was. Refused
            // rights are told by the loop.
            _ = NamedThread.makeRealTime(priority: max(core.priority - 10, 1))
            opener.run(core)
            opener.hasEnded.store(true, ordering: .releasing)
        }
        return opener
    }

    /// Whether the present attempt has lasted too long. The supervisor's thread.
    func isStuck(at nanoseconds: UInt64) -> Bool {
        let since = attemptStarted.load(ordering: .acquiring)
        return nanoseconds > since && nanoseconds - since > Self.limit
    }

    /// Lets the thread end after its present attempt. The supervisor's thread.
    func giveUp() { isGivenUp.store(true, ordering: .releasing) }

    private func run<Feed>(_ core: OutputCore<Feed>) {
        while true {
            attemptStarted.store(MonotonicClock.nanoseconds, ordering: .releasing)
            // A card can't be opened again before its first handle is closed.
            core.devices.closeDiscarded()
            if isGivenUp.load(ordering: .acquiring) || !core.devices.isWanted { return }
            do {
                let device = try PCMDevice.open(
                    core.request, rate: core.feed.rate, longestPeriod: core.feed.framesAhead / 4)
                // Before the loop gets the device, and so before anything is heard on it.
                core.volume.attend()
                let configuration = device.configuration
                core.configuration.withLock { $0 = configuration }
                core.devices.offer(device)
                return
            } catch {
                core.openError.withLock { $0 = error }
                // The first opening is a person's business; they are waiting for the answer.
                if core.stage == .starting { return }
            }
            attemptStarted.store(MonotonicClock.nanoseconds, ordering: .releasing)
            _ = MonotonicClock.wait(milliseconds: Self.pause / 1_000_000) {
                core.isStopping.load(ordering: .acquiring)
            }
            if core.isStopping.load(ordering: .acquiring) { return }
        }
    }
}
