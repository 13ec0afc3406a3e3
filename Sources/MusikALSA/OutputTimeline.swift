/// Which frame a listener hears at which moment, from what the hardware pointer said last.
///
/// Plain arithmetic; owned by the output thread.
struct OutputTimeline {
    /// Frames per second.
    let rate: Double
    /// The frame heard at `moment`; nil before the pointer moved for the first time.
    private(set) var frame: Double?
    /// Nanoseconds of CLOCK_MONOTONIC.
    private(set) var moment: UInt64 = 0

    init(hertz: Int) { rate = Double(hertz) }

    /// Takes in a reading of the pointer.
    ///
    /// Served devices guess their delay, some milliseconds up and down: a tenth of each
    /// difference is followed, so that one bad guess doesn't decide where a lost device comes back.
    /// Beyond 20 ms it isn't a guess but a jump.
    mutating func observe(frame heard: Int64, at nanoseconds: UInt64) {
        guard let expected = frame(at: nanoseconds) else {
            restart(frame: heard, at: nanoseconds)
            return
        }
        let difference = Double(heard) - expected
        if abs(difference) > rate / 50 {
            restart(frame: heard, at: nanoseconds)
        } else if nanoseconds >= moment {
            frame = expected + difference / 10
            moment = nanoseconds
        }
    }

    /// Begins anew at a reading.
    mutating func restart(frame heard: Int64, at nanoseconds: UInt64) {
        frame = Double(heard)
        moment = nanoseconds
    }

    /// The frame to be heard at a moment if the clock ran on as it did; nil before any reading.
    func frame(at nanoseconds: UInt64) -> Double? {
        guard let frame else { return nil }
        let elapsed = Double(Int64(bitPattern: nanoseconds &- moment))
        return frame + elapsed * rate / 1_000_000_000
    }
}
