/// The instruments that a site has: those that ship, and what its packs make of them or add.
public struct InstrumentCatalogue: Hashable, Sendable {
    /// What ships: skeletons of MEQ30, EBI and MADRS; PCL-5 in English; our own three questions.
    public static let shipped = InstrumentCatalogue(
        instruments: [.meq30, .ebi, .madrs, .pcl5, .musicExperience])

    /// All instruments, shipped ones first.
    public private(set) var instruments: [Instrument]

    /// The instrument of an id.
    public subscript(id: String) -> Instrument? { instruments.first { $0.id == id } }

    /// The instrument that fills a place; nil until a pack fills it.
    public subscript(slot: Instrument.Slot) -> Instrument? {
        instruments.first { $0.slot == slot }
    }

    /// Takes over what a pack makes of an instrument.
    ///
    /// - Throws: ``PackError``, with the catalogue unchanged, where the pack isn't sound, where
    ///   another pack has changed the instrument already, or has filled the same place.
    public mutating func add(pack bytes: [UInt8]) throws(PackError) {
        let instrument = try InstrumentPack(bytes: bytes, for: self).instrument
        if let index = instruments.firstIndex(where: { $0.id == instrument.id }) {
            instruments[index] = instrument
        } else {
            instruments.append(instrument)
        }
    }
}
