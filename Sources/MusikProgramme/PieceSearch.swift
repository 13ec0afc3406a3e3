internal import MusikModel

/// Finds which pieces, in which order, can fill a window: the curator's list with the fewest
/// pieces dropped and reserve pieces added.
///
/// A subset sum by dynamic programming over the pieces' lengths, in cells of at least half a
/// second: per cell the set with the fewest changes, its exact length kept. The sets near the
/// window, fewest changes first, are then ordered and checked to the frame. Dropping the list's
/// last or first piece counts a little more than another.
struct PieceSearch {
    /// An order of pieces and how its seams meet the window.
    struct Selection {
        var order: [Int]
        var choices: [SeamChoice]
        /// The pieces of the list left out.
        var dropped: [Int]
        /// The reserve pieces in use.
        var added: [Int]
        /// By how many frames the last piece ends early; 0 where the window is met without.
        var cut: FrameCount = 0
    }

    /// The orders whose seams are worked out in full.
    private static let finalists = 12
    /// The sets looked at for an early end.
    private static let cutCandidates = 400
    /// The shortest final piece that may be left of a longer one, in seconds.
    private static let shortestFinal = 45.0

    let book: SeamBook
    /// The piece that comes first whatever happens.
    let head: Int?
    let main: [Int]
    let reserve: [Int]
    /// The frames to fill.
    let target: FrameCount

    private var items: [Int] { main + reserve }

    /// The nominal length of a piece: without the least it must overlap.
    private func nominal(_ piece: Int) -> Int64 {
        let core = book.pieces[piece].core.value * 2 / 5
        let shortest = book.settings.overlapRange.shortest.value
        return book.pieces[piece].length.value - (core <= shortest ? core / 2 : shortest)
    }

    /// The selection for the window.
    func best() throws(PlanError) -> Selection {
        let everything = SeamFit(book: book, order: ordered(Set(items.indices)))
        guard !everything.order.isEmpty else { throw .noTracks }
        let longest = everything.lengths.longest
        guard longest >= target else {
            throw .tooShort(
                missingSeconds: book.settings.seconds(target - longest),
                availableSeconds: book.settings.seconds(longest),
                helps: [.moreReserve, .shorterWindow, .natural])
        }
        let table = SubsetTable(
            start: head.map(nominal) ?? 0, lengths: items.map(nominal),
            takeCosts: main.map { _ in 0 } + reserve.indices.map { 1 + Float($0) * 0.001 },
            skipCosts: main.indices.map(dropCost) + reserve.map { _ in 0 },
            cell: max(Int64(book.settings.rate.hertz) / 2, target.value / 7_200),
            limit: target.value + slack + (items.map(nominal).max() ?? 0))
        if let fitted = fit(table) { return fitted }
        return cut(table) ?? cutPrefix(of: everything.order)
    }

    /// The shortest beginning of an order that is too long, its last piece ending early.
    private func cutPrefix(of order: [Int]) -> Selection {
        var selection = cutting(order)
        for count in 1..<order.count where selection.cut > 0 {
            let shorter = cutting(Array(order.prefix(count)))
            if shorter.cut >= 0 {
                selection = shorter
                break
            }
        }
        precondition(selection.cut >= 0, "an order longer than the window reaches its end")
        return selection
    }

    /// An order with its seams free and its last piece ending with the window.
    ///
    /// Where little of the last piece is left, it comes as early as it may, so that its fade is
    /// not too short.
    private func cutting(_ order: [Int]) -> Selection {
        let fit = SeamFit(book: book, order: order)
        var solved = selection(order, fit.free().choices)
        solved.cut = length(order) - taken(solved) - target
        if solved.cut < 0 {
            // Too much was left out for the sake of the seams.
            solved = selection(order, fit.free(far: false).choices)
            solved.cut = length(order) - taken(solved) - target
        }
        if let last = solved.choices.indices.last, solved.cut > 0,
            left(solved) < book.settings.frames(Chain.finalFade.upperBound)
        {
            solved.choices[last].overlap = book.bounds(order[last], order[last + 1]).overlapMax
            solved.cut = length(order) - taken(solved) - target
        }
        return solved
    }

    private func dropCost(_ index: Int) -> Float {
        if index == main.count - 1 { return 1.2 }
        return index == 0 && head == nil ? 1.1 : 1
    }

    /// More than all seams together can ever take off by overlaps and quiet ends, and twice what
    /// the list's seams would like to leave out besides.
    private var slack: Int64 {
        let (shortest, longest) = book.settings.overlapRange
        let trims = Int64(
            (Piece.longestTail + Piece.longestIntro) * Double(book.settings.rate.hertz))
        return (longest.value - shortest.value + trims) * Int64(min(items.count, 200))
            + 2 * wished(main)
    }

    /// The frames the seams of an order would like to leave out of its pieces.
    private func wished(_ order: [Int]) -> Int64 {
        zip(order, order.dropFirst()).reduce(0) { $0 + Int64(book.quick($1.0, $1.1).steps) }
            * book.settings.step
    }

