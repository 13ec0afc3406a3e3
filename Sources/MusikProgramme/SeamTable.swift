internal import MusikModel

/// The prices of one seam, by the steps it takes off above the least.
struct SeamTable {
    /// What a second costs that is left out of quiet ends, in LU squared.
    private static let quietSecond = 0.15
    /// What a second costs that is left out of more than quiet ends, in LU squared.
    private static let farSecond = 0.25

    let bounds: SeamBounds
    let settings: PlanSettings
    /// The most of a difference that the lines can meet, in LU.
    let reach: (falling: Double, rising: Double)
    /// The steps from the shortest to the longest overlap, and of the tails.
    let overlaps: Int
    let tails: Int
    let farTails: Int
    /// The best option of each number of steps.
    private(set) var best: [SeamOption]
    /// Only options cheaper than this are taken.
    var limit = Double.infinity

    private let levels: (FrameCount) -> (leaving: Double, coming: Double)
    /// The levels at the shortest overlap and so many steps more; no numbers before they are asked
    /// for.
    private var outer: [(leaving: Double, coming: Double)]

    /// - Parameter levels: the loudness that leaves so many frames before the first piece's end,
    ///   and the one that comes so many frames into the second.
    init(
        bounds: SeamBounds, settings: PlanSettings, reach: (falling: Double, rising: Double),
        levels: @escaping (FrameCount) -> (leaving: Double, coming: Double)
    ) {
        self.bounds = bounds
        self.settings = settings
        self.reach = reach
        self.levels = levels
        overlaps = Int((bounds.overlapMax - bounds.overlapMin).value / settings.step)
        tails = Int(bounds.tailMax.value / settings.step)
        farTails = Int(bounds.farTailMax.value / settings.step)
        let none = SeamOption(
            overlapSteps: 0, tailSteps: 0, introSteps: 0, cost: .infinity, rest: .infinity)
        best = Array(repeating: none, count: overlaps + farTails + bounds.farIntroSteps + 1)
        let furthest = overlaps + max(farTails, bounds.farIntroSteps)
        outer = Array(repeating: (.nan, .nan), count: furthest + 1)
    }

    /// The cheapest option of all.
    var cheapest: SeamOption { best.min { $0.cost < $1.cost }! }

    /// Takes over the best of all options on a grid of so many steps.
    mutating func offer(
        overlaps: ClosedRange<Int>, tails: ClosedRange<Int>, intros: ClosedRange<Int>, by grid: Int
    ) {
        let ends = 0...max(tails.upperBound, intros.upperBound)
        measure(overlaps: overlaps, ends: ends, by: grid)
        let seconds = 1 / Double(PlanSettings.stepsPerSecond)
        let middle = Double(self.overlaps) / 2
        for overlap in stride(from: overlaps.lowerBound, through: overlaps.upperBound, by: grid) {
            let away = (Double(overlap) - middle) * seconds
            let length = 0.02 * away * away
            for tail in stride(from: tails.lowerBound, through: tails.upperBound, by: grid) {
                let leaving = outer[overlap + tail].leaving
                let ending = length + price(trim: tail, quiet: self.tails)
                for intro in stride(from: intros.lowerBound, through: intros.upperBound, by: grid) {
                    let step = price(difference: leaving - outer[overlap + intro].coming)
                    let cost = step.price + ending + price(trim: intro, quiet: bounds.introSteps)
                    let total = overlap + tail + intro
                    if cost < best[total].cost, cost < limit {
                        best[total] = SeamOption(
                            overlapSteps: overlap, tailSteps: tail, introSteps: intro, cost: cost,
                            rest: step.rest)
                    }
                }
            }
        }
    }

    /// Asks for the levels that the grid needs.
    private mutating func measure(
        overlaps: ClosedRange<Int>, ends: ClosedRange<Int>, by grid: Int
    ) {
        for overlap in stride(from: overlaps.lowerBound, through: overlaps.upperBound, by: grid) {
            for end in stride(from: ends.lowerBound, through: ends.upperBound, by: grid)
            where outer[overlap + end].leaving.isNaN {
                let frames = Int64(overlap + end) * settings.step
                outer[overlap + end] = levels(bounds.overlapMin + FrameCount(frames))
            }
        }
    }

    private func price(difference: Double) -> (price: Double, rest: Double) {
        let size = abs(difference)
        let used = min(size, difference > 0 ? reach.falling : reach.rising)
        return ((size - used) * (size - used) + 0.02 * used * used, size - used)
    }

    private func price(trim steps: Int, quiet: Int) -> Double {
        let near = min(steps, quiet)
        return (Double(near) * Self.quietSecond + Double(steps - near) * Self.farSecond)
            / Double(PlanSettings.stepsPerSecond)
    }
}
