/// How far a count of frames has fallen behind the clock, however late the readings of it are.
///
/// A reading that comes late, because the thread was preempted or the server's answer is old, makes
/// the lag look larger and never smaller: the least lag of many readings is the true one. Plain
/// arithmetic; owned by the output thread.
struct LagEnvelope {
    /// Growth within this isn't loss: frames.
    private let margin: Double
    private let rate: Double
    /// A difference of rate that a clock may have: 1000 ppm. A constant loss above it is found.
    private let tolerance = 0.001
    /// The reference is moved after so long.
    private let longest: UInt64 = 5_000_000_000
    /// Growth that nobody believed for so many spans, five seconds, is how things are now.
    private let patience = 20

    private var origin: (frame: Int64, at: UInt64)?
    /// The least lag of the present span, and of the four before.
    private var least = Double.infinity
    private var spans = InlineArray<4, Double>(repeating: .infinity)
    private var next = 0
    private var reference: (lag: Double, at: UInt64)?
    private var unbelieved = 0
    /// The growth at the span before.
    private var growthBefore = 0.0
    /// The reference was told by another clock and not measured.
    private(set) var isExpected = false

    init(hertz: Int, marginMilliseconds: Double) {
        rate = Double(hertz)
        margin = rate * marginMilliseconds / 1000
    }

    /// Forgets everything.
    mutating func reset() {
        origin = nil
        reference = nil
        isExpected = false
        unbelieved = 0
        least = .infinity
        for index in spans.indices { spans[index] = .infinity }
    }

    /// Says which frame belongs to a moment, by a clock from before. After `reset`.
    mutating func expect(frame: Int64, at nanoseconds: UInt64) {
        origin = (frame, nanoseconds)
        reference = (0, nanoseconds)
        isExpected = true
    }

    /// Takes in a reading.
    mutating func observe(_ frame: Int64, at nanoseconds: UInt64) {
        let from = origin ?? (frame, nanoseconds)
        origin = from
        let elapsed = Double(Int64(bitPattern: nanoseconds &- from.at)) * rate / 1_000_000_000
        least = min(least, elapsed - Double(frame - from.frame))
    }

    /// Ends a span of readings.
    mutating func closeSpan() {
        spans[next] = least
        next = (next + 1) % 4
        least = .infinity
    }

    /// By how many frames the lag has grown beyond what clocks and readings differ by, or 0.
    mutating func growth(at nanoseconds: UInt64) -> Double {
        guard let reference else {
            settle(at: nanoseconds)
            return 0
        }
        let age = nanoseconds - reference.at
        let drift = Double(age) * rate / 1_000_000_000 * tolerance
        let growth = lag - reference.lag
        if growth > margin + drift { return growth }
        unbelieved = 0
        // A span that begins just before a loss holds few readings from before it, and their least
        // lag may be large: only growth that two spans in a row show is the clock's.
        let shown = min(growth, growthBefore)
        growthBefore = growth
        // A count that gained is the better reference; it never makes up for a loss. Upwards the
        // reference goes no faster than a clock can.
        if growth < 0 {
            settle(at: nanoseconds)
        } else if age > longest {
            follow(reference.lag + min(shown, drift), nanoseconds)
        }
        return 0
    }

    /// The growth just told was no loss; where it stays, it is how things are.
    mutating func doubt(at nanoseconds: UInt64) {
        unbelieved += 1
        if unbelieved >= patience { settle(at: nanoseconds) }
    }

    /// Takes the present lag for the reference.
    mutating func settle(at nanoseconds: UInt64) { follow(lag, nanoseconds) }

    private var lag: Double {
        var lag = spans[0]
        for index in 1..<4 { lag = min(lag, spans[index]) }
        return lag
    }

    private mutating func follow(_ lag: Double, _ nanoseconds: UInt64) {
        reference = (lag, nanoseconds)
        isExpected = false
        unbelieved = 0
        growthBefore = 0
    }
}
