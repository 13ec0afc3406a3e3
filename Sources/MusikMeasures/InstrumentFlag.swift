/// An answer that is shown at once to whoever is with the patient, with the site's own plan, and
/// to the clinician until it is acknowledged.
public struct InstrumentFlag: Hashable, Sendable {
    /// The id of the flag on an item that asks for suicidal thoughts.
    public static let suicidality = "suicidality"

    /// The id, unique in the instrument.
    public let id: String
    /// The item's id.
    public let item: String
    /// The least that raises the flag, in what the answer counts: reversed items are turned round.
    public internal(set) var atLeast: Int
    /// What the site does then, in both languages once a pack is read; empty before.
    public internal(set) var plan = Wording()
}
