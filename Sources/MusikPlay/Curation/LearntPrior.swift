internal import FoundationEssentials
internal import MusikCuration
internal import MusikRecord
internal import MusikStore

/// What the site's consenting patients share, with the scale that its traits are on; kept whole in
/// the record, where the last one stands until somebody learns anew.
struct LearntPrior: Hashable, Sendable, Codable {
    var prior: PopulationPrior
    var scale: TraitScale

    /// The one that stands; nil before anything was learnt.
    /// - Throws: 65 where this version can't read it.
    static func standing(in store: RecordStore) throws(Failure) -> LearntPrior? {
        let events = try recording { () throws(StoreError) in try store.events(of: [.priorLearnt]) }
        guard let last = events.last, case .priorLearnt(let learnt) = last.event.body else {
            return nil
        }
        do {
            return try JSONDecoder().decode(LearntPrior.self, from: Data(learnt.content.utf8))
        } catch {
            throw Failure(
                .data, "Event \(last.number) holds no prior that this version can read: \(error).",
                remedy: "Learn anew with “musik-play library learn”.")
        }
    }

    /// The prior as the record keeps it.
    func event() throws(Failure) -> PriorLearnt {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        do {
            let content = String(decoding: try encoder.encode(self), as: UTF8.self)
            return PriorLearnt(name: prior.name, patients: prior.patients, content: content)
        } catch {
            throw Failure(
                .software, "What was learnt can't be written: \(error).",
                remedy: "Report this; the prior before it still stands.")
        }
    }
}
