internal import MusikModel

/// Turns lists into candidates: places, reasons, what is uncertain, reserves.
struct BuilderAccount {
    /// How many options stand in reserve.
    static let reserve = 8

    let objective: PlaylistObjective
    /// The options, the most promising first.
    let ranked: [Int]
    let bound: Double
    private let middleLiking: Double
    private let middleIntensity: Double

    init(_ objective: PlaylistObjective, ranked: [Int], bound: Double) {
        self.objective = objective
        self.ranked = ranked
        self.bound = bound
        let columns = objective.columns
        func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
        middleLiking = median(objective.allowed.map { columns.liking[$0] })
        middleIntensity = median(objective.allowed.map { columns.intensity[$0] })
    }

    func candidates(_ lists: [[Int]]) -> [PlaylistCandidate] {
        lists.enumerated().map { place, list in
            let parts = objective.parts(of: list)
            var reasons = reasons(list)
            if place > 0 {
                let difference = PlaylistDifference(lists[0], list, of: objective)
                if let trait = difference.trait {
                    reasons.append(.differs(trait: trait, by: difference.by))
                }
            }
            return PlaylistCandidate(
                entries: entries(list), parts: parts, bound: bound, liking: liking(list),
                reasons: reasons, uncertainties: uncertainties(list), reserve: reserve(list),
                spacingSeconds: nil)
        }
    }

    private func entries(_ list: [Int]) -> [PlaylistCandidate.Entry] {
        guard let overlap = objective.overlap(of: list) else {
            preconditionFailure("a list fills the window")
        }
        var start = 0.0
        return list.indices.map { place in
            let seconds = objective.columns.seconds[list[place]]
            let isLast = place == list.count - 1
            defer { start += seconds - overlap }
            return PlaylistCandidate.Entry(
                option: list[place], digest: objective.request.options[list[place]].track.digest,
                startSeconds: start, seconds: seconds, overlapSeconds: isLast ? 0 : overlap,
                reason: reason(list, place))
        }
    }

    private func slot(_ list: [Int], _ place: Int) -> Int {
        let steps = list[..<place].reduce(0) { $0 + objective.steps($1) }
        return objective.slot(middleHalfSteps: 2 * steps + objective.steps(list[place]))
    }

    /// What earns a track most beside the middle of the choice, at its place.
    private func reason(_ list: [Int], _ place: Int) -> EntryReason {
        let (columns, weights) = (objective.columns, objective.weights)
        let (option, slot) = (list[place], slot(list, place))
        let share = objective.share(option)
        let liked = share * (columns.liking[option] - middleLiking)
        let missed = abs(columns.intensity[option] - objective.wanted[slot])
        let usual = abs(middleIntensity - objective.wanted[slot])
        let arc = share * weights.arc * (usual - missed)
        let dark = objective.middleBrightness - columns.brightness[option]
        let peak = share * weights.peakBrightness * objective.nearness[slot] * dark
        var smooth = 0.0
        for neighbour in [place - 1, place + 1] where list.indices.contains(neighbour) {
            let other = list[neighbour]
            let seams = ranked.prefix(50).map { objective.seam(other, $0) }
            smooth += seams.reduce(0, +) / Double(seams.count) - objective.seam(other, option)
        }
        let all: [(EntryReason, Double)] = [
            (.liked, liked), (.arc, arc), (.calmPeak, peak), (.neighbours, smooth),
        ]
        return all.reduce(all[0]) { $1.1 > $0.1 ? $1 : $0 }.0
    }

    private func liking(_ list: [Int]) -> PreferenceEstimate {
        var (mean, deviation, total) = (0.0, 0.0, 0.0)
        for option in list {
            let (share, estimate) = (
                objective.share(option), objective.request.options[option].estimate
            )
            mean += share * estimate.mean
            // What isn't known of the patient is the same for all: nothing evens out.
            deviation += share * estimate.deviation
            total += share
        }
        return PreferenceEstimate(mean: mean / total, deviation: deviation / total)
    }

    private func reasons(_ list: [Int]) -> [PlaylistReason] {
        let columns = objective.columns
        var reasons: [PlaylistReason] = [
            .liked(expected: liking(list).mean, middle: middleLiking)
        ]
        var (miss, shares, dark, near) = (0.0, 0.0, 0.0, 0.0)
        for (place, option) in list.enumerated() {
            let (slot, share) = (slot(list, place), objective.share(option))
            miss += share * abs(columns.intensity[option] - objective.wanted[slot])
            shares += share
            let nearness = share * objective.nearness[slot]
            dark += nearness * (objective.middleBrightness - columns.brightness[option])
            near += nearness
        }
        reasons.append(.followsArc(meanMiss: miss / shares))
        if near > 0, dark > 0 { reasons.append(.calmPeak(octaves: dark / near)) }
        let steps = zip(list, list.dropFirst()).map {
            abs(columns.intensity[$0] - columns.intensity[$1])
        }
        if !steps.isEmpty {
            reasons.append(.smooth(meanStep: steps.reduce(0, +) / Double(steps.count)))
        }
        if !objective.request.recent.isEmpty, list.allSatisfy({ objective.heard[$0] == 0 }) {
            reasons.append(.unheard)
        }
        return reasons
    }

    private func uncertainties(_ list: [Int]) -> [PlaylistUncertainty] {
        let columns = objective.columns
        var uncertain: [PlaylistUncertainty] = list.compactMap { option in
            let deviation = objective.request.options[option].estimate.deviation
            guard deviation >= PlaylistUncertainty.littleKnownDeviation else { return nil }
            return .littleKnown(option: option, deviation: deviation)
        }
        let tempi = list.count { columns.tempo[$0] == 0 }
        if tempi > 0 { uncertain.append(.tempoUnclear(tracks: tempi)) }
        let tones = list.count { columns.key[$0] < 0 || columns.keyConfidence[$0] < 0.5 }
        if tones > 0 { uncertain.append(.toneUnclear(tracks: tones)) }
        return uncertain
    }

    /// Promising options of different lengths in turn, so that any hole can be filled.
    private func reserve(_ list: [Int]) -> [Int] {
        let columns = objective.columns
        let rest = Array(ranked.lazy.filter { !list.contains($0) }.prefix(10 * Self.reserve))
        let lengths = rest.map { columns.seconds[$0] }.sorted()
        guard !rest.isEmpty else { return [] }
        let (short, long) = (lengths[lengths.count / 3], lengths[lengths.count * 2 / 3])
        var classes: [[Int]] = [[], [], []]
        for option in rest {
            let seconds = columns.seconds[option]
            classes[seconds < short ? 0 : seconds < long ? 1 : 2].append(option)
        }
        let most = classes.map(\.count).max() ?? 0
        let turns = (0..<most).flatMap { turn in
            classes.compactMap { turn < $0.count ? $0[turn] : nil }
        }
        return Array(turns.prefix(Self.reserve))
    }
}
