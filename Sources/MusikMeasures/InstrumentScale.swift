/// A number computed from items.
public struct InstrumentScale: Hashable, Sendable {
    /// How the number is computed from what the items' answers count.
    public enum Method: String, Hashable, Sendable, CaseIterable {
        /// Their sum.
        case sum
        /// Their mean.
        case mean
        /// Where their sum lies between the lowest and the highest one possible, in percent
        /// (Cohen, Cohen, Aiken and West, Multivariate Behavioral Research 1999;34:315). Where
        /// items begin at 0 this is the published percentage of the maximum.
        case percentOfMaximum
    }

    /// The id, unique in the instrument.
    public let id: String
    /// The ids of the items; with `mean`, with `percentOfMaximum` and where answers may be missing
    /// they all have the same range.
    public let items: [String]
    /// How the number is computed.
    public let method: Method
    /// How many of the items may be unanswered, in percent of them, 0...50.
    ///
    /// Up to that many, the mean of the answered items stands for the others (prorating); beyond
    /// it there is no score. Where nothing else is published, ``ours`` is used or 0.
    public let missingPercent: Int

    /// A rule of our own, used where none is published: one item in five may be missing.
    static let ours = 20

    init(_ id: String, _ items: [String], _ method: Method, missingPercent: Int) {
        self.id = id
        self.items = items
        self.method = method
        self.missingPercent = missingPercent
    }

    init(_ id: String, _ items: [Int], _ method: Method, missingPercent: Int) {
        self.init(id, items.map(String.init), method, missingPercent: missingPercent)
    }
}
