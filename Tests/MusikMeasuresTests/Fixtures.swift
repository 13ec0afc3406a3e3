import MusikModel

@testable import MusikMeasures

extension Instrument {
    /// Scores answers to the items in their order; nil for an item that wasn't answered.
    func score(_ answers: [Int?]) throws -> InstrumentScore {
        precondition(answers.count == items.count)
        var given: [String: Int] = [:]
        for (item, answer) in zip(items, answers) { given[item.id] = answer }
        return try score(
            InstrumentResponse(edition: edition, language: .english, answers: given))
    }
}
