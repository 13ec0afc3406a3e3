/// The instruments that a site has.
public struct InstrumentCatalogue: Hashable, Sendable {
    /// What ships: skeletons of MEQ30, EBI and MADRS; PCL-5 in English; our own three questions.
    public static let shipped = InstrumentCatalogue(
        instruments: [.meq30, .ebi, .madrs, .pcl5, .musicExperience])

    /// All instruments.
    public let instruments: [Instrument]

    /// The instrument of an id.
    public subscript(id: String) -> Instrument? { instruments.first { $0.id == id } }

    /// The instrument that fills a place; nil where none does.
    public subscript(slot: Instrument.Slot) -> Instrument? {
        instruments.first { $0.slot == slot }
    }
}
