/// Finds time that a device lost without reporting any error.
///
/// A PulseAudio client with a short buffer on a busy machine stands still now and then, and every
/// call succeeds: only the pointer's rate tells. Readings are gathered in windows of half a second,
/// whose median lag behind the monotonic clock (readings of served devices scatter) is compared
/// with that of the windows before. Plain arithmetic; owned by the output thread.
struct LostTimeDetector {
    /// Lag within this isn't loss: 15 ms.
    private let jitter: Double
    private let rate: Double
    private let window: UInt64 = 500_000_000
    /// A difference of rate that a clock may have: 1000 ppm.
    private let tolerance = 0.001
    /// After so long the reference is taken anew: below it a constant loss of 2500 ppm is found.
    private let longest: UInt64 = 10_000_000_000

    private var origin: (heard: Int64, at: UInt64)?
    private var windowStart: UInt64 = 0
    private var lags = InlineArray<64, Double>(repeating: 0)
    private var count = 0
    /// The median of the window before, and how many in a row weren't near it.
    private var before = 0.0
    private var unsteady = 0
    private var reference: (lag: Double, at: UInt64)?

    init(hertz: Int) {
        rate = Double(hertz)
        jitter = Double(hertz) * 0.015
    }

    /// Forgets everything; after each jump of the position that is known by itself.
    mutating func reset() {
        origin = nil
        reference = nil
        count = 0
        before = 0
        unsteady = 0
    }

    /// Says which frame should be heard at a moment, by a clock from before: a pointer behind it has
    /// lost time. After `reset`.
    mutating func expect(frame: Int64, at nanoseconds: UInt64) {
        origin = (frame, nanoseconds)
        windowStart = nanoseconds
        reference = (0, nanoseconds)
    }

    /// Takes in a reading; returns how many frames were lost since the last loss reported, or 0.
    mutating func observe(heard: Int64, at nanoseconds: UInt64) -> Int64 {
        guard let origin, nanoseconds >= origin.at else {
            self.origin = (heard, nanoseconds)
            windowStart = nanoseconds
            return 0
        }
        var lost: Int64 = 0
        if nanoseconds - windowStart >= window {
            if count > 0 { lost = close(at: nanoseconds) }
            windowStart = nanoseconds
            count = 0
        }
        let elapsed = Double(nanoseconds - origin.at) * rate / 1_000_000_000
        insert(elapsed - Double(heard - origin.heard))
        return lost
    }

    private mutating func close(at nanoseconds: UInt64) -> Int64 {
        let median = lags[count / 2]
        let isSteady = abs(median - before) <= jitter
        before = median
        guard let reference else {
            self.reference = (median, nanoseconds)
            return 0
        }
        let age = nanoseconds - reference.at
        let excess = median - reference.lag
        let allowed = jitter + Double(age) * rate / 1_000_000_000 * tolerance
        if excess > allowed {
            // While it is still losing, the loss can't be told; but not for ever.
            unsteady = isSteady ? 0 : unsteady + 1
            if unsteady > 0 && unsteady < 4 { return 0 }
            unsteady = 0
            self.reference = (median, nanoseconds)
            return Int64(excess)
        }
        unsteady = 0
        // A pointer that gained is the better reference; it never makes up for a loss.
        if excess < 0 || age > longest { self.reference = (median, nanoseconds) }
        return 0
    }

    /// Keeps the window's lags sorted; readings beyond its room are left out.
    private mutating func insert(_ lag: Double) {
        guard count < 64 else { return }
        var place = count
        while place > 0 && lags[place - 1] > lag {
            lags[place] = lags[place - 1]
            place -= 1
        }
        lags[place] = lag
        count += 1
    }
}
