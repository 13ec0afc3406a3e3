import Glibc
import MusikModel
import MusikTestSupport

@testable import MusikRealtime

func sinOf(_ x: Double) -> Double { sin(x) }
func log10Of(_ x: Double) -> Double { log10(x) }

/// A ring holding a signal, and a feed over it, driven by hand.
struct Bench {
    let ring: MixRing
    let feed: OutputFeed
    let signal: (Int) -> Float
    private var written = 0

    init(
        seconds: Double = 20, options: OutputFeed.Options = .init(ceiling: nil),
        signal: @escaping (Int) -> Float
    ) {
        ring = MixRing(rate: .standard, aheadSeconds: 1)
        feed = OutputFeed(ring: ring, options: options)
        feed.setFormat(.float32)
        self.signal = signal
        ring.end = FrameCount(Int(seconds * 48_000))
    }

    /// Fills the ring as far as it may be.
    mutating func fill() {
        let count = min(ring.room, Int(ring.end.value) - written)
        guard count > 0 else { return }
        var frames: [Float] = []
        for n in written..<(written + count) { frames += [signal(n), -signal(n)] }
        ring.write(frames, count: count)
        written += count
    }

    /// Renders frames in calls of a size; returns the left channel.
    mutating func render(_ frames: Int, step: Int = 480) -> [Float] {
        var out: [Float] = []
        var left = frames
        while left > 0 {
            fill()
            let count = min(step, left)
            var buffer = [Float](repeating: 9, count: count * 2)
            buffer.withUnsafeMutableBytes {
                _ = feed.render(into: $0.baseAddress!, frames: count)
            }
            for n in 0..<count { out.append(buffer[2 * n]) }
            left -= count
        }
        return out
    }

    /// All events so far.
    func events() -> [FeedEvent] {
        var events: [FeedEvent] = []
        while let event = feed.nextEvent() { events.append(event) }
        return events
    }
}

func decibels(_ samples: ArraySlice<Float>) -> Double {
    let power = samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(samples.count)
    return 10 * log10(power)
}

let sine: @Sendable (Int) -> Float = { Float(0.25 * sin(2 * .pi * 997 / 48_000 * Double($0))) }
