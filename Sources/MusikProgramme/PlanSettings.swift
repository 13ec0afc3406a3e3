internal import MusikModel

/// What every part of one planning shares, resolved from the request.
struct PlanSettings {
    /// The highest true peak a clip may reach, in dBTP: 0.2 dB below the ceiling of -1.
    static let peak: Decibels = -1.2
    /// How far a gain line moves for one seam at the most, in dB.
    static let lineRange = 4.0
    /// The fastest a gain line moves for a seam, in dB per second; with the arc's slope 0.2.
    static let lineSlope = 0.15
    /// The stretch on either side of an overlap whose loudness is compared, in seconds.
    static let seamSeconds = 3.0
    /// The grid of overlaps and trims: fifths of a second, two loudness blocks.
    static let stepsPerSecond = 5

    var rate: SampleRate
    var target: Decibels?
    var overlap: PlanRequest.Overlap
    var arc: GainLine?
    /// The arc's highest level, never below 0.
    var arcMaximum: Double
    var correlation: CorrelationMeter
    /// What a clinician's wish adds to every gain.
    var offset = 0.0

    init(_ request: PlanRequest) {
        rate = request.rate
        target = request.loudness
        overlap = request.overlap
        correlation = request.correlation
        arc = request.arc.line(rate: request.rate, seconds: 8 * 3600)
        arcMaximum = max(0, arc?.points.map(\.gain.value).max() ?? 0)
    }

    /// Whether whole files are joined without any overlap.
    var joins: Bool { overlap == .fixed(0) }

    /// The timeline frames of one step of the grid.
    var step: Int64 { Int64(rate.hertz) / Int64(Self.stepsPerSecond) }

    /// The shortest and longest overlap, in timeline frames.
    var overlapRange: (shortest: FrameCount, longest: FrameCount) {
        switch overlap {
        case .fitted(let range): (frames(range.lowerBound), frames(range.upperBound))
        case .fixed(let seconds): (frames(seconds), frames(seconds))
        }
    }

    func frames(_ seconds: Double) -> FrameCount { FrameCount(seconds: seconds, at: rate) }

    func seconds(_ frames: FrameCount) -> Double { frames.seconds(at: rate) }

    /// The gain that brings a track to a loudness without its peak passing `peak`, and by how much
    /// the peak limits it.
    func gain(
        for analysis: TrackAnalysis, to loudness: Decibels?
    ) -> (gain: Double, limited: Double) {
        let reference = analysis.referenceLoudness.value
        guard let loudness else { return (offset, 0) }
        let wanted = (reference.isFinite ? loudness.value - reference : 0) + offset
        let allowed = Self.peak.value - analysis.truePeak.value - arcMaximum
        return (min(wanted, allowed), max(0, wanted - allowed))
    }
}

extension PlanSettings {
    /// The correlations of pairs, limited to 0...1.
    func correlations(_ pairs: [PassagePair]) -> [Double] {
        if pairs.isEmpty { return [] }
        let measured = correlation(pairs)
        precondition(measured.count == pairs.count, "one correlation per pair")
        // A value that is no number compares false both ways and ends up as 0.
        return measured.map { $0 > 0 ? min($0, 1) : 0 }
    }
}
