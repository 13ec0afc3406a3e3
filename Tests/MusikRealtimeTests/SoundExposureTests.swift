import Foundation
import MusikModel
import Testing

@testable import MusikRealtime

/// What an output's chain counts of the sound that it hands over.
@Suite("Sound exposure")
struct SoundExposureTests {
    private static func tone(_ hertz: Double, _ amplitude: Double) -> (Int) -> Float {
        { Float(amplitude * sin(2 * .pi * hertz / 48_000 * Double($0))) }
    }

    @Test(
        "A tone counts by its A-weighted mean square, within a class 1 meter's tolerances",
        arguments: [
            // Hertz, least and most deviation from the curve in dB (IEC 61672-1, class 1).
            (63.0, -1.0, 1.0), (125, -1.0, 1.0), (250, -1.0, 1.0), (500, -1.0, 1.0),
            (1000, -0.7, 0.7), (2000, -1.0, 1.0), (4000, -1.0, 1.0), (8000, -2.5, 1.5),
            (16_000, -16, 2.5),
        ])
    func weighting(hertz: Double, least: Double, most: Double) {
        let filter = AWeightingFilter(hertz: 48_000)
        var memory = AWeightingFilter.Memory()
        let signal = Self.tone(hertz, 0.5)
        let frames = (0..<96_000).flatMap { [signal($0), signal($0) / 2] }
        _ = filter.energy(frames, frames: 48_000, &memory)
        let sum = frames.withUnsafeBufferPointer {
            filter.energy($0.baseAddress! + 96_000, frames: 48_000, &memory)
        }
        let level = Decibels(power: sum.x / 48_000).value - Decibels(power: 0.125).value
        let off = level - AWeighting.decibels(at: hertz)
        #expect(off > least && off < most, "\(off)")
        // Half the amplitude on the other channel.
        #expect(abs(Decibels(power: sum.x / sum.y).value - 6.0206) < 0.001)
    }

    /// A chain of a tone of 1 kHz with a mean square of 0.02, and what it counted in whole seconds.
    private func exposure(
        seconds: Int, options: OutputFeed.Options = .init(ceiling: nil),
        _ command: (OutputFeed, Int) -> Void = { _, _ in }
    ) -> SoundExposure {
        var bench = Bench(options: options, signal: Self.tone(1000, 0.2))
        _ = bench.feed.send(FeedCommand(.play))
        for second in 0..<seconds {
            command(bench.feed, second)
            _ = bench.render(48_000)
        }
        return bench.feed.position.exposure
    }

    @Test("Ten seconds count ten times their mean square; levels and silences count as they sound")
    func commanded() {
        let plain = exposure(seconds: 10)
        #expect(abs(plain.left - 0.2) < 0.002 && abs(plain.left - plain.right) < 1e-9)
        // 6.02 dB down from the fifth second on.
        let half = exposure(seconds: 10) { feed, second in
            if second == 5 { _ = feed.send(FeedCommand(.level, value: 0.5)) }
        }
        #expect(abs(half.left - 0.125) < 0.005)
        for kind in [FeedCommand.Kind.quiet, .mute, .pause] {
            let silent = exposure(seconds: 10) { feed, second in
                if second == 5 { _ = feed.send(FeedCommand(kind)) }
            }
            #expect(abs(silent.left - 0.1) < 0.005, "\(kind)")
        }
    }

    @Test("What is taken back counts once, and what passes without a device doesn't count")
    func takenBack() {
        var bench = Bench(options: .init(ceiling: nil), signal: Self.tone(1000, 0.2))
        _ = bench.feed.send(FeedCommand(.play))
        _ = bench.render(96_000)
        #expect(bench.feed.rewind(frames: 24_000) == 24_000)
        _ = bench.render(24_000)
        #expect(abs(bench.feed.position.exposure.left - 0.04) < 0.001)
        bench.feed.skip(frames: 24_000)
        #expect(abs(bench.feed.position.exposure.left - 0.04) < 0.001)
    }

    @Test("A trim makes up for a louder device, and is no softer sound")
    func trimmed() {
        let trimmed = exposure(seconds: 10) { feed, second in
            if second == 5 { feed.trim(0.25) }
        }
        #expect(abs(trimmed.left - 0.2) < 0.004)
    }

    @Test("Silence after a sound leaves nothing small behind that slows the filter")
    func spent() {
        let filter = AWeightingFilter(hertz: 48_000)
        var memory = AWeightingFilter.Memory()
        _ = filter.energy([Float](repeating: 0.5, count: 960), frames: 480, &memory)
        var silent = SIMD2<Double>.zero
        for _ in 0..<1000 {
            silent = filter.energy([Float](repeating: 0, count: 960), frames: 480, &memory)
        }
        #expect(silent == .zero && memory.first.0 == .zero && memory.third.1 == .zero)
    }

    @Test("No command sets a level above the highest one, whatever its value")
    func ceiling() {
        var options = OutputFeed.Options(level: 1, ceiling: nil)
        options.highestLevel = 0.25
        for value in [Float(1), 0.3, 100, .infinity, .nan] {
            var bench = Bench(options: options, signal: { _ in 0.5 })
            _ = bench.feed.send(FeedCommand(.level, value: value))
            _ = bench.feed.send(FeedCommand(.play))
            _ = bench.feed.send(FeedCommand(.level, value: value))
            // A ceiling above the output's own is none.
            _ = bench.feed.send(FeedCommand(.ceiling, value: 1))
            _ = bench.feed.send(FeedCommand(.level, value: value))
            #expect(bench.render(48_000).allSatisfy { $0 <= 0.125 && $0 >= 0 }, "\(value)")
            _ = bench.feed.send(FeedCommand(.ceiling, value: 0.1))
            _ = bench.render(10_240)
            #expect(bench.render(4800).allSatisfy { abs($0 - 0.05) < 1e-6 }, "\(value)")
            _ = bench.feed.send(FeedCommand(.ceiling, value: 0.25))
            _ = bench.feed.send(FeedCommand(.level, value: 0.2))
            _ = bench.render(10_240)
            #expect(bench.render(4800).allSatisfy { abs($0 - 0.1) < 1e-6 }, "\(value)")
        }
    }

    @Test("A negative level is silence, not sound upside down")
    func negative() {
        var bench = Bench(options: .init(ceiling: nil), signal: { _ in 0.5 })
        _ = bench.feed.send(FeedCommand(.play))
        _ = bench.feed.send(FeedCommand(.level, value: -0.7))
        _ = bench.render(10_240)
        #expect(bench.render(4800).allSatisfy { $0 == 0 })
    }
}
