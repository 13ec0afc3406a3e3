public import MusikModel

/// A clinical instrument: its items, how they are scored, and what is flagged.
///
/// What ships is a skeleton wherever the wording belongs to somebody else: structure, scoring,
/// thresholds and flags, without the text of any item. A site adds text by an ``InstrumentPack``.
/// Instruments come from ``InstrumentCatalogue`` only, so that their parts always fit each other:
/// every item, scale and rule that is named exists, and no id stands twice.
public struct Instrument: Hashable, Sendable {
    /// Who gives the answers.
    public enum Respondent: String, Hashable, Sendable, CaseIterable {
        /// The patient, alone with the questions.
        case patient
        /// A rater who must not learn the arm: nothing that reveals it may stand beside the items.
        case blindedRater
        /// The clinician who is with the patient.
        case clinician
    }

    /// A place in the course that a site fills with an instrument of its choice.
    public enum Slot: String, Hashable, Sendable, CaseIterable {
        /// The self-rated depression at every check-in. Which scale that is isn't published.
        case depressionSelfReport
    }

    /// Which structure and which wording this is.
    public internal(set) var edition: InstrumentEdition
    /// The full name, as published; never translated.
    public let name: String
    /// Where structure and scoring were published.
    public let source: String
    /// Who answers.
    public let respondent: Respondent
    /// The place that the instrument fills, where it fills one.
    public internal(set) var slot: Slot?
    /// What a reader of the scores has to know; may be empty.
    public internal(set) var caveat = Wording()
    /// What stands before the items; may be empty.
    public internal(set) var instructions = Wording()
    /// The anchors of every item that has none of its own.
    public internal(set) var anchors: [Anchor] = []
    /// The items in the order in which they are asked.
    public internal(set) var items: [InstrumentItem]
    /// What is computed.
    public let scales: [InstrumentScale]
    /// What is decided from the answers.
    public internal(set) var rules: [InstrumentRule] = []
    /// The answers that a person must see at once.
    public internal(set) var flags: [InstrumentFlag] = []

    /// The id, such as `madrs`.
    public var id: String { edition.instrument }

    /// The languages in which every item has its text; empty for a skeleton.
    public var languages: [Language] {
        Language.allCases.filter { language in
            items.allSatisfy { $0.text[language] != nil }
        }
    }

    /// The item of an id.
    public func item(_ id: String) -> InstrumentItem? { items.first { $0.id == id } }

    /// The flag of an id.
    public func flag(_ id: String) -> InstrumentFlag? { flags.first { $0.id == id } }

    /// The anchors to show beside an item.
    public func anchors(of item: InstrumentItem) -> [Anchor] {
        item.anchors.isEmpty ? anchors : item.anchors
    }
}
