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

    /// Goes on where the programme's clock is by now.
    private func catchUp(_ feed: OutputFeed) {
        var line = ClockLine(frame: 0, moment: 0, rate: 0)
        guard let offset = feed.programmeOffset, feed.clock.read(into: &line) else { return }
        let due = line.frame(at: MonotonicClock.nanoseconds) - Double(offset)
        let late = Int(due.rounded()) - Int(feed.renderedFrames)
        for _ in 0..<100 where feed.framesReady < late { usleep(2_000) }
        feed.skip(frames: max(0, min(late, feed.framesReady)))
    }

    private func run(_ feed: OutputFeed) {
        let capacity = 8192
        let buffer = UnsafeMutableRawPointer.allocate(
            byteCount: capacity * SampleFormat.largestFrameSize, alignment: 16)
        defer { unsafe buffer.deallocate() }
        // Touched, as all that a thread of sound uses.
        unsafe buffer.initializeMemory(
            as: UInt8.self, repeating: 0, count: capacity * SampleFormat.largestFrameSize)
        feed.publish(thread: NamedThread.currentNumber)
        let start = MonotonicClock.nanoseconds
        var rendered: Int64 = 0
        var waits = 0
        if feed.resumedSince != nil { catchUp(feed) }
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
            guard due < capacity else { continue }
            let pause: UInt32 = speed != 1 ? 200 : isIdle ? 20_000 : 90_000
            let dueBack = MonotonicClock.nanoseconds + UInt64(pause) * 1000
            usleep(pause)
            let back = MonotonicClock.nanoseconds
            if speed == 1 { feed.note(lateness: back > dueBack ? back - dueBack : 0) }
        }
    }
}
