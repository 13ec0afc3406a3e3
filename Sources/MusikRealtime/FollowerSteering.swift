/// Keeps one card in step with the programme's clock by the ratio of its resampler.
///
/// The skew is that of the frame about to be computed: where the walk along the programme is, against
/// where the programme will be when the card plays that frame. Both clocks are filtered already and
/// bring their rates, so the ratio of the rates is the integral part of this control, kept by loops
/// that cannot wind up, and only a share of the skew is added. The sum is smoothed so that the two
/// are critically damped. Plain arithmetic. Audio thread.
public struct FollowerSteering: Sendable, BitwiseCopyable {
    /// The ratio never leaves 1 by more: two cards 1000 ppm off in opposite directions, and a
    /// quarter to move by.
    public static var bound: Double { 0.0025 }
    /// The ratio changes by no more in a second: pitch moves by less than two hundredths of a
    /// semitone.
    public static var mostChange: Double { 0.001 }
    /// Above so many seconds of skew, following would take too long: the output is to be placed anew,
    /// under a fade.
    public static var mostSkew: Double { 0.02 }

    /// By how many nanoseconds sound from this output reaches the ear later than it leaves the card.
    /// The programme's clock is that of the ear.
    public var acousticDelay: Int64
    /// Programme frames per output frame, at the end of the last walk.
    public private(set) var ratio = 1.0
    /// Seconds by which the programme is ahead of this output, at the last walk.
    public private(set) var skew = 0.0

    private let hertz: Double
    /// Seconds since it was placed.
    private var age = -1.0

    /// Steering of an output that has not been placed yet.
    public init(hertz: Int, acousticDelay: Int64 = 0) {
        self.hertz = Double(hertz)
        self.acousticDelay = acousticDelay
    }

    /// Whether following would take too long; see `mostSkew`.
    public var isAstray: Bool { abs(skew) > Self.mostSkew }

    /// Which programme frame belongs to a frame of the card, and from where the next walk starts.
    ///
    /// - Parameters:
    ///   - deviceFrame: the frame of the card that is computed next.
    ///   - card: the card's clock.
    ///   - programme: the programme's clock.
    #if !DEBUG
        @_noLocks
    #endif
    public mutating func place(
        _ deviceFrame: Double, card: ClockLine, programme: ClockLine
    ) -> Double {
        age = 0
        skew = 0
        ratio = bounded(programme.rate / card.rate)
        return due(deviceFrame, card, programme)
    }

    /// The next walk, which begins with the ratio that the last one ended with.
    ///
    /// - Parameters:
    ///   - position: the programme frame that would be computed next.
    ///   - deviceFrame: the frame of the card that is computed next.
    ///   - frames: how many output frames are computed now.
    #if !DEBUG
        @_noLocks
    #endif
    public mutating func walk(
        from position: Double, deviceFrame: Double, frames: Int, card: ClockLine,
        programme: ClockLine
    ) -> FollowerRatio {
        let length = Double(frames) / hertz
        age += length
        skew = (due(deviceFrame, card, programme) - position) / hertz
        // A time constant of 2 s for 8 s, within which a start without a known clock, some
        // milliseconds off, is mended; of 8 s once the clocks are known.
        let gain = max(0.125, 1 / (2 + 0.5 * max(0, age - 8)))
        let wanted = bounded(programme.rate / card.rate + gain * skew)
        let before = ratio
        let most = Self.mostChange * length
        ratio += max(-most, min(most, (wanted - ratio) * min(1, 4 * gain * length)))
        return FollowerRatio(first: before, bend: (ratio - before) / Double(frames))
    }

    /// The next walk while a clock is missing: the ratio stays.
    public func walkOn() -> FollowerRatio { FollowerRatio(first: ratio) }

    private func due(_ deviceFrame: Double, _ card: ClockLine, _ programme: ClockLine) -> Double {
        let heard = card.moment(of: deviceFrame) &+ UInt64(bitPattern: acousticDelay)
        return programme.frame(at: heard)
    }

    private func bounded(_ ratio: Double) -> Double {
        min(1 + Self.bound, max(1 - Self.bound, ratio))
    }
}
