/// All lengths a choice of items can add up to, each with its cheapest choice.
struct SubsetTable {
    /// A reachable length.
    struct Cell {
        var cell: Int
        /// The exact length of the cheapest choice that falls into the cell.
        var length: Int64
        /// What the choice costs.
        var cost: Float
        /// How many items it takes.
        var count: Int
    }

    private var cells: [Cell] = []
    /// By item and cell: the cell before the item, and whether the item is taken.
    private var trace: [[Int32]] = []

    /// - Parameters:
    ///   - start: the length before any item.
    ///   - lengths: the items' lengths; a choice that grows beyond `limit` is given up.
    ///   - takeCosts: what taking each item costs.
    ///   - skipCosts: what leaving each item costs.
    ///   - cell: lengths that fall into one cell of this size share it.
    init(
        start: Int64, lengths: [Int64], takeCosts: [Float], skipCosts: [Float], cell: Int64,
        limit: Int64
    ) {
        let count = Int(max(limit, start) / cell) + 1
        let empty = Cell(cell: 0, length: 0, cost: .infinity, count: 0)
        var row = [Cell](repeating: empty, count: count)
        let first = Int(max(0, start) / cell)
        row[first] = Cell(cell: first, length: start, cost: 0, count: 0)
        for (item, length) in lengths.enumerated() {
            var next = [Cell](repeating: empty, count: count)
            var from = [Int32](repeating: 0, count: count)
            for index in row.indices where row[index].cost < .infinity {
                let old = row[index]
                if old.cost + skipCosts[item] < next[index].cost {
                    next[index] = old
                    next[index].cost += skipCosts[item]
                    from[index] = Int32(index) * 2
                }
                let grown = Int(max(0, old.length + length) / cell)
                guard grown < count, old.cost + takeCosts[item] < next[grown].cost else { continue }
                next[grown] = Cell(
                    cell: grown, length: old.length + length, cost: old.cost + takeCosts[item],
                    count: old.count + 1)
                from[grown] = Int32(index) * 2 + 1
            }
            row = next
            trace.append(from)
        }
        cells = row.filter { $0.cost < .infinity }
    }

    /// The reachable lengths within a range, ascending.
    func cells(from low: Int64, to high: Int64) -> [Cell] {
        cells.filter { low <= $0.length && $0.length <= high }
    }

    /// The items of a cell's choice.
    func set(_ cell: Int) -> Set<Int> {
        var (taken, index) = (Set<Int>(), cell)
        for item in trace.indices.reversed() {
            let from = trace[item][index]
            if from % 2 == 1 { taken.insert(item) }
            index = Int(from / 2)
        }
        return taken
    }
}
