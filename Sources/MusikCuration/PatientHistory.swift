public import MusikModel

/// A piece as a patient met it: what it is, and its traits at the time.
public struct PatientPiece: Hashable, Sendable, Codable {
    /// The content.
    public var digest: ContentDigest
    /// Its traits, in the order of the library's list of traits.
    public var traits: [Double]

    /// Names a piece.
    public init(digest: ContentDigest, traits: [Double]) {
        self.digest = digest
        self.traits = traits
    }

    /// A track of the library as a piece.
    public init(_ track: CurationTrack) {
        self.init(digest: track.digest, traits: track.traits)
    }
}

/// What a patient let know of a piece that sounded; nothing at all, where it merely sounded.
public struct PatientAnswer: Hashable, Sendable, Codable {
    /// The piece.
    public var piece: PatientPiece
    /// How much it was liked, 0 to 100; nil where nobody asked or answered.
    public var rating: Double?
    /// The reaction, -2 to +2; nil where there is none.
    public var reaction: Int?
    /// Whether it was skipped; nil where nobody could have skipped it.
    public var isSkipped: Bool?
    /// Whether it is not to be played again.
    public var isNotAgain: Bool

    /// Notes an answer.
    public init(
        _ piece: PatientPiece, rating: Double? = nil, reaction: Int? = nil,
        isSkipped: Bool? = nil, isNotAgain: Bool = false
    ) {
        self.piece = piece
        self.rating = rating
        self.reaction = reaction
        self.isSkipped = isSkipped
        self.isNotAgain = isNotAgain
    }

    /// Whether nobody can miss that it was disliked: skipped, -2, or rated 25 or less.
    var isPlainDislike: Bool {
        isSkipped == true || reaction == -2 || (rating.map { $0 <= 25 } ?? false)
    }
}

/// What a patient chose between two excerpts.
public struct PatientChoice: Hashable, Sendable, Codable {
    /// The one that was chosen.
    public var chosen: PatientPiece
    /// The other one.
    public var other: PatientPiece

    /// Notes a choice.
    public init(_ chosen: PatientPiece, over other: PatientPiece) {
        self.chosen = chosen
        self.other = other
    }
}

/// What a patient wishes for one day: one side of a trait, such as calm or bright.
public struct PatientWish: Hashable, Sendable, Codable {
    /// The trait's place in the library's list.
    public var trait: Int
    /// Whether more of it is wished for than the library's middle has, or less.
    public var isForMore: Bool

    /// Notes a wish.
    public init(trait: Int, isForMore: Bool) {
        self.trait = trait
        self.isForMore = isForMore
    }

    /// Whether a piece with these traits is on the wish's side; the very middle is on both.
    public func holds(for traits: [Double]) -> Bool {
        isForMore ? traits[trait] >= 0 : traits[trait] <= 0
    }
}

/// What a session brought.
public struct PatientSession: Hashable, Sendable, Codable {
    /// What was chosen between excerpts before it.
    public var choices: [PatientChoice]
    /// What was wished for on the day.
    public var wish: PatientWish?
    /// What was said of the pieces that sounded, each that sounded once.
    public var answers: [PatientAnswer]
    /// How much the session was liked as a whole, 0 to 100; nil where nobody asked or answered. It
    /// is taken for the mean of what was felt of the pieces in `answers`, and says nothing where
    /// there are none.
    public var liking: Double?

    /// Notes a session.
    public init(
        choices: [PatientChoice] = [], wish: PatientWish? = nil, answers: [PatientAnswer] = [],
        liking: Double? = nil
    ) {
        self.choices = choices
        self.wish = wish
        self.answers = answers
        self.liking = liking
    }
}

/// All that is known of a patient's preferences: a view of the record, from which the model is made
/// anew each time.
public struct PatientHistory: Hashable, Sendable, Codable {
    /// The sessions in order; the last one is today's where nothing of it has sounded.
    public var sessions: [PatientSession]
    /// What the intake or a contraindication rules out.
    public var forbidden: Set<ContentDigest>
    /// The instruments, as places in the list of traits, that are ruled out altogether.
    public var forbiddenInstruments: Set<Int>
    /// Pieces of a new kind to which the patient or the clinician has nodded.
    public var nodded: [PatientPiece]

    /// Collects what is known.
    public init(
        sessions: [PatientSession] = [], forbidden: Set<ContentDigest> = [],
        forbiddenInstruments: Set<Int> = [], nodded: [PatientPiece] = []
    ) {
        self.sessions = sessions
        self.forbidden = forbidden
        self.forbiddenInstruments = forbiddenInstruments
        self.nodded = nodded
    }

    /// The number of the session that is being prepared, from nought.
    public var today: Int {
        guard let last = sessions.last else { return 0 }
        return last.answers.isEmpty ? sessions.count - 1 : sessions.count
    }

    /// The pieces of which was said "not again".
    public var notAgain: Set<ContentDigest> {
        Set(sessions.flatMap(\.answers).filter(\.isNotAgain).map(\.piece.digest))
    }
}
