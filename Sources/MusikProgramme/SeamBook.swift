internal import MusikModel

/// What is known about the seams between the pieces of one planning, worked out when first asked.
///
/// The price of a seam: what remains of the difference between the 3-s loudness ending where the
/// overlap starts and the 3-s loudness starting where it ends after the gain lines helped, in LU
/// squared; and little for using the lines, for overlaps away from the preferred one, for trims.
final class SeamBook {
    /// The largest step that may remain without a search for better moments, in LU.
    static let spared = 3.0

    let pieces: [Piece]
    let settings: PlanSettings
    private var tables: [Int: [SeamOption]] = [:]
    private var farTables: [Int: [SeamOption]] = [:]
    private var quick: [Int: (price: Double, steps: Int)] = [:]

    init(pieces: [Piece], settings: PlanSettings) {
        self.pieces = pieces
        self.settings = settings
    }

    /// The longest and shortest the seam between two pieces may be.
    func bounds(_ first: Int, _ second: Int) -> SeamBounds {
        let (left, right) = (pieces[first], pieces[second])
        let (shortest, longest) = settings.overlapRange
        let limit = FrameCount(max(0, min(left.core, right.core).value * 2 / 5))
        var overlapMax = min(longest, limit)
        if let remaining = left.remaining { overlapMax = min(overlapMax, remaining) }
        var overlapMin = min(shortest, overlapMax)
        var (tail, intro) = (left.tail, right.introSteps)
        var (farTail, farIntro) = (left.farTail, right.farIntroSteps)
        if let remaining = left.remaining {
            tail = min(tail, remaining - overlapMax)
            farTail = min(farTail, remaining - overlapMax)
        }
        if case .fixed = settings.overlap {
            (intro, farIntro) = (0, 0)
        } else {
            if overlapMax <= shortest { overlapMin = FrameCount(overlapMax.value / 2) }
            intro = min(intro, Int((overlapMax - overlapMin).value / settings.step))
        }
        return SeamBounds(
            overlapMin: overlapMin, overlapMax: overlapMax, tailMax: tail, introSteps: intro,
            introMax: saved(second, introSteps: intro), farTailMax: max(tail, farTail),
            farIntroSteps: max(intro, farIntro))
    }

    /// The frames an intro trim takes off a piece, exactly.
    func saved(_ piece: Int, introSteps: Int) -> FrameCount {
        pieces[piece].length - pieces[piece].length(introSteps: introSteps, settings)
    }

    /// The loudness that leaves and the one that comes, in LUFS with the pieces' gains, when the
    /// overlap starts so many frames before the first piece's end and ends so many into the second.
    func levels(
        _ first: Int, _ second: Int, before: FrameCount, into: FrameCount
    ) -> (leaving: Double, coming: Double) {
        let (left, right) = (pieces[first], pieces[second])
        let end = left.sourceEnd.seconds(at: left.track.analysis.rate)
        let start = right.sourceStart.seconds(at: right.track.analysis.rate)
        let span = PlanSettings.seamSeconds
        return (
            left.loudness.loudness(at: end - settings.seconds(before) - span, seconds: span)
                + left.gain,
            right.loudness.loudness(at: start + settings.seconds(into), seconds: span) + right.gain
        )
    }

    /// How a difference is met: the moves of the leaving and the coming line.
    func moves(_ first: Int, _ second: Int, difference: Double) -> (leaving: Double, coming: Double)
    {
        guard settings.target != nil, !settings.joins else { return (0, 0) }
        let range = PlanSettings.lineRange
        let down = difference > 0
        let leavingRoom = down ? range : min(range, pieces[first].headroom)
        let comingRoom = down ? min(range, pieces[second].headroom) : range
        let size = abs(difference)
        let leaving = min(leavingRoom, max(size / 2, size - comingRoom))
        let coming = min(comingRoom, size - leaving)
        return down ? (-leaving, coming) : (leaving, -coming)
    }

    /// The most of a difference the lines can meet, in LU, falling and rising.
    private func reach(_ first: Int, _ second: Int) -> (falling: Double, rising: Double) {
        func reach(_ difference: Double) -> Double {
            let move = moves(first, second, difference: difference)
            return abs(move.leaving) + abs(move.coming)
        }
        return (reach(1_000), reach(-1_000))
    }

    /// What remains of the step at a seam after the lines helped, in LU.
    func rest(_ first: Int, _ second: Int, _ choice: SeamChoice) -> Double {
        let intro = saved(second, introSteps: choice.introSteps)
        let levels = levels(
            first, second, before: choice.overlap + choice.tail, into: choice.overlap + intro)
        let difference = levels.leaving - levels.coming
        let reach = reach(first, second)
        return max(0, abs(difference) - (difference > 0 ? reach.falling : reach.rising))
    }

    /// The price of the seam at a middling overlap, and the steps it would like to leave out.
    func quick(_ first: Int, _ second: Int) -> (price: Double, steps: Int) {
        let key = first * pieces.count + second
        if let known = quick[key] { return known }
        var table = table(first, second)
        let middle = table.overlaps / 2
        table.offer(overlaps: middle...middle, tails: 0...0, intros: 0...0, by: 1)
        var best = table.best[middle]
        if best.rest > Self.spared {
            let coarse = 3 * PlanSettings.stepsPerSecond
            table.offer(
                overlaps: middle...middle, tails: 0...table.farTails,
                intros: 0...table.bounds.farIntroSteps, by: coarse)
            best = table.cheapest
        }
        quick[key] = (best.cost, best.tailSteps + best.introSteps)
        return quick[key]!
    }

    /// For every number of steps above the least, the best way to take them off; at an infinite
    /// price where there is none.
    ///
    /// More than quiet ends are left out only where otherwise more than `spared` would remain, and
    /// never where `far` is false.
    func options(_ first: Int, _ second: Int, far: Bool = true) -> [SeamOption] {
        let key = first * pieces.count + second
        if let known = far ? farTables[key] : tables[key] { return known }
        var table = table(first, second)
        table.offer(
            overlaps: 0...table.overlaps, tails: 0...table.tails,
            intros: 0...table.bounds.introSteps, by: 1)
        tables[key] = table.best
        let near = table.cheapest
        if near.rest > Self.spared {
            table.limit = near.cost
            table.offer(
                overlaps: 0...table.overlaps, tails: 0...table.farTails,
                intros: 0...table.bounds.farIntroSteps, by: PlanSettings.stepsPerSecond)
        }
        farTables[key] = table.best
        return far ? table.best : tables[key]!
    }

    private func table(_ first: Int, _ second: Int) -> SeamTable {
        SeamTable(
            bounds: bounds(first, second), settings: settings, reach: reach(first, second)
        ) { frames in
            self.levels(first, second, before: frames, into: frames)
        }
    }
}
