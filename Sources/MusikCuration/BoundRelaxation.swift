/// The bound on what any list can be worth: a state-space relaxation of the walk through the
/// window, with Lagrangian multipliers.
///
/// A list is a walk through the window's steps. The walk may hear a track again, every seam costs
/// as little as any seam into its track, likeness costs nothing, and the exact window is only met
/// within what the overlaps can give (Christofides, Mingozzi and Toth, *Networks* 11, 1981:
/// state-space relaxation). Each track has a price λ ≥ 0 that is paid whenever it is heard and
/// given back once, and the window a price μ per windowful, at most the weight of `room`; the price
/// of a pinned track may be below nought as well, because every list hears it exactly once. Whatever
/// the prices,
///
///     F ≤ μ + Σ λ + max over walks of Σ (worth - μ · s - λ - least seam)
///
/// holds for every list, because a list is a walk that hears each track at most once. The prices
/// are lowered by subgradient steps (Held, Wolfe and Crowder, 1974).
struct BoundRelaxation {
    /// Up to so many tracks the least seam into each is searched for; it is nought otherwise.
    static let seamTracks = 512
    /// How far below the bound the first steps aim, as a share of it.
    static let reach = 0.1

    let objective: PlaylistObjective
    /// The steps at which a walk may end.
    let ends: ClosedRange<Int>
    /// The slot of a middle, in half steps.
    let slotOf: [Int]
    /// The options, by length.
    private(set) var tracks: [Int] = []
    /// What each adds in each slot, the least seam into it taken away.
    private var rows: [Double] = []
    /// What each adds as the first track of a list.
    private var opening: [Double] = []
    private var shares: [Double] = []
    private var isPinned: [Bool] = []
    /// The lengths there are, and where the tracks of each begin.
    private var lengths: [Int] = []
    private var starts: [Int] = []

    /// λ, for each track.
    private(set) var prices: [Double] = []
    /// μ.
    private(set) var rate = 0.0
    /// The least bound seen; infinite before any walk, minus infinity where there is no walk.
    private(set) var value = Double.infinity

    /// For each length and slot, the best of its tracks; for each length the best first track.
    private var best: [Double] = []
    private var bestOpening: [Double] = []
    /// The best walk from the window's start to each step, and the length it came by.
    private var forward: [Double] = []
    private var arrival: [Int] = []
    /// The best walk from each step to an end.
    private(set) var backward: [Double] = []

    init(_ objective: PlaylistObjective) {
        self.objective = objective
        let request = objective.request
        let columns = objective.columns
        let lengths = objective.allowed.map { columns.seconds[$0] }.sorted()
        // As many of the shortest tracks as the window can hold.
        var (most, total) = (0, 0.0)
        for seconds in lengths {
            total += seconds
            if total - request.overlapSeconds.upperBound * Double(most) > request.windowSeconds {
                break
            }
            most += 1
        }
        let range = request.overlapSeconds
        let play = (range.upperBound - range.lowerBound) / 2 * Double(max(0, most - 1))
        let steps = (request.windowSeconds - objective.overlap) / PlaylistObjective.stepSeconds
        // Half a step for the rounding of each length.
        let slack = play / PlaylistObjective.stepSeconds + Double(most) / 2 + 1e-6
        let first = max(1, Int((steps - slack).rounded(.up)))
        ends = first...max(first, Int((steps + slack).rounded(.down)))
        slotOf = (0...2 * ends.upperBound).map { objective.slot(middleHalfSteps: $0) }
        take(objective.allowed.map { (option: $0, price: 0) })
    }

