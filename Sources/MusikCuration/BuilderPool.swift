/// The most promising tracks, with everything the search asks about them looked up once.
struct BuilderPool {
    /// The most tracks a pool can hold.
    static let limit = 256

    let objective: PlaylistObjective
    /// The options, by place in the pool.
    let tracks: [Int]
    /// What each adds in each slot, with what a candidate's own leaning adds.
    let worth: [Double]
    /// For each pair, what the seam from the first to the second costs, and what likeness does.
    let seams: [Double]
    let likeness: [Double]
    let steps: [Int]
    let seconds: [Double]
    let shares: [Double]
    let groups: [Int]
    /// The places that every list holds.
    let pinned: [Int]
    /// λ of the relaxation; nought for tracks it left out.
    let prices: [Double]

    /// - Parameter leaning: what each track adds besides, per windowful.
    init(
        _ objective: PlaylistObjective, tracks: [Int], prices: [Int: Double],
        leaning: (Int) -> Double = { _ in 0 }
    ) {
        precondition(tracks.count <= Self.limit, "a pool has its limit")
        self.objective = objective
        self.tracks = tracks
        var worth: [Double] = []
        for track in tracks {
            let more = leaning(track) * objective.share(track)
            for slot in 0..<PlaylistObjective.slots {
                worth.append(objective.worth(track, slot: slot) + more)
            }
        }
        self.worth = worth
        var seams = [Double](repeating: 0, count: tracks.count * tracks.count)
        var likeness = seams
        for (place, left) in tracks.enumerated() {
            for (other, right) in tracks.enumerated() where place != other {
                seams[place * tracks.count + other] = objective.seam(left, right)
                likeness[place * tracks.count + other] =
                    place < other
                    ? objective.alike(left, right) : likeness[other * tracks.count + place]
            }
        }
        (self.seams, self.likeness) = (seams, likeness)
        steps = tracks.map(objective.steps)
        seconds = tracks.map { objective.columns.seconds[$0] }
        shares = tracks.map(objective.share)
        groups = tracks.map { objective.columns.group[$0] }
        let held = Set(objective.pinned)
        pinned = tracks.indices.filter { held.contains(tracks[$0]) }
        self.prices = tracks.map { prices[$0] ?? 0 }
    }

    var count: Int { tracks.count }

    /// What a list of places is worth, leaning included; nil where it breaks a limit or lacks what
    /// is pinned.
    func score(_ list: [Int], slotOf: [Int]) -> Double? {
        // First what most changes fail at.
        var length = 0.0
        for track in list { length += seconds[track] }
        guard objective.overlap(seconds: length, count: list.count) != nil else { return nil }
        guard pinned.allSatisfy(list.contains) else { return nil }
        let most = objective.request.mostPerGroup ?? .max
        var (total, share, place) = (0.0, 0.0, 0)
        for index in list.indices {
            let track = list[index]
            let middle = 2 * place + steps[track]
            guard middle < slotOf.count else { return nil }
            total += worth[track * PlaylistObjective.slots + slotOf[middle]]
            if index > 0 { total -= seams[list[index - 1] * count + track] }
            place += steps[track]
            share += shares[track]
            var same = 1
            for other in list[..<index] {
                total -= likeness[other * count + track]
                if groups[other] == groups[track] { same += 1 }
            }
            if same > most, groups[track] >= 0 { return nil }
        }
        return total - objective.weights.room * abs(share - 1)
    }
}
