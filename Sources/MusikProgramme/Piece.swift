internal import MusikModel

/// A track prepared for planning: what may sound of it, how much may be trimmed, how loud it is.
struct Piece {
    /// The longest trim of a quiet ending, in seconds.
    static let longestTail = 8.0
    /// The longest trim of a quiet beginning, in seconds.
    static let longestIntro = 4.0
    /// The longest trim of a beginning or an ending for the sake of a seam, in seconds.
    static let longestFar = 30.0
    /// The share of a piece that such a trim takes at the most, as a divisor of its length.
    static let farShare = 8

    let track: PlannedTrack
    /// The first frame that sounds, at the file's own rate.
    let sourceStart: FrameCount
    /// One past the last frame that sounds, at the file's own rate.
    let sourceEnd: FrameCount
    /// The untrimmed length on the timeline.
    let length: FrameCount
    /// How much of the ending may be left out, in timeline frames.
    let tail: FrameCount
    /// How many steps of the grid may be left out of the beginning.
    let introSteps: Int
    /// How much of the ending may be left out where a large step of loudness would remain, in
    /// timeline frames; at least `tail`.
    let farTail: FrameCount
    /// The same for the beginning, in steps of the grid; at least `introSteps`.
    let farIntroSteps: Int
    /// The length without any trimmable end.
    let core: FrameCount
    /// The gain to the loudness target, without line and arc.
    let gain: Double
    /// By how much the peak holds the gain below the target.
    let limited: Double
    /// How far a line may raise the gain before the peak forbids it.
    let headroom: Double
    let loudness: LoudnessProfile
    /// For the piece that already sounds: how many frames of it are left for its last seam.
    let remaining: FrameCount?

    init(_ track: PlannedTrack, _ settings: PlanSettings) throws(PlanError) {
        guard track.analysis.frames > 0 else { throw .emptyTrack(title: track.title) }
        let rate = track.analysis.rate
        let points = CuePoints(track.analysis)
        let whole = settings.joins
        let start = whole ? 0 : points.audibleStart
        let end = whole ? track.analysis.frames : points.audibleEnd
        let length = (end - start).converted(from: rate, to: settings.rate)
        let share = FrameCount(length.value / 10)
        let tail = min(
            (end - points.bodyEnd).converted(from: rate, to: settings.rate), share,
            settings.frames(Self.longestTail))
        let intro = min(
            (points.bodyStart - start).converted(from: rate, to: settings.rate), share,
            settings.frames(Self.longestIntro))
        self.init(
            track, settings, start: start, end: end, length: length, tail: whole ? 0 : tail,
            introSteps: whole ? 0 : Int(intro.value / settings.step),
            far: Self.far(length, settings), remaining: nil)
    }

    /// The piece a running clip still is: it began in the past, may sound until `end`, and can
    /// leave over `remaining` frames at the most.
    init(
        running clip: Clip, track: PlannedTrack, until end: FrameCount, remaining: FrameCount,
        _ settings: PlanSettings
    ) {
        let rate = track.analysis.rate
        let bodyEnd = max(CuePoints(track.analysis).bodyEnd, clip.sourceStart)
        let length = (end - clip.sourceStart).converted(from: rate, to: settings.rate)
        let tail = min(
            max(0, end - bodyEnd).converted(from: rate, to: settings.rate),
            FrameCount(remaining.value / 2), settings.frames(Self.longestTail))
        self.init(
            track, settings, start: clip.sourceStart, end: end, length: length,
            tail: settings.joins ? 0 : tail, introSteps: 0,
            far: min(Self.far(length, settings), FrameCount(remaining.value / 2)),
            remaining: remaining)
    }

    /// How much of either end of a piece may be left out for the sake of a seam: what is left is
    /// long enough for the longest overlap.
    private static func far(_ length: FrameCount, _ settings: PlanSettings) -> FrameCount {
        // Where levels are left as they are, or overlaps are fixed, nothing is made to fit.
        guard case .fitted = settings.overlap, settings.target != nil else { return 0 }
        let spare = length.value - settings.overlapRange.longest.value * 5 / 2
        return min(
            settings.frames(longestFar), FrameCount(length.value / Int64(farShare)),
            FrameCount(max(0, spare / 2)))
    }

    private init(
        _ track: PlannedTrack, _ settings: PlanSettings, start: FrameCount, end: FrameCount,
        length: FrameCount, tail: FrameCount, introSteps: Int, far: FrameCount,
        remaining: FrameCount?
    ) {
        self.track = track
        sourceStart = start
        sourceEnd = end
        self.length = length
        self.tail = tail
        self.introSteps = introSteps
        farTail = max(tail, far)
        farIntroSteps = remaining == nil ? max(introSteps, Int(far.value / settings.step)) : 0
        core = length - tail - FrameCount(Int64(introSteps) * settings.step)
        let level = settings.gain(for: track.analysis, to: settings.target)
        gain = level.gain
        limited = level.limited
        headroom = max(
            0,
            PlanSettings.peak.value - track.analysis.truePeak.value - settings.arcMaximum
                - level.gain)
        loudness = LoudnessProfile(track.analysis)
        self.remaining = remaining
    }

    /// The first native frame after an intro of so many steps is left out.
    func sourceStart(introSteps: Int) -> FrameCount {
        let step = Int64(track.analysis.rate.hertz) / Int64(PlanSettings.stepsPerSecond)
        return sourceStart + FrameCount(Int64(introSteps) * step)
    }

    /// The length on the timeline after an intro of so many steps is left out.
    func length(introSteps: Int, _ settings: PlanSettings) -> FrameCount {
        if introSteps == 0 { return length }
        return (sourceEnd - sourceStart(introSteps: introSteps)).converted(
            from: track.analysis.rate, to: settings.rate)
    }
}
