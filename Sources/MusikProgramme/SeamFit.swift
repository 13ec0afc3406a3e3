internal import MusikModel

/// Chooses every seam of an order of pieces, so that together they take off an exact number of
/// frames at the lowest price.
struct SeamFit {
    let book: SeamBook
    let order: [Int]

    private var pairs: [(Int, Int)] { Array(zip(order, order.dropFirst())) }

    /// The shortest and the longest the order can be by overlaps and quiet ends, in frames.
    var lengths: (shortest: FrameCount, longest: FrameCount) {
        var whole = FrameCount.zero
        for piece in order { whole += book.pieces[piece].length }
        var (least, most) = (FrameCount.zero, FrameCount.zero)
        for (first, second) in pairs {
            let bounds = book.bounds(first, second)
            least += bounds.least
            most += bounds.most
        }
        return (whole - most, whole - least)
    }

    /// The best choice for every seam on its own; by overlaps and quiet ends alone where `far` is
    /// false.
    func free(far: Bool = true) -> (choices: [SeamChoice], cost: Double) {
        var cost = 0.0
        let choices = pairs.map { first, second in
            let options = book.options(first, second, far: far)
            let best = options.min { $0.cost < $1.cost }!
            cost += best.cost
            return choice(best, book.bounds(first, second))
        }
        return (choices, cost)
    }

    /// The best choices that take off exactly so many frames; nil where there are none, which is
    /// never so within `lengths`.
    func exact(_ frames: FrameCount) -> (choices: [SeamChoice], cost: Double)? {
        if pairs.isEmpty { return ([], 0) }
        let bounds = pairs.map { book.bounds($0, $1) }
        let tables = pairs.map { book.options($0, $1) }
        let least = bounds.reduce(0) { $0 + $1.least.value }
        let most = tables.reduce(0) { $0 + $1.count - 1 }
        let steps = min(most, Int((frames.value - least) / book.settings.step))
        let (picked, cost) = distribute(steps, over: tables)
        var choices = zip(picked, zip(tables, bounds)).map { choice($1.0[$0], $1.1) }
        if !settle(&choices, frames, bounds) {
            guard frames <= bounds.reduce(0, { $0 + $1.most }) else { return nil }
            choices = bounds.map {
                SeamChoice(overlap: $0.overlapMin, tail: 0, introSteps: 0)
            }
            for index in choices.indices where !settle(&choices, frames, bounds) {
                choices[index].introSteps = bounds[index].introSteps
            }
            let settled = settle(&choices, frames, bounds)
            precondition(settled, "seams within their bounds can take off the frames")
        }
        return (choices, cost)
    }

    private func choice(_ option: SeamOption, _ bounds: SeamBounds) -> SeamChoice {
        let step = book.settings.step
        return SeamChoice(
            overlap: bounds.overlapMin + FrameCount(Int64(option.overlapSteps) * step),
            tail: FrameCount(Int64(option.tailSteps) * step), introSteps: option.introSteps)
    }

    /// Dynamic programming: the cheapest way to put so many steps on the seams.
    private func distribute(
        _ steps: Int, over tables: [[SeamOption]]
    ) -> (picked: [Int], cost: Double) {
        var costs = [Double](repeating: .infinity, count: steps + 1)
        costs[0] = 0
        var trace: [[Int16]] = []
        for table in tables {
            let offers = table.indices.filter { table[$0].cost < .infinity }
            var next = [Double](repeating: .infinity, count: steps + 1)
            var from = [Int16](repeating: 0, count: steps + 1)
            for taken in 0...steps where costs[taken] < .infinity {
                for index in offers {
                    if taken + index > steps { break }
                    let cost = costs[taken] + table[index].cost
                    if cost < next[taken + index] {
                        next[taken + index] = cost
                        from[taken + index] = Int16(index)
                    }
                }
            }
            costs = next
            trace.append(from)
        }
        var (picked, left) = ([Int](), steps)
        while costs[left] == .infinity { left -= 1 }
        let cost = costs[left]
        for from in trace.reversed() {
            picked.append(Int(from[left]))
            left -= Int(from[left])
        }
        return (picked.reversed(), cost)
    }

    /// Moves the overlaps, then the tails, until the choices take off exactly so many frames; the
    /// seam with the most room first. False where they cannot.
    private func settle(
        _ choices: inout [SeamChoice], _ frames: FrameCount, _ bounds: [SeamBounds]
    ) -> Bool {
        var rest = frames
        for (index, choice) in choices.enumerated() {
            rest -= choice.overlap + choice.tail
            rest -= book.saved(order[index + 1], introSteps: choice.introSteps)
        }
        var settled = choices
        func move(_ part: WritableKeyPath<SeamChoice, FrameCount>, _ rooms: [FrameCount]) {
            let indices = rooms.indices.sorted { (rooms[$1], $0) < (rooms[$0], $1) }
            for index in indices where rest != 0 {
                let moved = rest > 0 ? min(rest, rooms[index]) : max(rest, 0 - rooms[index])
                settled[index][keyPath: part] += moved
                rest -= moved
            }
        }
        let up = rest > 0
        move(
            \.overlap,
            zip(settled, bounds).map {
                up ? $1.overlapMax - $0.overlap : $0.overlap - $1.overlapMin
            })
        move(\.tail, zip(settled, bounds).map { up ? max(0, $1.tailMax - $0.tail) : $0.tail })
        if rest == 0 { choices = settled }
        return rest == 0
    }
}
