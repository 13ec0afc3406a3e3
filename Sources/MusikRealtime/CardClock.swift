/// The clock of one sound card, from readings of its pointer: which frame it plays at which moment.
///
/// Readings are behind the truth, never ahead (`LeadEnvelope`), so of each half second only the
/// foremost counts. A line along 64 s of these is the clock at first; from 6 s on a delay-locked loop
/// follows it, narrow from 16 s on (`ClockLoop`). Where the newest 16 s contradict the 64 s, the older
/// ones are forgotten: the crystal got warmer. A restart keeps the rate. Neither locks nor allocates.
/// Audio thread.
public struct CardClock: Sendable {
    /// Frames per second by name.
    public let hertz: Int
    /// By how many parts per million it runs faster than its name, against the monotonic clock.
    public var partsPerMillion: Double { loop.slope * 1e6 }
    /// How far that may be off, in parts per million; most of the time it is off by less.
    public private(set) var uncertainty = 1000.0

    private var loop = ClockLoop()
    private var envelope = LeadEnvelope()
    private var span = ReadingSpan()
    private var grain = PointerGrain()
    private var origin: (frame: Int64, moment: UInt64)?
    private var lastTime = -1.0
    /// The slope expected before any reading, and how far it may be off.
    private var prior = (slope: 0.0, spread: CardClock.widest)
    /// Mean lag of readings behind the foremost, and over how many spans it was taken.
    private var meanLag = 0.0
    private var spans = 0
    /// Readings' mean distance from the line.
    private var meanGap = 0.0
    /// Spans in a row that were behind the line by more than can be.
    private var late = 0
    /// Whether the loop is to begin at the line, and when it began.
    private var isBeginning = true
    private var began = 0.0

    /// Readings further ahead than this, a quarter of a span, are no jitter: 20 ms.
    private static let jump = 0.02
    /// The first 6 s the line is taken as it is, and what is known of the rate beforehand with it.
    private static let directly = 6.0
    /// The loop's frequency once it has settled, 2 pi times 0.04 Hz.
    private static let narrow = 0.25
    /// How far a rate may be off of which nothing is known: 1000 ppm.
    private static let widest = 1e-3

    /// A clock of which nothing is known but its name.
    public init(hertz: Int) { self.hertz = hertz }

    /// Whether its rate is known well enough to lead others: from 4 s on.
    public var isLocked: Bool { isSettled && uncertainty < 200 }

    /// The clock's line; nil before the first half second.
    public var line: ClockLine? {
        guard let origin, envelope.count > 0 else { return nil }
        return ClockLine(
            frame: Double(origin.frame) + Double(hertz) * (loop.time + loop.value),
            moment: origin.moment &+ UInt64(loop.time * 1e9),
            rate: Double(hertz) * (1 + loop.slope))
    }

    /// Its line; before the first half second by the foremost reading alone, which may be late by as
    /// much as the pointer is. Nil before any.
    public var guess: ClockLine? {
        if let line { return line }
        guard let origin else { return nil }
        let point = span.foremost
        return ClockLine(
            frame: Double(origin.frame) + Double(hertz) * (point.time + point.lead),
            moment: origin.moment &+ UInt64(point.time * 1e9),
            rate: Double(hertz) * (1 + loop.slope))
    }

    /// The frame played at a moment; nil before the first half second.
    public func frame(at nanoseconds: UInt64) -> Double? { line?.frame(at: nanoseconds) }

    /// The moment at which a frame is played; nil before the first half second.
    public func moment(of frame: Double) -> UInt64? { line?.moment(of: frame) }

    /// Begins anew, because the stream did; the rate is still that of the same crystal.
    #if !DEBUG
        @_noLocks
    #endif
    public mutating func restart() {
        if envelope.count > 0 { keepRate() }
        isBeginning = true
        grain = PointerGrain()
        origin = nil
        lastTime = -1
        envelope.keep(0)
        span.clear()
        late = 0
    }