    /// Relaxes over these tracks.
    private mutating func take(_ chosen: [(option: Int, price: Double)]) {
        let columns = objective.columns
        let sorted = chosen.sorted {
            (columns.seconds[$0.option], $0.option) < (columns.seconds[$1.option], $1.option)
        }
        tracks = sorted.map(\.option)
        prices = sorted.map(\.price)
        shares = tracks.map(objective.share)
        let pinned = Set(objective.pinned)
        isPinned = tracks.map(pinned.contains)
        let entries = leastSeams()
        (lengths, starts, opening) = ([], [], [])
        rows.removeAll(keepingCapacity: true)
        for index in tracks.indices {
            for slot in 0..<PlaylistObjective.slots {
                rows.append(objective.worth(tracks[index], slot: slot) - entries[index])
            }
            let steps = objective.steps(tracks[index])
            if lengths.last != steps {
                lengths.append(steps)
                starts.append(index)
            }
            let slot = slotOf[min(steps, 2 * ends.upperBound)]
            opening.append(objective.worth(tracks[index], slot: slot))
        }
        starts.append(tracks.count)
        best = [Double](repeating: 0, count: lengths.count * PlaylistObjective.slots)
        bestOpening = [Double](repeating: 0, count: lengths.count)
    }

    private func leastSeams() -> [Double] {
        guard (2...Self.seamTracks).contains(tracks.count) else {
            return [Double](repeating: 0, count: tracks.count)
        }
        return tracks.map { right in
            var least = Double.infinity
            for left in tracks where left != right {
                least = min(least, objective.seam(left, right))
            }
            return least
        }
    }

    /// The constant part of the bound.
    var constant: Double { rate + prices.reduce(0, +) }
}

extension BoundRelaxation {
    /// Lowers the bound by so many subgradient steps towards `target`, what is known to be
    /// possible; returns early where it can't be lowered.
    mutating func tighten(steps: Int, target: Double? = nil) {
        var kept = (prices, rate)
        var (stale, reach) = (0, Self.reach)
        for step in 0..<steps {
            // The window's price moves all rows: seldom once it is nearly right.
            let movesRate = step < 12 || step % 10 == 0
            if step == 0 { scan(lengths.indices) }
            walkForward()
            guard let end = ends.max(by: { forward[$0] < forward[$1] }),
                forward[end] > -.infinity
            else {
                value = -.infinity
                return
            }
            let bound = constant + forward[end]
            if bound < value - 1e-9 {
                value = bound
                kept = (prices, rate)
                stale = 0
            } else {
                stale += 1
                if stale == 4 { (stale, reach) = (0, reach / 2) }
                if reach < 0.002 { break }
            }
            let (counts, share) = walk(to: end)
            let wanted = target ?? value - reach * abs(value)
            let height = (target == nil ? 1 : reach / Self.reach) * (bound - wanted)
            var dirty = reprice(counts, height: height)
            if movesRate {
                let limit = objective.weights.room
                // The first walk tells what a windowful is worth.
                let moved = rate == 0 ? bound : rate + 400 * (share - 1) / (1 + Double(step) / 4)
                rate = min(max(moved, -limit), limit)
                dirty = Array(lengths.indices)
            } else if dirty.isEmpty {
                break
            }
            scan(dirty)
        }
        (prices, rate) = kept
        scan(lengths.indices)
        walkForward()
        walkBackward()
    }

    /// Moves the prices of tracks that a walk hears twice, or that have one or are pinned and aren't
    /// heard.
    private mutating func reprice(_ counts: [Int: Int], height: Double) -> [Int] {
        var moves: [(index: Int, by: Double)] = []
        for (index, count) in counts where count > 1 { moves.append((index, Double(count - 1))) }
        for index in prices.indices
        where (prices[index] > 0 || isPinned[index]) && counts[index] == nil {
            moves.append((index, -1))
        }
        let norm = moves.reduce(0) { $0 + $1.by * $1.by }
        guard norm > 0 else { return [] }
        var dirty: Set<Int> = []
        for (index, by) in moves {
            let price = prices[index] + height / norm * by
            prices[index] = isPinned[index] ? price : max(0, price)
            dirty.insert(bucket(of: index))
        }
        return dirty.sorted()
    }

    private func bucket(of index: Int) -> Int {
        var (low, high) = (0, lengths.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= index { low = middle } else { high = middle }
        }
        return low
    }

