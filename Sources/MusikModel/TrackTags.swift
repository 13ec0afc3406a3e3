/// What people say of a track. It always wins over what was measured.
public struct TrackTags: Hashable, Sendable, Codable {
    /// Whether there are words.
    public enum Lyrics: String, Hashable, Sendable, Codable, CaseIterable {
        /// No words at all.
        case none
        /// Words, in the languages that are named.
        case words
    }

    /// How a voice is present.
    public enum Voice: String, Hashable, Sendable, Codable, CaseIterable {
        /// Not at all.
        case none
        /// Singing or humming without words.
        case wordless
        /// Singing.
        case sung
        /// Speaking.
        case spoken
    }

    /// How likely it is that a patient knows the music.
    public enum Familiarity: String, Hashable, Sendable, Codable, CaseIterable {
        /// Hardly anybody does.
        case unknown
        /// Some do.
        case some
        /// Most do.
        case wellKnown
    }

    /// The part of a session that a track suits.
    public enum Phase: String, Hashable, Sendable, Codable, CaseIterable {
        /// Before and at the onset.
        case onset
        /// While the effect rises.
        case ascent
        /// At its height.
        case peak
        /// While it falls.
        case descent
        /// At the end, and after it.
        case landing
    }

    /// The title, where the file's name is none.
    public var title: String?
    /// Who made it.
    public var creator: String?
    /// Whether there are words; nil where nobody listened for them.
    public var lyrics: Lyrics?
    /// The languages of the words, as codes such as `fr`.
    public var languages: [String] = []
    /// How a voice is present.
    public var voice: Voice?
    /// What is played.
    public var instruments: [String] = []
    /// The genres.
    public var genres: [String] = []
    /// The cultures and religions that it belongs to.
    public var cultures: [String] = []
    /// How likely it is to be known.
    public var familiarity: Familiarity?
    /// What it suits.
    public var phases: [Phase] = []
    /// For whom or what it is not to be used.
    public var contraindications: [String] = []
    /// Whose it is.
    public var rights: String?
    /// Under which licence it may be used.
    public var licence: String?
    /// Whether it is approved for sessions; by whom and when is the entry's.
    public var isApproved = false

    /// No tags.
    public init() {}

    /// Whether somebody said that there are no words. Where words are excluded nothing else will
    /// do: neither a missing tag nor any measurement.
    public var isKnownWithoutWords: Bool { lyrics == Lyrics.none }

    /// What nobody has said yet and everybody needs, by its name.
    public var missing: [String] {
        var names: [String] = []
        if lyrics == nil { names.append("lyrics") }
        if lyrics == .words, languages.isEmpty { names.append("languages") }
        if voice == nil { names.append("voice") }
        if genres.isEmpty { names.append("genre") }
        if familiarity == nil { names.append("familiarity") }
        if phases.isEmpty { names.append("phase") }
        if licence == nil { names.append("licence") }
        return names
    }
}
