/// Which structure and wording of an instrument somebody answered.
public struct InstrumentEdition: Hashable, Sendable, Codable {
    /// The instrument's id.
    public var instrument: String
    /// The version of its structure and scoring.
    public var version: String
    /// The version of the site's pack; nil where none is used.
    public var pack: String?

    /// Names an edition.
    public init(instrument: String, version: String, pack: String? = nil) {
        self.instrument = instrument
        self.version = version
        self.pack = pack
    }
}

extension InstrumentEdition: CustomStringConvertible {
    /// Such as `madrs 1 with pack site-2026`.
    public var description: String {
        "\(instrument) \(version)" + (pack.map { " with pack \($0)" } ?? "")
    }
}
