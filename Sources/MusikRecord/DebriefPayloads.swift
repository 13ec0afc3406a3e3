public import MusikModel

/// The debrief began or ended.
public struct DebriefPassed: Hashable, Sendable, Codable {
    /// Whether it began; otherwise it ended.
    public var began: Bool

    /// Names an end of it.
    public init(began: Bool) { self.began = began }
}

/// What the debrief brought.
public struct Debriefed: Hashable, Sendable, Codable {
    /// Moments of letting go.
    public var lettingGo: Note?
    /// Moments of difficulty.
    public var difficulty: Note?
    /// How easy it was on the whole, 0 to 100.
    public var ease: Int?

    /// The scale of ease.
    public static let scale = 0...100

    /// Keeps what the debrief brought.
    public init(lettingGo: Note?, difficulty: Note?, ease: Int?) {
        self.lettingGo = lettingGo
        self.difficulty = difficulty
        self.ease = ease
    }
}

/// A questionnaire was answered.
public struct Answered: Hashable, Sendable, Codable {
    /// The instrument's id.
    public var instrument: String
    /// Its version.
    public var version: String
    /// In which language it was read.
    public var language: Language
    /// The answers by item; an item without one was left out.
    public var answers: [String: Double]
    /// The scores by scale, as they were shown; a scale that can't be scored is missing.
    public var scores: [String: Double]
    /// At which visit it was asked, where that was no session, such as `baseline`.
    public var visit: String?
    /// The place in the course that the instrument filled, such as `depressionSelfReport`.
    public var slot: String?

    /// Keeps answers.
    public init(
        instrument: String, version: String, language: Language, answers: [String: Double],
        scores: [String: Double], visit: String? = nil, slot: String? = nil
    ) {
        self.instrument = instrument
        self.version = version
        self.language = language
        self.answers = answers
        self.scores = scores
        self.visit = visit
        self.slot = slot
    }
}

/// An answer needs attention at once, or somebody has seen that it does.
public struct FlagChanged: Hashable, Sendable, Codable {
    /// The instrument's id.
    public var instrument: String
    /// The item.
    public var item: String
    /// Whether somebody acknowledged it; otherwise it was raised.
    public var isAcknowledged: Bool

    /// Names a flag.
    public init(instrument: String, item: String, isAcknowledged: Bool) {
        self.instrument = instrument
        self.item = item
        self.isAcknowledged = isAcknowledged
    }
}

/// The preference log of a session.
public struct PreferenceLogged: Hashable, Sendable, Codable {
    /// How much the patient liked it on the whole, 0 to 100.
    public var liking: Int?
    /// How well it fitted what was experienced, 0 to 100.
    public var resonance: Int?
    /// How open the patient was to it, 0 to 100.
    public var openness: Int?
    /// What the patient remembers, in words, where no pieces were heard.
    public var remembered: [String]
    /// The pieces or cues that the patient remembers; nil where nobody asked for them.
    public var pieces: [PieceReaction]?
    /// What was said of the support of a session without music; nil where nothing was.
    public var support: SupportReactions?
    /// The wish for next time.
    public var wish: Note?

    /// Whether nothing was said.
    public var isEmpty: Bool {
        liking == nil && resonance == nil && openness == nil && remembered.isEmpty
            && pieces?.isEmpty ?? true && support?.isEmpty ?? true && wish == nil
    }

    /// The scale of liking, resonance and openness.
    public static let scale = 0...100

    /// Keeps a preference.
    public init(
        liking: Int?, resonance: Int? = nil, openness: Int? = nil, remembered: [String],
        pieces: [PieceReaction]? = nil, support: SupportReactions? = nil, wish: Note?
    ) {
        self.liking = liking
        self.resonance = resonance
        self.openness = openness
        self.remembered = remembered
        self.pieces = pieces
        self.support = support
        self.wish = wish
    }
}

/// What is planned for the next days and the next session; shown when it starts.
public struct NextPlanned: Hashable, Sendable, Codable {
    /// The plan.
    public var plan: Note?

    /// Keeps a plan.
    public init(plan: Note?) { self.plan = plan }
}

/// The patient leaves.
public struct Discharged: Hashable, Sendable, Codable {
    /// Whether the patient feels ready.
    public var isReady: Bool
    /// Whether the vital signs are within limits.
    public var isStable: Bool
    /// Whether the reminders were given.
    public var isReminded: Bool
    /// The language of the card that says whom to call; nil where none was given.
    public var card: Language?

    /// Keeps what was found.
    public init(isReady: Bool, isStable: Bool, isReminded: Bool, card: Language?) {
        self.isReady = isReady
        self.isStable = isStable
        self.isReminded = isReminded
        self.card = card
    }
}
