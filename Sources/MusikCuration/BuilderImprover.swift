/// Improves a list by small changes until none helps, then begins anew beside it a few times.
struct BuilderImprover {
    let pool: BuilderPool
    let slotOf: [Int]
    var random: CurationGenerator

    /// The best list within reach of this one.
    ///
    /// - Parameter restarts: how often two tracks are exchanged at random and improved again.
    mutating func improve(_ list: [Int], restarts: Int) -> (list: [Int], value: Double) {
        guard let value = pool.score(list, slotOf: slotOf) else { return (list, -.infinity) }
        var best = descend(list, value)
        for _ in 0..<restarts {
            guard let shaken = shake(best.list) else { break }
            let next = descend(shaken.list, shaken.value)
            if next.value > best.value + 1e-9 { best = next }
        }
        return best
    }

    /// Takes the best single change for as long as one helps.
    private func descend(_ list: [Int], _ value: Double) -> (list: [Int], value: Double) {
        var best = (list: list, value: value)
        while true {
            var next = best
            consider(best.list) { changed in
                if let value = pool.score(changed, slotOf: slotOf), value > next.value + 1e-9 {
                    next = (changed, value)
                }
            }
            if next.value <= best.value + 1e-9 { return best }
            best = next
        }
    }

    /// Every list one change away: a track replaced, two exchanged, one moved, a part turned round.
    private func consider(_ list: [Int], _ try: ([Int]) -> Void) {
        var changed = list
        for place in list.indices {
            for track in 0..<pool.count where !list.contains(track) {
                changed[place] = track
                `try`(changed)
            }
            changed[place] = list[place]
        }
        for first in list.indices {
            for second in list.indices where second > first {
                changed.swapAt(first, second)
                `try`(changed)
                changed.swapAt(first, second)
                if second > first + 2 {
                    changed[first...second].reverse()
                    `try`(changed)
                    changed[first...second].reverse()
                }
            }
            for target in list.indices where abs(target - first) > 1 {
                changed.remove(at: first)
                changed.insert(list[first], at: target)
                `try`(changed)
                changed = list
            }
        }
    }

    /// Exchanges two tracks for two others so that the window is still filled.
    private mutating func shake(_ list: [Int]) -> (list: [Int], value: Double)? {
        guard list.count > 1, pool.count > list.count + 1 else { return nil }
        for _ in 0..<64 {
            var changed = list
            for _ in 0..<2 {
                let place = random.index(below: list.count)
                let track = random.index(below: pool.count)
                if !changed.contains(track) { changed[place] = track }
            }
            if changed != list, let value = pool.score(changed, slotOf: slotOf) {
                return (changed, value)
            }
        }
        return nil
    }
}
