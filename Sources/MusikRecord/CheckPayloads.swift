public import MusikModel

/// The check-in was held.
public struct CheckedIn: Hashable, Sendable, Codable {
    /// What is worth keeping of it.
    public var note: Note?

    /// Keeps a note, or none.
    public init(note: Note?) { self.note = note }
}

/// The patient said what this session is for.
public struct Intended: Hashable, Sendable, Codable {
    /// How much guiding the patient wants.
    public enum Guiding: String, Hashable, Sendable, Codable, CaseIterable {
        /// As little as possible.
        case little
        /// Some.
        case some
        /// Much.
        case much
    }

    /// The intentions.
    public var intentions: Note?
    /// How much guiding; nil where it was left open.
    public var guiding: Guiding?

    /// Keeps intentions and wish for guiding.
    public init(intentions: Note?, guiding: Guiding?) {
        self.intentions = intentions
        self.guiding = guiding
    }
}

/// The patient and the clinician chose what is to be heard.
public struct MusicChosen: Hashable, Sendable, Codable {
    /// The arm's programme; nil where none is wanted.
    public var playlist: String?
    /// Whether excerpts were listened to.
    public var heardExcerpts: Bool
    /// Seconds that the choosing took, which every arm is given alike.
    public var seconds: Double
    /// The number of the event with the offer it was taken from; nil where it was the clinician's own.
    public var offer: Int?
    /// Which of the offer's lists it was, from 1.
    public var list: Int?
    /// The pieces in order, where that list was changed by hand.
    public var edited: [ContentDigest]?
    /// The pieces of a new kind to which somebody nodded.
    public var nodded: [ContentDigest]?

    /// Keeps a choice.
    public init(
        playlist: String?, heardExcerpts: Bool, seconds: Double, offer: Int? = nil,
        list: Int? = nil, edited: [ContentDigest]? = nil, nodded: [ContentDigest]? = nil
    ) {
        self.playlist = playlist
        self.heardExcerpts = heardExcerpts
        self.seconds = seconds
        self.offer = offer
        self.list = list
        self.edited = edited
        self.nodded = nodded
    }
}

/// Files, plan and outputs were found ready.
public struct PreflightPassed: Hashable, Sendable, Codable {
    /// The programme's length in frames.
    public var frames: Int64
    /// Frames per second.
    public var rate: Int
    /// Pieces or cues.
    public var pieces: Int
    /// The outputs by name; the first is the reference.
    public var outputs: [String]
    /// Whether any speech is a synthetic placeholder.
    public var hasPlaceholders: Bool

    /// Describes what was found ready.
    public init(
        frames: Int64, rate: Int, pieces: Int, outputs: [String], hasPlaceholders: Bool
    ) {
        self.frames = frames
        self.rate = rate
        self.pieces = pieces
        self.outputs = outputs
        self.hasPlaceholders = hasPlaceholders
    }
}

/// The patient listened to the programme's loudest passage.
public struct ComfortTried: Hashable, Sendable, Codable {
    /// The outputs' levels in dB, which become the session's highest where they are comfortable.
    public var levels: [Double]
    /// Whether the patient said that it is comfortable.
    public var isComfortable: Bool

    /// Keeps an answer.
    public init(levels: [Double], isComfortable: Bool) {
        self.levels = levels
        self.isComfortable = isComfortable
    }
}

/// Whether the infusion may go ahead.
public struct GateJudged: Hashable, Sendable, Codable {
    /// Whether blood pressure, heart rate and oxygen saturation are satisfactory.
    public var isStable: Bool
    /// Whether the patient is ready.
    public var isReady: Bool
    /// Whether the patient consents to proceed.
    public var consents: Bool
    /// Who confirmed it.
    public var confirmedBy: ActorCode

    /// Whether all of it holds.
    public var isOpen: Bool { isStable && isReady && consents }

    /// Keeps a judgement.
    public init(isStable: Bool, isReady: Bool, consents: Bool, confirmedBy: ActorCode) {
        self.isStable = isStable
        self.isReady = isReady
        self.consents = consents
        self.confirmedBy = confirmedBy
    }
}
