public import MusikModel

/// What a patient can wish for one day in a word.
public enum DayWish: String, Hashable, Sendable, Codable, CaseIterable {
    /// Less intense than the library's middle.
    case calm
    /// More intense.
    case lively
    /// Less bright.
    case dark
    /// Brighter.
    case bright
    /// Slower, or without a pulse.
    case slow
}

/// What a patient said of the day before anything was chosen.
public struct DayNoted: Hashable, Sendable, Codable {
    /// How the patient feels, 0 to 100; nil where it was left open.
    public var mood: Int?
    /// The wish, in a word that the builder keeps to; nil where there is none.
    public var wish: DayWish?
    /// The wish in the patient's own words.
    public var words: Note?

    /// The scale of mood.
    public static let scale = 0...100

    /// Keeps what was said.
    public init(mood: Int?, wish: DayWish?, words: Note?) {
        self.mood = mood
        self.wish = wish
        self.words = words
    }
}

/// Lists that were built and offered, and how probable each piece was to be among them.
public struct PlaylistOffered: Hashable, Sendable, Codable {
    /// One list.
    public struct List: Hashable, Sendable, Codable {
        /// The contents in order; nil for a moment of quiet.
        public var pieces: [ContentDigest?]
        /// Those that are of a new kind for this patient.
        public var new: [ContentDigest]
        /// The name of the file that holds it.
        public var file: String
        /// The expected liking of a minute of it, 0 to 100, and its standard deviation.
        public var liking: Double
        /// See `liking`.
        public var deviation: Double
        /// What it is worth by the builder's objective, in points of liking.
        public var objective: Double
        /// The most that any list could be worth.
        public var bound: Double
        /// Seconds from one cue to the next; nil for music.
        public var spacingSeconds: Double?

        /// Describes a list.
        public init(
            pieces: [ContentDigest?], new: [ContentDigest], file: String, liking: Double,
            deviation: Double, objective: Double, bound: Double, spacingSeconds: Double? = nil
        ) {
            self.pieces = pieces
            self.new = new
            self.file = file
            self.liking = liking
            self.deviation = deviation
            self.objective = objective
            self.bound = bound
            self.spacingSeconds = spacingSeconds
        }
    }

    /// By what the lists were built: with the record before it, enough to build them again.
    public struct Method: Hashable, Sendable, Codable {
        /// The version of the preference model.
        public var model: Int
        /// The name of the population's prior.
        public var prior: String
        /// The seed of all draws.
        public var seed: UInt32
        /// How many draws the probabilities are counted from, the offer's own included.
        public var draws: Int
        /// The exploration, as JSON; nil where nothing is drawn.
        public var exploration: String?
        /// The release that was chosen from; nil for the library as it stood.
        public var release: String?

        /// Describes a method.
        public init(
            model: Int, prior: String, seed: UInt32, draws: Int, exploration: String?,
            release: String?
        ) {
            self.model = model
            self.prior = prior
            self.seed = seed
            self.draws = draws
            self.exploration = exploration
            self.release = release
        }
    }

    /// How probable it was that a piece would be in one of the lists.
    public struct Chance: Hashable, Sendable, Codable {
        /// The piece.
        public var digest: ContentDigest
        /// The share of draws that had it.
        public var probability: Double

        /// Holds a probability.
        public init(digest: ContentDigest, probability: Double) {
            self.digest = digest
            self.probability = probability
        }
    }

    /// What is heard: music, or cues and quiet.
    public var arm: Arm
    /// The window in seconds, the opening exercise aside.
    public var windowSeconds: Double
    /// The intensity arc, as it would be typed.
    public var arc: String
    /// The wish that all lists keep to.
    public var wish: DayWish?
    /// By what they were built.
    public var method: Method
    /// The lists, the best first.
    public var lists: [List]
    /// The pieces with a probability above nought, the most probable first.
    public var chances: [Chance]

    /// Describes an offer.
    public init(
        arm: Arm, windowSeconds: Double, arc: String, wish: DayWish?, method: Method,
        lists: [List], chances: [Chance]
    ) {
        self.arm = arm
        self.windowSeconds = windowSeconds
        self.arc = arc
        self.wish = wish
        self.method = method
        self.lists = lists
        self.chances = chances
    }
}

/// What the site's consenting patients share was learnt anew; from here on it stands.
public struct PriorLearnt: Hashable, Sendable, Codable {
    /// Its name.
    public var name: String
    /// From how many patients.
    public var patients: Int
    /// The prior with the scale of its traits, as JSON of the curation's own form.
    public var content: String

    /// Holds a prior.
    public init(name: String, patients: Int, content: String) {
        self.name = name
        self.patients = patients
        self.content = content
    }
}
