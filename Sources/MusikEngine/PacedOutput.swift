private import Glibc
private import MusikModel
public import MusikRealtime
private import Synchronization

/// Silence at the right pace: an output without a device, on the monotonic clock.
///
/// What a session plays on where there is no card; with a speed, what rehearsals and tests play on.
public final class PacedOutput: AudioOutput {
    /// The name it was asked for by.
    public let name: String
    private let speed: Double?
    private let isStopping = Atomic<Bool>(false)
    private let thread = ThreadSlot()

    /// An output that runs `speed` times as fast as time; nil for as fast as the mixer is.
    public init(name: String = "null:", speed: Double? = 1) {
        self.name = name
        self.speed = speed
    }

    /// Starts pulling. Never fails.
    public func start(_ feed: OutputFeed) throws {
        feed.setFormat(.s16)
        isStopping.store(false, ordering: .releasing)
        thread.start("null-output") { [self] in run(feed) }
    }

    /// Ends the thread.
    public func stop() {
        isStopping.store(true, ordering: .releasing)
        thread.join()
    }

    private func run(_ feed: OutputFeed) {
        let capacity = 8192
        let buffer = UnsafeMutableRawPointer.allocate(
            byteCount: capacity * SampleFormat.largestFrameSize, alignment: 16)
        defer { unsafe buffer.deallocate() }
        let start = MonotonicClock.nanoseconds
        var rendered: Int64 = 0
        var waits = 0
        while !isStopping.load(ordering: .acquiring) {
            let now = MonotonicClock.nanoseconds
            var due = capacity
            if let speed {
                let elapsed = Double(now - start) * 1e-9 * speed * Double(feed.rate.hertz)
                due = min(capacity, Int(Int64(elapsed) - rendered))
            }
            if speed != 1 { due = min(due, feed.framesReady) }
            // After a stall of the whole machine the mixer needs its moment, too: there is no card
            // here that could not wait a tenth of a second for it.
            if speed == 1, due == capacity, feed.framesReady < due, waits < 20 {
                waits += 1
                usleep(5_000)
                continue
            }
            waits = 0
            if due > 0 {
                _ = unsafe feed.render(into: buffer, frames: due)
                rendered += Int64(due)
                feed.publish(heardFrames: feed.renderedFrames, at: now)
            }
            // Nobody hears how coarsely silence is cut; only the first frame is waited for.
            let isIdle = !feed.position.isPlaying
            if due < capacity { usleep(speed != 1 ? 200 : isIdle ? 20_000 : 90_000) }
        }
    }
}
