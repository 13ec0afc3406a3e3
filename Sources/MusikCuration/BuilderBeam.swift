/// A beam search through the pool, from the window's start, guided by the relaxation's bound on
/// what can still follow; the same bound says what the lists it let go could have been worth.
struct BuilderBeam {
    /// The beginning of a list.
    private struct Node {
        var parent: Int32 = -1
        var track: Int32 = -1
        var steps = 0
        var value = 0.0
        var seconds = 0.0
        var share = 0.0
        /// The prices of its tracks.
        var paid = 0.0
        var ceiling = Double.infinity
        var used = SIMD4<UInt64>()
    }

    /// A whole list.
    struct Found {
        var list: [Int]
        var value: Double
        var used: SIMD4<UInt64>
    }

    /// What tells beginnings apart whose future is the same.
    private struct Ending: Hashable {
        var used: SIMD4<UInt64>
        var last: Int32
    }

    /// How many beginnings are kept at each number of tracks: small pools are searched wholly, or
    /// nearly.
    private var width: Int {
        switch pool.count {
        case ...16: 20_000
        case ...64: 2_000
        default: 120
        }
    }

    /// How many whole lists are kept.
    static let kept = 12

    let pool: BuilderPool
    let guide: BoundRelaxation
    private var layers: [[Node]] = []
    /// The best lists of different tracks, best first.
    private(set) var found: [Found] = []
    /// The most that anything it let go could have been worth.
    private(set) var dropped = -Double.infinity

    private var lowest: Double { found.first?.value ?? -.infinity }
    private let priceSum: Double

    init(_ pool: BuilderPool, guide: BoundRelaxation) {
        self.pool = pool
        self.guide = guide
        priceSum = guide.prices.reduce(0, +)
    }

    mutating func run() {
        layers = [[Node()]]
        while let layer = layers.last, !layer.isEmpty {
            let next = settle(drafts(of: layer))
            layers.append(next)
        }
    }

    /// Every beginning of a layer with one track more.
    private mutating func drafts(of layer: [Node]) -> [BuilderHeap.Draft] {
        var heap = BuilderHeap(capacity: 2 * width)
        let request = pool.objective.request
        let longest = request.windowSeconds + 1e-6
        let played = Double(layers.count - 1) * request.overlapSeconds.upperBound
        let (last, lowest) = (guide.ends.upperBound, lowest)
        let overlap = request.overlapSeconds.upperBound
        for (index, node) in layer.enumerated() {
            let row = Int(node.track) * pool.count
            // What is pinned and not heard yet still needs its room.
            let owed = pool.pinned.filter { !node.used.holds($0) }
            let room = owed.reduce(0) { $0 + max(0, pool.seconds[$1] - overlap) }
            for track in 0..<pool.count where !node.used.holds(track) {
                let end = node.steps + pool.steps[track]
                let left = room - (owed.contains(track) ? max(0, pool.seconds[track] - overlap) : 0)
                guard end <= last,
                    node.seconds + pool.seconds[track] - played + left <= longest
                else { continue }
                let slot = guide.slotOf[node.steps + end]
                var value = node.value + pool.worth[track * PlaylistObjective.slots + slot]
                if row >= 0 { value -= pool.seams[row + track] }
                let rest = guide.rate * (1 - node.share - pool.shares[track])
                let prices = priceSum - node.paid - pool.prices[track]
                let ceiling = value + rest + prices + guide.backward[end]
                guard ceiling > lowest else { continue }
                heap.insert(
                    BuilderHeap.Draft(
                        ceiling: ceiling, value: value, parent: Int32(index),
                        track: Int32(track)))
            }
        }
        dropped = max(dropped, heap.dropped)
        return heap.drafts
    }

    /// Looks at drafts closely: likeness and groups, the exact window, the same tracks in another
    /// order; the best of them are the next layer.
    private mutating func settle(_ drafts: [BuilderHeap.Draft]) -> [Node] {
        var best: [Ending: Int] = [:]
        var nodes: [Node] = []
        for draft in drafts {
            guard let node = node(draft) else { continue }
            let key = Ending(used: node.used, last: node.track)
            if let known = best[key] {
                if nodes[known].value < node.value { nodes[known] = node }
            } else {
                best[key] = nodes.count
                nodes.append(node)
            }
        }
        for node in nodes { close(node) }
        nodes.sort { ($0.ceiling, $1.track, $1.parent) > ($1.ceiling, $0.track, $0.parent) }
        nodes.removeAll { $0.ceiling <= lowest }
        if nodes.count > width {
            dropped = max(dropped, nodes[width].ceiling)
            nodes.removeLast(nodes.count - width)
        }
        return nodes
    }

    private func node(_ draft: BuilderHeap.Draft) -> Node? {
        let (track, depth) = (Int(draft.track), layers.count - 1)
        var node = layers[depth][Int(draft.parent)]
        var (likeness, same) = (0.0, 1)
        var (layer, before) = (depth, node)
        while layer > 0 {
            let other = Int(before.track)
            likeness += pool.likeness[other * pool.count + track]
            if pool.groups[other] == pool.groups[track] { same += 1 }
            layer -= 1
            before = layers[layer][Int(before.parent)]
        }
        let most = pool.objective.request.mostPerGroup ?? .max
        if same > most, pool.groups[track] >= 0 { return nil }
        node.parent = draft.parent
        node.track = draft.track
        node.steps += pool.steps[track]
        node.value = draft.value - likeness
        node.ceiling = draft.ceiling - likeness
        node.seconds += pool.seconds[track]
        node.share += pool.shares[track]
        node.paid += pool.prices[track]
        node.used.insert(track)
        return node
    }

    /// Notes a beginning that fills the window.
    private mutating func close(_ node: Node) {
        let objective = pool.objective
        guard pool.pinned.allSatisfy({ node.used.holds($0) }) else { return }
        guard objective.overlap(seconds: node.seconds, count: layers.count) != nil else { return }
        let value = node.value - objective.weights.room * abs(node.share - 1)
        if let same = found.firstIndex(where: { $0.used == node.used }) {
            if found[same].value >= value { return }
            found.remove(at: same)
        } else if found.count == Self.kept, value <= found[found.count - 1].value {
            return
        }
        var list = [Int(node.track)]
        var (layer, parent) = (layers.count - 1, Int(node.parent))
        while layer > 0 {
            list.append(Int(layers[layer][parent].track))
            parent = Int(layers[layer][parent].parent)
            layer -= 1
        }
        let place = found.firstIndex { $0.value < value } ?? found.count
        found.insert(Found(list: list.reversed(), value: value, used: node.used), at: place)
        if found.count > Self.kept { found.removeLast() }
    }
}

extension SIMD4<UInt64> {
    fileprivate func holds(_ index: Int) -> Bool { self[index >> 6] >> UInt64(index & 63) & 1 == 1 }

    fileprivate mutating func insert(_ index: Int) { self[index >> 6] |= 1 << UInt64(index & 63) }
}
