/// What is answered of some items, and what could still be.
struct Tally {
    let items: [InstrumentItem]
    /// What the answers count, without those that are missing.
    let scored: [Int]
    /// The sums that all items could have, given the answers.
    let sums: ClosedRange<Int>

    /// How many of the items are unanswered.
    var missing: Int { items.count - scored.count }

    /// Counts the answers, each of which its item must accept.
    init(items: [InstrumentItem], answers: [String: Int]) {
        self.items = items
        var scored: [Int] = []
        var sums = 0...0
        for item in items {
            let points: ClosedRange<Int>
            if let answer = answers[item.id] {
                let count = item.scored(answer)
                scored.append(count)
                points = count...count
            } else {
                points = item.range
            }
            sums =
                sums.lowerBound + points.lowerBound...sums.upperBound + points.upperBound
        }
        self.scored = scored
        self.sums = sums
    }
}
