public import MusikEngine
public import MusikRealtime
private import Synchronization

/// An output driven by the test's own hand.
public final class ManualOutput: AudioOutput {
    /// Its name.
    public let name = "manual"
    private let held = Mutex<OutputFeed?>(nil)

    /// An output that waits for its first pull.
    public init() {}

    /// Takes the feed.
    public func start(_ feed: OutputFeed) throws {
        feed.setFormat(.float32)
        held.withLock { $0 = feed }
    }

    /// Nothing runs that could be stopped.
    public func stop() {}

    /// Renders frames as the mixer provides them; what belongs to the record, left channel.
    public func pull(_ frames: Int, step: Int = 256) -> (samples: [Float], isFinished: Bool) {
        let feed = held.withLock { $0! }
        var out: [Float] = []
        var left = frames
        var buffer = [Float](repeating: 0, count: step * 2)
        while left > 0 {
            let count = min(left, step)
            while feed.framesReady < count {}
            let report = buffer.withUnsafeMutableBytes {
                feed.render(into: $0.baseAddress!, frames: count)
            }
            for n in 0..<report.recordedFrames { out.append(buffer[2 * n]) }
            left -= count
            if report.isFinished { return (out, true) }
        }
        return (out, false)
    }
}
