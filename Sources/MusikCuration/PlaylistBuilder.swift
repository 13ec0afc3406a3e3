internal import MusikModel

/// Builds lists that fill a window exactly and are worth as much as can be found.
///
/// The way: a relaxation over the whole library bounds what any list can be worth, and for each
/// track what a list that holds it can be (`BoundRelaxation`); the tracks with the highest ceilings
/// are searched by a beam that the same relaxation guides (`BuilderBeam`), what it finds is improved
/// by exchanges (`BuilderImprover`), and the relaxation is tightened with what is then known. What
/// is pinned goes first into the search, which keeps no list without it; the bound then holds for
/// lists that hold it. The same request gives the same offer. No clock, no randomness but the seed's;
/// any thread.
public struct PlaylistBuilder: Sendable {
    /// How many of the most promising tracks are searched.
    static let pool = 200
    /// How many lists of the beam are improved, and how often the best one begins anew.
    static let improved = 4
    static let restarts = 8

    /// Builds what is asked for.
    ///
    /// - Throws: `PlaylistImpossible`, where no list can be.
    public static func build(
        _ request: PlaylistRequest
    ) throws(PlaylistImpossible) -> PlaylistOffer {
        precondition(request.candidates > 0, "at least one list is asked for")
        if request.arm == .cues { return try BuilderCues(request).offer() }
        var builder = try PlaylistBuilder(PlaylistObjective(request))
        return try builder.offer()
    }

    let objective: PlaylistObjective
    private var relaxation: BoundRelaxation
    /// The options by what a list that holds them can be worth, highest first.
    private var ranked: [Int] = []
    private var prices: [Int: Double] = [:]

    private init(_ objective: PlaylistObjective) throws(PlaylistImpossible) {
        if let obvious = BuilderDiagnosis(objective: objective).obvious() { throw obvious }
        self.objective = objective
        relaxation = BoundRelaxation(objective)
    }

    private mutating func offer() throws(PlaylistImpossible) -> PlaylistOffer {
        relaxation.tighten(steps: 40)
        guard relaxation.value > -.infinity else {
            throw BuilderDiagnosis(objective: objective).reason()
        }
        let ceilings = relaxation.ceilings()
        let pinned = Set(objective.pinned)
        let order = ceilings.indices.sorted { first, second in
            let isFirst = pinned.contains(relaxation.tracks[first])
            if isFirst != pinned.contains(relaxation.tracks[second]) { return isFirst }
            return (ceilings[first], second) > (ceilings[second], first)
        }
        ranked = order.map { relaxation.tracks[$0] }
        for index in relaxation.prices.indices where relaxation.prices[index] != 0 {
            prices[relaxation.tracks[index]] = relaxation.prices[index]
        }
        let outside = ranked.count > Self.pool ? ceilings[order[Self.pool]] : -.infinity
        guard let first = search(Array(ranked.prefix(Self.pool))) ?? fallback() else {
            throw BuilderDiagnosis(objective: objective).reason()
        }
        var lists = [first.list]
        let guide = relaxation
        while lists.count < objective.request.candidates, let next = next(beside: lists) {
            lists.append(next)
        }
        let searched = max(first.value, first.dropped, outside)
        relaxation.leaveOut(below: first.value, ceilings: ceilings)
        relaxation.tighten(steps: 60, target: first.value)
        let bound = min(guide.value, searched, max(first.value, relaxation.value))
        return PlaylistOffer(
            candidates: BuilderAccount(objective, ranked: ranked, bound: bound).candidates(lists),
            bound: bound, isProved: bound <= first.value + 1e-6, choice: objective.allowed.count,
            isShort: lists.count < objective.request.candidates)
    }

    /// The best list of some tracks, and what the search can't exclude.
    private func search(
        _ tracks: [Int], leaning: (Int) -> Double = { _ in 0 }
    ) -> (list: [Int], value: Double, dropped: Double)? {
        let pool = BuilderPool(objective, tracks: tracks, prices: prices, leaning: leaning)
        var beam = BuilderBeam(pool, guide: relaxation)
        beam.run()
        var improver = BuilderImprover(
            pool: pool, slotOf: relaxation.slotOf,
            random: CurationGenerator(seed: objective.request.seed))
        var best: (list: [Int], value: Double)?
        for (place, found) in beam.found.prefix(Self.improved).enumerated() {
            let restarts = place == 0 && beam.dropped > found.value ? Self.restarts : 0
            let next = improver.improve(found.list, restarts: restarts)
            if next.value > best?.value ?? -.infinity { best = next }
        }
        guard let best else { return nil }
        let list = best.list.map { tracks[$0] }
        return (list, objective.parts(of: list).total, beam.dropped)
    }

    /// A list by lengths alone, where the beam met none; improved.
    private func fallback() -> (list: [Int], value: Double, dropped: Double)? {
        let tracks = BuilderDiagnosis(objective: objective).grouped(objective.request.mostPerGroup)
        let seconds = objective.request.windowSeconds
        guard
            let choice = BuilderFit(objective, tracks: tracks, seconds: seconds)
                .choice(for: seconds)
        else { return nil }
        let rest = ranked.filter { !choice.contains($0) }.prefix(Self.pool - choice.count)
        let pool = BuilderPool(objective, tracks: choice + rest, prices: prices)
        var improver = BuilderImprover(
            pool: pool, slotOf: relaxation.slotOf,
            random: CurationGenerator(seed: objective.request.seed))
        let best = improver.improve(Array(choice.indices), restarts: Self.restarts)
        let list = best.list.map { pool.tracks[$0] }
        return (list, objective.parts(of: list).total, .infinity)
    }

    /// The best further list that is clearly different from all of these; nil where none is found.
    ///
    /// First without their tracks; then leaning more and more towards the trait in which the least
    /// is lost by differing; at last with some of their tracks, which then cost.
    private func next(beside lists: [[Int]]) -> [Int]? {
        // What is pinned is in every list, and counts for no difference.
        let used = Set(lists.joined()).subtracting(objective.pinned)
        func accepted(_ tracks: [Int], _ leaning: (Int) -> Double) -> [Int]? {
            guard let list = search(tracks, leaning: leaning)?.list else { return nil }
            let isClear = lists.allSatisfy {
                PlaylistDifference($0, list, of: objective).isClear
            }
            return isClear ? list : nil
        }
        let fresh = Array(ranked.lazy.filter { !used.contains($0) }.prefix(Self.pool))
        if let list = accepted(fresh, { _ in 0 }) { return list }
        let directions = BuilderDirection.all(objective, beside: lists, among: fresh)
        for strength in [6.0, 20] {
            for direction in directions.prefix(2) {
                let leaning = { strength * direction.height(of: $0, objective) }
                if let list = accepted(fresh, leaning) { return list }
            }
        }
        let mixed = Array(ranked.prefix(Self.pool))
        return accepted(mixed) { used.contains($0) ? -50 : 0 }
    }
}
