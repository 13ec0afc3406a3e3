/// A second-order delay-locked loop: follows a value that grows steadily, and how fast it grows.
///
/// After Fons Adriaensen, "Using a DLL to filter time" (2005): a difference `e` between what was
/// measured and what was expected moves the value by `b e` and the slope by `c e`, with
/// `b = sqrt(2) w`, `c = w w` and `w = 2 pi B T` for a bandwidth `B` and a period `T`. Here the
/// period may differ from turn to turn. Plain arithmetic. Audio thread.
struct ClockLoop: BitwiseCopyable, Sendable {
    /// Seconds of the clock's own time.
    private(set) var time = 0.0
    /// The value at `time`.
    private(set) var value = 0.0
    /// By how much the value grows in a second.
    private(set) var slope = 0.0

    /// Begins at a value with a slope.
    mutating func restart(value: Double, slope: Double, at time: Double) {
        self.time = time
        self.value = value
        self.slope = slope
    }

    /// The value to be expected at a time.
    func value(at time: Double) -> Double { value + slope * (time - self.time) }

    /// Takes in a measurement. `frequency` is `2 pi B`, in radians per second.
    mutating func follow(_ measured: Double, at time: Double, frequency: Double) {
        let period = time - self.time
        guard period > 0 else { return }
        let expected = value(at: time)
        let difference = measured - expected
        // Above this the loop would swing instead of following.
        let step = min(0.7, frequency * period)
        value = expected + 1.414_213_562_373_095 * step * difference
        slope += step * step * difference / period
        self.time = time
    }
}
