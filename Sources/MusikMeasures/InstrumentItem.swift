/// A point of a scale that is named.
public struct Anchor: Hashable, Sendable {
    /// The answer that it names.
    public let value: Int
    /// Its name.
    public internal(set) var text: Wording
}

/// One question, answered by a whole number.
public struct InstrumentItem: Hashable, Sendable {
    /// The id, unique in the instrument: its number, where the published form numbers its items.
    public let id: String
    /// The lowest and the highest answer.
    public let range: ClosedRange<Int>
    /// The distance of neighbouring answers, from the lowest up to the highest.
    public let step: Int
    /// Whether a high answer counts low: scored as lowest + highest - answer.
    public let isReversed: Bool
    /// The question; empty where its text isn't ours to ship.
    public internal(set) var text: Wording
    /// The item's own anchors; where it has none, the instrument's hold.
    public internal(set) var anchors: [Anchor]

    init(
        _ id: String, _ range: ClosedRange<Int>, step: Int = 1, isReversed: Bool = false,
        text: Wording = Wording(), anchors: [Anchor] = []
    ) {
        self.id = id
        self.range = range
        self.step = step
        self.isReversed = isReversed
        self.text = text
        self.anchors = anchors
    }

    /// Whether an answer can be given.
    public func accepts(_ answer: Int) -> Bool {
        range.contains(answer) && (answer - range.lowerBound) % step == 0
    }

    /// The thresholds that some answers reach and others don't.
    var thresholds: ClosedRange<Int> { range.lowerBound + 1...range.upperBound }

    /// What an accepted answer counts.
    func scored(_ answer: Int) -> Int {
        isReversed ? range.lowerBound + range.upperBound - answer : answer
    }
}

extension [InstrumentItem] {
    /// Items numbered from 1, all with the same answers.
    static func numbered(
        _ count: Int, _ range: ClosedRange<Int>, texts: [Wording] = []
    ) -> [InstrumentItem] {
        (1...count).map { number in
            InstrumentItem(
                "\(number)", range, text: texts.isEmpty ? Wording() : texts[number - 1])
        }
    }
}
