/// One named column of a table.
public struct DataColumn: Hashable, Sendable {
    /// The column's name, as it stands in the first line of the file.
    public var name: String
    /// What its cells hold.
    public var kind: DataKind

    /// Names a column and says what its cells hold.
    public init(_ name: String, _ kind: DataKind) {
        self.name = name
        self.kind = kind
    }
}

/// What the cells of a column hold, beside those that are missing.
public enum DataKind: Hashable, Sendable {
    /// Texts that are not empty.
    case text
    /// Finite numbers; with decimals, 0 to 15, each is written with exactly so many and may not have
    /// more, so that writing rounds nothing.
    case number(decimals: Int? = nil)
    /// Whole numbers.
    case integer
    /// Yes or no, written as 1 or 0.
    case flag
}