    /// The set with the fewest changes whose seams can meet the window exactly.
    private func fit(_ table: SubsetTable) -> Selection? {
        let margin = Int64(30 * book.settings.rate.hertz)
        // What a seam takes off beyond the least, where it may choose.
        let middle =
            Int64(4 * book.settings.rate.hertz) + wished(main) / Int64(max(1, main.count - 1))
        let candidates = table.cells(from: target.value - margin, to: target.value + slack)
            .sorted { left, right in
                let aims = [left, right].map {
                    abs($0.length - target.value - middle * Int64($0.count))
                }
                return (left.cost, aims[0], left.cell) < (right.cost, aims[1], right.cell)
            }
        var found: [Candidate] = []
        for candidate in candidates {
            if let first = found.first, candidate.cost > first.cost + 0.5 { break }
            let fit = SeamFit(book: book, order: ordered(table.set(candidate.cell)))
            let lengths = fit.lengths
            guard target <= lengths.longest, !fit.order.isEmpty else { continue }
            if target < lengths.shortest {
                // Only by leaving out more than quiet ends, if at all.
                guard lengths.shortest - FrameCount(wished(fit.order)) <= target,
                    fit.exact(length(fit.order) - target) != nil
                else { continue }
            }
            found.append(
                Candidate(fit: fit, cost: candidate.cost, quick: quickPrice(fit.order)))
            if found.count == Self.finalists * 4 { break }
        }
        var best: (selection: Selection, price: Double)?
        var solved = 0
        let finalists = found.enumerated().sorted {
            ($0.element.quick, $0.offset) < ($1.element.quick, $1.offset)
        }
        for (_, candidate) in finalists where solved < Self.finalists {
            let order = candidate.fit.order
            guard let exact = candidate.fit.exact(length(order) - target) else { continue }
            solved += 1
            let price = exact.cost + Double(candidate.cost) * 10
            if best == nil || price < best!.price {
                best = (selection(order, exact.choices), price)
            }
        }
        return best?.selection
    }

    /// A set whose seams may meet the window.
    private struct Candidate {
        var fit: SeamFit
        var cost: Float
        var quick: Double
    }

    /// What an order's seams cost by themselves, and what it costs to stretch or shorten them all
    /// to meet the window.
    private func quickPrice(_ order: [Int]) -> Double {
        var price = 0.0
        var wish = wished(order)
        for (first, second) in zip(order, order.dropFirst()) {
            let bounds = book.bounds(first, second)
            price += book.quick(first, second).price
            wish += (bounds.overlapMin + bounds.overlapMax).value / 2
        }
        let missed = book.settings.seconds(length(order) - target - FrameCount(wish))
        return price + 0.02 * missed * missed / Double(max(1, order.count - 1))
    }

    /// The set with the fewest changes, and then the least loss, whose last piece ends early.
    private func cut(_ table: SubsetTable) -> Selection? {
        let candidates = table.cells(from: target.value, to: .max)
            .sorted { ($0.cost, $0.length, $0.cell) < ($1.cost, $1.length, $1.cell) }
        let shortest = book.settings.frames(Self.shortestFinal)
        var best: (selection: Selection, left: FrameCount)?
        for candidate in candidates.prefix(Self.cutCandidates) {
            let order = ordered(table.set(candidate.cell))
            guard let last = order.last else { continue }
            let solved = cutting(order)
            let (whole, left) = (book.pieces[last].length, left(solved))
            guard solved.cut > 0, left > (solved.choices.last?.overlap ?? 0) else { continue }
            if left >= min(shortest, whole) { return solved }
            if best == nil || left > best!.left { best = (solved, left) }
        }
        return best?.selection
    }

    /// What sounds of the last piece of a selection, which ends early.
    private func left(_ selection: Selection) -> FrameCount {
        let last = selection.order[selection.order.count - 1]
        let steps = selection.choices.last?.introSteps ?? 0
        return book.pieces[last].length(introSteps: steps, book.settings) - selection.cut
    }

    private func length(_ order: [Int]) -> FrameCount {
        order.reduce(0) { $0 + book.pieces[$1].length }
    }

    private func taken(_ selection: Selection) -> FrameCount {
        var frames = FrameCount.zero
        for (index, choice) in selection.choices.enumerated() {
            let intro = book.saved(selection.order[index + 1], introSteps: choice.introSteps)
            frames += choice.overlap + choice.tail + intro
        }
        return frames
    }

    private func selection(_ order: [Int], _ choices: [SeamChoice]) -> Selection {
        Selection(
            order: order, choices: choices, dropped: main.filter { !order.contains($0) },
            added: reserve.filter(order.contains))
    }

    /// The pieces of a set: the list's in the curator's order, each reserve piece where its
    /// neighbours suit it best, after the first and, where possible, before the last.
    private func ordered(_ set: Set<Int>) -> [Int] {
        var order = (head.map { [$0] } ?? [])
        order += main.indices.filter(set.contains).map { main[$0] }
        let kept = order.count
        for index in reserve.indices where set.contains(main.count + index) {
            let piece = reserve[index]
            if order.isEmpty || kept < 2 {
                order.append(piece)
                continue
            }
            let places = 1..<order.count
            let prices = places.map { place in
                book.quick(order[place - 1], piece).price + book.quick(piece, order[place]).price
                    - book.quick(order[place - 1], order[place]).price
            }
            let best = places.min { prices[$0 - 1] < prices[$1 - 1] }!
            order.insert(piece, at: best)
        }
        return order
    }
}