    /// Takes in a reading: so many frames had been played at a moment of CLOCK_MONOTONIC in
    /// nanoseconds. Readings not later than the one before are left out.
    #if !DEBUG
        @_noLocks
    #endif
    public mutating func observe(frame: Int64, at nanoseconds: UInt64) {
        let from = origin ?? (frame, nanoseconds)
        if origin == nil {
            origin = from
            loop.restart(value: 0, slope: prior.slope, at: 0)
        }
        let time = Double(Int64(bitPattern: nanoseconds &- from.moment)) * 1e-9
        guard time > lastTime else { return }
        lastTime = time
        let lead = Double(frame - from.frame) / Double(hertz) - time
        grain.observe(frame)
        // Until the line is settled anything may be ahead of it.
        let expected = isSettled ? loop.value(at: time) : 1 + loop.slope * time
        span.add(LeadEnvelope.Point(time: time, lead: lead), height: lead - expected)
        if span.isFull(at: time) {
            takeSpan()
            span.clear()
        }
    }

    private mutating func takeSpan() {
        let point = span.foremost
        let ahead = point.lead - loop.value(at: point.time)
        // No clock does that: the count of frames itself has jumped.
        if isSettled, ahead > Self.jump { return restart() }
        // Readings of a pointer that moves in bursts may be behind by one for minutes.
        if isSettled, ahead < -max(0.001, max(6 * meanGap, 1.5 * burst)) {
            late += 1
            guard late == 4 else { return }
            // The card stood still for a moment. Where it is, is known anew; its rate is the old one.
            keepRate()
            envelope.keep(0)
            isBeginning = true
        }
        late = 0
        spans = min(20, spans + 1)
        meanLag += (span.meanLag - meanLag) / Double(spans)
        envelope.append(point)
        followEnvelope()
    }

    /// By how many seconds the pointer moves at once; a second while that is unknown.
    private var burst: Double { Double(min(grain.frames, Int64(hertz))) / Double(hertz) }

    private var isSettled: Bool { envelope.count >= 8 }

    /// The rate goes on to be expected, as well as it is known; a crystal that gets warmer or
    /// colder meanwhile changes it by some 3 ppm.
    private mutating func keepRate() {
        prior = (loop.slope, min(Self.widest, (uncertainty + 3) * 1e-6))
    }

    /// Fits the line anew and lets the loop follow it.
    private mutating func followEnvelope() {
        var slope = prior.slope
        if var fit = envelope.fit() {
            // Turns that keep step with bursts see them at one place, which creeps and then slips.
            let slip = meanLag < burst / 8 ? 1.5 * burst : 0
            if envelope.count > 48, let short = envelope.fit(newest: 32),
                abs(fit.lead - short.lead) > max(50e-6, max(4 * short.meanGap, slip))
            {
                envelope.keep(32)
                prior = (short.slope, 1e-4)
                fit = short
            }
            meanGap = fit.meanGap
            // What is known beforehand counts as long as it is better than what was seen.
            let spread = max(meanLag, meanGap) / fit.length
            let variance = spread * spread / Double(envelope.count)
            let priorVariance = prior.spread * prior.spread
            let share = priorVariance / (priorVariance + variance)
            slope += share * (fit.slope - slope)
            let doubt = abs(slope - loop.slope) + (meanGap + 5e-6) / fit.length * share
            let known = (doubt + (1 - share) * prior.spread) * 1e6
            uncertainty += (known - uncertainty) / Double(spans)
        }
        let time = envelope.newest.time
        let lead = envelope.lead(slope: slope)
        if isBeginning {
            isBeginning = false
            began = time
        }
        if time - began < Self.directly {
            loop.restart(value: lead, slope: slope, at: time)
        } else {
            loop.follow(lead, at: time, frequency: max(Self.narrow, 4 / (time - began)))
        }
    }
}
