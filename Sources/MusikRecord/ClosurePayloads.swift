public import MusikModel

/// Somebody who looks after the data asks about something in the record.
public struct QueryRaised: Hashable, Sendable, Codable {
    /// The entry that it is about; nil where it is about the whole session or patient.
    public var about: Int?
    /// The question.
    public var question: Note

    /// Raises a query.
    public init(about: Int?, question: Note) {
        self.about = about
        self.question = question
    }
}

/// A query was answered, and is closed.
public struct QueryClosed: Hashable, Sendable, Codable {
    /// The number of the query's entry.
    public var query: Int
    /// The answer.
    public var answer: Note

    /// Closes a query.
    public init(query: Int, answer: Note) {
        self.query = query
        self.answer = answer
    }
}

/// Something that a trial measures is not there, and never will be; why is the event's reason.
public struct ItemMissing: Hashable, Sendable, Codable {
    /// What, by its column in the analysis table, such as `meq` or `madrs_week4`.
    public var item: String

    /// Notes what is missing.
    public init(item: String) { self.item = item }
}

/// A trial's data are complete as they are: this is what is analysed. It holds once a coordinator
/// and a statistician have signed it.
public struct TrialLocked: Hashable, Sendable, Codable {
    /// The trial's name.
    public var trial: String
    /// The SHA-256 of the whole analysis table.
    public var table: ContentDigest
    /// The sites' records that it was made of.
    public var parts: [RecordsMerged.Part]

    /// Locks a trial's data.
    public init(trial: String, table: ContentDigest, parts: [RecordsMerged.Part]) {
        self.trial = trial
        self.table = table
        self.parts = parts
    }
}

/// A trial's data are open again; why is the event's reason. It holds once a coordinator and a
/// statistician have signed it.
public struct TrialUnlocked: Hashable, Sendable, Codable {
    /// The trial's name.
    public var trial: String
    /// The number of the lock's entry.
    public var lock: Int

    /// Unlocks a trial's data.
    public init(trial: String, lock: Int) {
        self.trial = trial
        self.lock = lock
    }
}

/// Data left the record.
public struct Exported: Hashable, Sendable, Codable {
    /// What they tell of the arms.
    public enum Arms: String, Hashable, Sendable, Codable, CaseIterable {
        /// Neither the arm nor anything that follows from it.
        case none
        /// Which participants had the same arm, by letters, and nothing that follows from it.
        case coded
        /// The arms and all that follows from them.
        case named
    }

    /// The trial's name.
    public var trial: String
    /// What they tell of the arms.
    public var arms: Arms
    /// The SHA-256 of the table that left.
    public var table: ContentDigest
    /// The sites' records that it was made of.
    public var parts: [RecordsMerged.Part]
    /// The letter of each arm; nil before letters were drawn.
    public var letters: [String: String]?

    /// Notes an export.
    public init(
        trial: String, arms: Arms, table: ContentDigest, parts: [RecordsMerged.Part],
        letters: [String: String]?
    ) {
        self.trial = trial
        self.arms = arms
        self.table = table
        self.parts = parts
        self.letters = letters
    }
}
