public import MusikModel

/// The first place where a record is not what it was when it was written.
public struct ChainFault: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Kind: Error, Hashable, Sendable {
        /// The bytes don't give the digest that stands beside them: one of them was changed.
        case changed
        /// The entry does not name the one before it: it was changed with its digest, or put in.
        case unconnected
        /// Entries before it are gone.
        case missing
        /// It stands twice, or out of its place.
        case repeated
        /// The record has no event, or its first is not a folder's.
        case empty
        /// The digest that was asked for is not in the chain: its end was cut, or all of it was
        /// written anew.
        case headNotFound
        /// A note's text is not what was written.
        case noteChanged(reference: String)
    }

    /// What is wrong.
    public var kind: Kind
    /// The number of the first event that is bad; where some are missing, the first that is.
    public var number: Int
}

/// What a check of the whole chain found.
public struct ChainReport: Hashable, Sendable {
    /// How many events follow one another without fault.
    public var events: Int
    /// The digest of the last of them.
    public var head: ContentDigest
    /// How many notes are kept beside the chain.
    public var notes: Int
    /// The first fault; nil where there is none.
    public var fault: ChainFault?
}