    /// Finds the best track of each length again.
    private mutating func scan(_ buckets: some Sequence<Int>) {
        let slots = PlaylistObjective.slots
        for bucket in buckets {
            var first = -Double.infinity
            for slot in 0..<slots { best[bucket * slots + slot] = -.infinity }
            for index in starts[bucket]..<starts[bucket + 1] {
                let price = rate * shares[index] + prices[index]
                for slot in 0..<slots {
                    let value = rows[index * slots + slot] - price
                    if value > best[bucket * slots + slot] { best[bucket * slots + slot] = value }
                }
                first = max(first, opening[index] - price)
            }
            bestOpening[bucket] = first
        }
    }

    private mutating func walkForward() {
        let last = ends.upperBound
        forward = [Double](repeating: -.infinity, count: last + 1)
        arrival = [Int](repeating: -1, count: last + 1)
        forward[0] = 0
        for step in 0..<last where forward[step] > -.infinity {
            let before = forward[step]
            for bucket in lengths.indices {
                let length = lengths[bucket]
                let end = step + length
                if end > last { break }
                let slot = slotOf[2 * step + length]
                let added =
                    step == 0
                    ? bestOpening[bucket] : best[bucket * PlaylistObjective.slots + slot]
                if before + added > forward[end] {
                    forward[end] = before + added
                    arrival[end] = bucket
                }
            }
        }
    }

    private mutating func walkBackward() {
        let last = ends.upperBound
        backward = [Double](repeating: -.infinity, count: last + 1)
        for step in ends { backward[step] = 0 }
        for step in (1..<last).reversed() {
            var top = backward[step]
            for bucket in lengths.indices {
                let length = lengths[bucket]
                if step + length > last { break }
                let slot = slotOf[2 * step + length]
                let added = best[bucket * PlaylistObjective.slots + slot]
                top = max(top, added + backward[step + length])
            }
            backward[step] = top
        }
    }

    /// How often the best walk to an end hears each track, and the share of the window it takes.
    private func walk(to end: Int) -> (counts: [Int: Int], share: Double) {
        var (counts, share, step) = ([Int: Int](), 0.0, end)
        while step > 0 {
            let bucket = arrival[step]
            let start = step - lengths[bucket]
            let slot = slotOf[2 * start + lengths[bucket]]
            var (top, found) = (-Double.infinity, starts[bucket])
            for index in starts[bucket]..<starts[bucket + 1] {
                let added =
                    start == 0 ? opening[index] : rows[index * PlaylistObjective.slots + slot]
                let value = added - rate * shares[index] - prices[index]
                if value > top { (top, found) = (value, index) }
            }
            counts[found, default: 0] += 1
            share += shares[found]
            step = start
        }
        return (counts, share)
    }

    /// For each track the most that a list holding it can be worth.
    func ceilings() -> [Double] {
        let (last, constant) = (ends.upperBound, constant)
        var ceilings = [Double](repeating: -.infinity, count: tracks.count)
        for bucket in lengths.indices {
            let length = lengths[bucket]
            guard length <= last else { continue }
            var around = [Double](repeating: -.infinity, count: PlaylistObjective.slots)
            for step in 1...max(1, last - length) where step + length <= last {
                let slot = slotOf[2 * step + length]
                around[slot] = max(around[slot], forward[step] + backward[step + length])
            }
            for index in starts[bucket]..<starts[bucket + 1] {
                var top = opening[index] + backward[length]
                for slot in around.indices {
                    top = max(top, rows[index * around.count + slot] + around[slot])
                }
                ceilings[index] = constant + top - rate * shares[index] - prices[index]
            }
        }
        return ceilings
    }

    /// Leaves out the tracks whose ceiling is below what is known to be possible: no list that
    /// holds one of them is better. The bound then holds for lists of the ones that are left.
    mutating func leaveOut(below known: Double, ceilings: [Double]) {
        let left = tracks.indices.filter { isPinned[$0] || ceilings[$0] >= known }
        value = .infinity
        take(left.map { (tracks[$0], prices[$0]) })
    }
}
