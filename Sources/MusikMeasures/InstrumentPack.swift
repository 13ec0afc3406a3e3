/// A site's own file: the texts of an instrument, its thresholds, its plans, or a whole instrument.
///
/// The format is described in the documentation under Instruments. It is read strictly: what isn't
/// understood is refused with its place, never passed over, because a key with a slip in its name
/// would be a threshold or a plan that isn't there when it is needed.
public struct InstrumentPack: Hashable, Sendable {
    /// The most bytes that a pack may have.
    public static let mostBytes = PackLimits.bytes

    /// The instrument as the pack makes it.
    public let instrument: Instrument

    /// Reads a pack's bytes, for a catalogue that holds the instrument that it extends.
    ///
    /// - Throws: ``PackError`` with the place and what to do.
    public init(
        bytes: [UInt8], for catalogue: InstrumentCatalogue = .shipped
    ) throws(PackError) {
        guard bytes.count <= PackLimits.bytes else {
            throw PackError(
                code: .tooLarge, line: nil, place: "",
                reason: "the pack has \(bytes.count) bytes",
                remedy: "shorten it to \(PackLimits.bytes)")
        }
        let members = try PackField(node: JSONReader.read(bytes), place: "").members([
            "format", "instrument", "version", "structure", "languages", "instructions", "anchors",
            "items", "cutoffs", "flags", "slot",
        ])
        _ = try members.required("format").whole(1...1)
        var instrument = try Self.base(members, catalogue)
        instrument.edition.pack = try members.required("version").identifier()
        try PackTexts(members, for: instrument).apply(to: &instrument)
        try PackSettings(members, for: catalogue).apply(to: &instrument)
        self.instrument = instrument
    }

    /// The instrument before the pack's texts and settings: a shipped one, or the pack's own.
    private static func base(
        _ members: PackField.Members, _ catalogue: InstrumentCatalogue
    ) throws(PackError) -> Instrument {
        let field = try members.required("instrument")
        let id = try field.identifier()
        let known = catalogue[id]
        if let known, known.edition.pack != nil {
            throw field.failure(
                .conflict, "another pack has changed \(id) already", "put both into one pack")
        }
        if let structure = members["structure"] {
            guard known == nil else {
                throw structure.failure(
                    .conflict, "the structure of \(id) ships and can't be changed",
                    "take it out, or give the instrument another name")
            }
            return try PackStructure.read(structure, id: id)
        }
        guard let known else {
            let names = catalogue.instruments.map(\.id).joined(separator: ", ")
            throw field.failure(
                .unknownName, "there is no instrument \(id)",
                "name one of \(names), or add its structure")
        }
        return known
    }
}
