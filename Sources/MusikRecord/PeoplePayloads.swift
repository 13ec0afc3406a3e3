/// Somebody who works with the record, as noted by a coordinator; the last note of a code stands.
public struct PersonNoted: Hashable, Sendable, Codable {
    /// The person's code.
    public var person: ActorCode
    /// What the person may do; none for somebody who has left.
    public var roles: [RecordAuthor.Role]
    /// The hash of the passphrase.
    public var passphrase: String

    /// The roles that a person can have.
    public static let possibleRoles: [RecordAuthor.Role] = [
        .clinician, .coordinator, .rater, .statistician, .curator, .safetyBoard,
    ]

    /// Notes a person.
    public init(person: ActorCode, roles: [RecordAuthor.Role], passphrase: String) {
        self.person = person
        self.roles = roles
        self.passphrase = passphrase
    }
}

/// Somebody gave a passphrase, to sign in or to sign; who did is the event's author.
public struct SignInTried: Hashable, Sendable, Codable {
    /// What for.
    public enum Purpose: String, Hashable, Sendable, Codable {
        /// To work until a shift's end.
        case shift
        /// To sign something.
        case signature
    }

    /// What came of it.
    public enum Outcome: String, Hashable, Sendable, Codable {
        /// It was the right one.
        case right
        /// It was another.
        case wrong
        /// Nobody looked: after too many wrong ones the person has to wait.
        case refused
    }

    /// The number of the Unix account it was given under.
    public var account: Int
    /// What for.
    public var purpose: Purpose
    /// What came of it.
    public var outcome: Outcome
    /// When the shift ends; nil where none began.
    public var until: WallTime?

    /// Notes an attempt.
    public init(
        account: Int, purpose: Purpose, outcome: Outcome, until: WallTime? = nil
    ) {
        self.account = account
        self.purpose = purpose
        self.outcome = outcome
        self.until = until
    }
}

/// A shift ended before its time.
public struct SignedOut: Hashable, Sendable, Codable {
    /// The number of the Unix account.
    public var account: Int

    /// Ends the author's shift under an account.
    public init(account: Int) { self.account = account }
}

/// The author put their name to an event, by their passphrase.
public struct Signed: Hashable, Sendable, Codable {
    /// What a signature states.
    public enum Meaning: String, Hashable, Sendable, Codable {
        /// The trial is to be held by this design.
        case design
        /// The change to the design is right.
        case amendment
        /// The rating is mine, and I did not know the arm.
        case rating
        /// The arm had to be known.
        case unblinding
        /// The session and its debrief were held as they are on record.
        case debrief
        /// The data are complete, and are analysed as they are.
        case lock
        /// The data have to be changed after they were locked.
        case unlock
    }

    /// What it states.
    public var meaning: Meaning
    /// The number of the event that is signed.
    public var entry: Int

    /// Signs an event.
    public init(meaning: Meaning, entry: Int) {
        self.meaning = meaning
        self.entry = entry
    }
}
