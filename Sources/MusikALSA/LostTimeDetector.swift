/// Finds time that a device lost without reporting any error.
///
/// A PulseAudio client with a short buffer on a busy machine stands still now and then, and every
/// call succeeds: only rates tell. Two counts are compared with the monotonic clock: the frames
/// heard, by the delay that the device reports, and the frames it has fetched, by the room it
/// offers. A delay may be a wrong guess and a server may fetch less for a while because it shortens
/// its own buffer, so time counts as lost only where both fall behind. Plain arithmetic; owned by
/// the output thread.
struct LostTimeDetector {
    /// How long it looks before it judges.
    private struct Pace {
        /// The least lag is taken over four spans of at least so many nanoseconds and readings.
        var span: UInt64
        var fewest: Int
        /// Spans of a loss that goes on before it is told all the same: a second.
        var longestLoss: Int

        static let served = Pace(span: 250_000_000, fewest: 25, longestLoss: 4)
        /// Of a card, whose delay is no guess.
        static let card = Pace(span: 100_000_000, fewest: 10, longestLoss: 10)
    }

    private var pace = Pace.served

    private var heard: LagEnvelope
    private var fetched: LagEnvelope
    private var spanStart: UInt64?
    private var readings = 0
    private var spans = 0
    /// What was found at the span before, and how often in a row it wasn't near that.
    private var before = 0.0
    private var unsteady = 0
    private let steady: Double
    private let step: Double

    init(hertz: Int) {
        heard = LagEnvelope(hertz: hertz, marginMilliseconds: 10)
        fetched = LagEnvelope(hertz: hertz, marginMilliseconds: 5)
        steady = Double(hertz) * 0.005
        // Between two looks at the room.
        step = Double(hertz) * 0.01
    }

    /// Forgets everything, and learns what kind of device it is.
    mutating func begin(_ backend: DeviceBackend) {
        reset()
        pace = backend == .direct ? .card : .served
    }

    /// Forgets everything; after each jump of the position that is known by itself.
    mutating func reset() {
        heard.reset()
        fetched.reset()
        spanStart = nil
        readings = 0
        spans = 0
        before = 0
        unsteady = 0
    }

    /// Says which frame should be heard at a moment, by a clock from before: a pointer behind it has
    /// lost time. After `reset`.
    mutating func expect(frame: Int64, at nanoseconds: UInt64) {
        heard.expect(frame: frame, at: nanoseconds)
    }

    /// Takes in a reading; returns how many frames were lost since the last loss reported, or 0.
    mutating func observe(heard: Int64, fetched: Int64, at nanoseconds: UInt64) -> Int64 {
        let start = spanStart ?? nanoseconds
        spanStart = start
        var lost: Int64 = 0
        if nanoseconds > start, nanoseconds - start >= pace.span, readings >= pace.fewest {
            self.heard.closeSpan()
            self.fetched.closeSpan()
            spans += 1
            if spans >= 4 { lost = judge(at: nanoseconds) }
            spanStart = nanoseconds
            readings = 0
        }
        self.heard.observe(heard, at: nanoseconds)
        self.fetched.observe(fetched, at: nanoseconds)
        readings += 1
        return lost
    }

    private mutating func judge(at nanoseconds: UInt64) -> Int64 {
        // What is expected after a join concerns the delay alone: the fetching began with it.
        let isJoining = heard.isExpected
        let late = heard.growth(at: nanoseconds)
        let missing = fetched.growth(at: nanoseconds)
        let found = isJoining ? late : missing > 0 ? min(late, missing + step) : 0
        guard found > 0 else {
            before = 0
            unsteady = 0
            if late > 0 { heard.doubt(at: nanoseconds) }
            if missing > 0 { fetched.doubt(at: nanoseconds) }
            return 0
        }
        // While it is still losing, the loss can't be told; but not for ever.
        let isSteady = abs(found - before) <= steady
        before = found
        unsteady = isSteady ? 0 : unsteady + 1
        if unsteady > 0 && unsteady < pace.longestLoss { return 0 }
        before = 0
        unsteady = 0
        heard.settle(at: nanoseconds)
        fetched.settle(at: nanoseconds)
        return Int64(found)
    }
}
