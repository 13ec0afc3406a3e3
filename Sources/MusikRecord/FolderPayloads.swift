/// The folder's own first event.
public struct FolderOpened: Hashable, Sendable, Codable {
    /// The version of the record's form.
    public var format: Int

    /// The form that is written today.
    public static let currentFormat = 1

    /// A folder of a form.
    public init(format: Int = Self.currentFormat) { self.format = format }
}

/// Somebody looked at the machine's wall clock and found it right.
public struct ClockConfirmed: Hashable, Sendable, Codable {
    /// What it showed.
    public var shown: WallTime

    /// Confirms a time.
    public init(shown: WallTime) { self.shown = shown }
}

/// The wall clock stood before the last event's time.
public struct ClockStepped: Hashable, Sendable, Codable {
    /// The last event's time.
    public var from: WallTime

    /// A step back from a time to the event's own.
    public init(from: WallTime) { self.from = from }
}

/// Where copies of the record are to be made, and for whom.
public struct BackupArranged: Hashable, Sendable, Codable {
    /// The folder on the second medium, as an absolute path.
    public var folder: String
    /// The public keys of age, such as `age1…`, whose holders can read the copies.
    public var recipients: [String]

    /// Arranges copies in a folder.
    public init(folder: String, recipients: [String]) {
        self.folder = folder
        self.recipients = recipients
    }
}

/// A copy of the record was made on a second medium.
public struct BackupMade: Hashable, Sendable, Codable {
    /// The file's name on the medium.
    public var file: String
    /// The SHA-256 of the encrypted file, 64 hexadecimal digits.
    public var sha256: String
    /// The number of the last event in it.
    public var head: Int

    /// Describes a copy.
    public init(file: String, sha256: String, head: Int) {
        self.file = file
        self.sha256 = sha256
        self.head = head
    }
}

/// There is no copy on a second medium.
public struct BackupMissed: Hashable, Sendable, Codable {
    /// Why not.
    public enum Problem: String, Hashable, Sendable, Codable {
        /// No folder on a second medium was named.
        case noneNamed
        /// The named folder is on the record's own disk.
        case sameDisk
        /// The named folder is in the machine's memory.
        case memory
        /// Whether the named folder is on another disk can't be told.
        case unknownDisk
        /// The medium is not there.
        case absent
        /// The medium has no room.
        case full
        /// The program that encrypts is missing.
        case noProgram
        /// Writing failed, or what was written reads back differently.
        case failed
    }

    /// Why not.
    public var problem: Problem

    /// Names a problem.
    public init(problem: Problem) { self.problem = problem }
}

/// A note's text was destroyed on lawful demand; the reason is the event's.
public struct NoteDestroyed: Hashable, Sendable, Codable {
    /// The note's salted digest, 64 hexadecimal digits.
    public var note: String

    /// Names a note.
    public init(note: String) { self.note = note }
}

/// A reason that was asked afterwards, for the event that it corrects: the reason is the event's.
public struct Explained: Hashable, Sendable, Codable {
    /// An explanation.
    public init() {}
}
