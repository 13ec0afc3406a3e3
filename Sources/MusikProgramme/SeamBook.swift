internal import MusikModel

/// What is known about the seams between the pieces of one planning, worked out when first asked.
///
/// The price of a seam: what remains of the difference between the 3-s loudness ending where the
/// overlap starts and the 3-s loudness starting where it ends after the gain lines helped, in LU
/// squared; and little for using the lines, for overlaps away from the preferred one, for trims.
final class SeamBook {
    let pieces: [Piece]
    let settings: PlanSettings
    private var tables: [Int: [SeamOption]] = [:]
    private var quick: [Int: Double] = [:]

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
        if let remaining = left.remaining { tail = min(tail, remaining - overlapMax) }
        if case .fixed = settings.overlap {
            intro = 0
        } else {
            if overlapMax <= shortest { overlapMin = FrameCount(overlapMax.value / 2) }
            intro = min(intro, Int((overlapMax - overlapMin).value / settings.step))
        }
        return SeamBounds(
            overlapMin: overlapMin, overlapMax: overlapMax, tailMax: tail, introSteps: intro,
            introMax: saved(second, introSteps: intro))
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

    private func price(_ first: Int, _ second: Int, difference: Double) -> Double {
        let move = moves(first, second, difference: difference)
        let used = abs(move.leaving) + abs(move.coming)
        let rest = max(0, abs(difference) - used)
        return rest * rest + 0.02 * used * used
    }

    /// The price of the seam at a middling overlap without trims.
    func quickPrice(_ first: Int, _ second: Int) -> Double {
        let key = first * pieces.count + second
        if let known = quick[key] { return known }
        let bounds = bounds(first, second)
        let overlap = FrameCount((bounds.overlapMin + bounds.overlapMax).value / 2)
        let levels = levels(first, second, before: overlap, into: overlap)
        let price = price(first, second, difference: levels.leaving - levels.coming)
        quick[key] = price
        return price
    }

    /// For every number of steps above the least, the best way to take them off.
    func options(_ first: Int, _ second: Int) -> [SeamOption] {
        let key = first * pieces.count + second
        if let known = tables[key] { return known }
        let bounds = bounds(first, second)
        let step = settings.step
        let overlaps = Int((bounds.overlapMax - bounds.overlapMin).value / step)
        let tails = Int(bounds.tailMax.value / step)
        let outer = (0...(overlaps + max(tails, bounds.introSteps))).map { steps in
            let frames = bounds.overlapMin + FrameCount(Int64(steps) * step)
            return levels(first, second, before: frames, into: frames)
        }
        let seconds = 1 / Double(PlanSettings.stepsPerSecond)
        let middle = Double(overlaps) / 2
        var best = [SeamOption](
            repeating: SeamOption(overlapSteps: 0, tailSteps: 0, introSteps: 0, cost: .infinity),
            count: overlaps + tails + bounds.introSteps + 1)
        for overlap in 0...overlaps {
            let away = (Double(overlap) - middle) * seconds
            for tail in 0...tails {
                for intro in 0...bounds.introSteps {
                    let difference = outer[overlap + tail].leaving - outer[overlap + intro].coming
                    let cost =
                        price(first, second, difference: difference) + 0.02 * away * away
                        + 0.15 * Double(tail + intro) * seconds
                    let total = overlap + tail + intro
                    if cost < best[total].cost {
                        best[total] = SeamOption(
                            overlapSteps: overlap, tailSteps: tail, introSteps: intro, cost: cost)
                    }
                }
            }
        }
        tables[key] = best
        return best
    }
}
