public import MusikModel

/// What a patient said of one piece or cue that was heard.
public struct PieceReaction: Hashable, Sendable, Codable {
    /// The file's content.
    public var digest: ContentDigest
    /// Its title, as it was shown.
    public var title: String
    /// From -2, much disliked, to 2, much liked; nil where it was remembered and no more was said.
    public var reaction: Int?
    /// Whether it was too intense.
    public var isTooIntense: Bool
    /// Whether it is not to be heard again.
    public var isNotAgain: Bool

    /// The scale of reactions.
    public static let scale = -2...2

    /// Keeps a reaction.
    public init(
        digest: ContentDigest, title: String, reaction: Int?, isTooIntense: Bool = false,
        isNotAgain: Bool = false
    ) {
        self.digest = digest
        self.title = title
        self.reaction = reaction
        self.isTooIntense = isTooIntense
        self.isNotAgain = isNotAgain
    }
}

/// The music discussion before a course, and whenever something of it changes.
public struct PatientIntake: Hashable, Sendable, Codable {
    /// Whether music is wanted.
    public enum Wish: String, Hashable, Sendable, Codable, CaseIterable {
        /// Music is wanted.
        case music
        /// No music: a valid answer.
        case noMusic
        /// It is left open.
        case open
    }

    /// Which lyrics may be heard.
    public enum Lyrics: String, Hashable, Sendable, Codable, CaseIterable {
        /// No sung words.
        case never
        /// Only in languages that the patient does not understand.
        case foreign
        /// Any.
        case welcome
    }

    /// Whether music is wanted.
    public var wish: Wish
    /// What is liked.
    public var likes: Note?
    /// What is disliked.
    public var aversions: Note?
    /// What music is bound up with.
    public var associations: Note?
    /// Which lyrics may be heard.
    public var lyrics: Lyrics
    /// The languages that the patient understands, as ISO 639 codes.
    public var languages: [String]
    /// The exercise that was tried, by its name; nil where none was.
    public var exercise: String?
    /// The language in which it was tried.
    public var exerciseLanguage: Language?
    /// Whose voice was chosen, where a language has several; nil where none was.
    public var speaker: String?
    /// What must not be heard, in the words of tracks' tags: an instrument, a genre, a culture, a
    /// title, or whom or what a track is not for; nil where nobody was asked.
    public var avoided: [String]?
    /// Whether what is said of the music may help to choose for other patients of the site; nil
    /// where nobody was asked.
    public var mayTeach: Bool?

    /// Keeps what was said.
    public init(
        wish: Wish, likes: Note?, aversions: Note?, associations: Note?, lyrics: Lyrics,
        languages: [String], exercise: String?, exerciseLanguage: Language?, speaker: String? = nil,
        avoided: [String]? = nil, mayTeach: Bool? = nil
    ) {
        self.wish = wish
        self.likes = likes
        self.aversions = aversions
        self.associations = associations
        self.lyrics = lyrics
        self.languages = languages
        self.exercise = exercise
        self.exerciseLanguage = exerciseLanguage
        self.speaker = speaker
        self.avoided = avoided
        self.mayTeach = mayTeach
    }
}
