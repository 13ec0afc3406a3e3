public import MusikEngine
public import MusikRealtime

/// An output driven by the test's own hand.
public final class ManualOutput: AudioOutput, @unchecked Sendable {
    // Safe to share: `held` is used under `monitor`, a lock that ThreadSanitizer knows.
    /// Its name.
    public let name = "manual"
    private let monitor = Monitor()
    private var held: OutputFeed?

    /// An output that waits for its first pull.
    public init() {}

    /// Takes the feed.
    public func start(_ feed: OutputFeed) throws {
        feed.setFormat(.float32)
        monitor.locked { held = feed }
    }

    /// Nothing runs that could be stopped.
    public func stop() {}

    /// Renders frames as the mixer provides them, or at once; what belongs to the record, left
    /// channel.
    public func pull(
        _ frames: Int, step: Int = 256, waits: Bool = true
    ) -> (samples: [Float], isFinished: Bool) {
        let feed = monitor.locked { held! }
        var out: [Float] = []
        var left = frames
        var buffer = [Float](repeating: 0, count: step * 2)
        while left > 0 {
            let count = min(left, step)
            while waits, feed.framesReady < count {}
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
