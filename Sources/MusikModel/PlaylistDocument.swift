/// A playlist as a file holds it: what to play, in which order, with what in reserve.
public struct PlaylistDocument: Hashable, Sendable {
    /// What one entry is for.
    public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
        /// A piece of the main list.
        case main
        /// A piece that may be added to fill a window, or replace one that fails.
        case reserve
        /// A mindfulness cue.
        case cue
        /// A moment of quiet in a cue programme: it has no file, and takes a cue's place.
        case quiet
        /// The cue that ends a cue programme.
        case closing
        /// The bell between cues.
        case bell
    }

    /// One file of the list, or a moment of quiet.
    public struct Entry: Hashable, Sendable {
        /// The location as written: a path relative to the playlist, an absolute path, or a file URL;
        /// empty for a moment of quiet.
        public var location: String
        /// The piece's title for people; empty when none is given.
        public var title: String
        /// Who made it; empty when none is given.
        public var creator: String
        /// The length the file claims, in milliseconds; only shown, never planned with.
        public var durationMilliseconds: Int?
        /// What the entry is for.
        public var role: Role

        /// Describes one entry.
        public init(
            location: String, title: String = "", creator: String = "",
            durationMilliseconds: Int? = nil, role: Role = .main
        ) {
            self.location = location
            self.title = title
            self.creator = creator
            self.durationMilliseconds = durationMilliseconds
            self.role = role
        }

        /// A moment of quiet.
        public static func quiet(title: String = "") -> Entry {
            Entry(location: "", title: title, role: .quiet)
        }
    }

    /// The title in English (or in the only language it has).
    public var title = ""
    /// The title in French, where one is given.
    public var titleFrench: String?
    /// Who compiled it.
    public var creator = ""
    /// What it is like, in English.
    public var annotation = ""
    /// What it is like, in French.
    public var annotationFrench: String?
    /// A licence URL, where one is given.
    public var license: String?
    /// The arm it is made for.
    public var arm: Arm = .music
    /// The language of its cues, for a cue programme.
    public var language: Language?
    /// Seconds from the start of one cue to the start of the next, for a cue programme.
    public var spacingSeconds: Double?
    /// Whether a cue programme is heard once, in its order; otherwise its list begins again for as
    /// long as the window has room.
    public var isFixed = false
    /// The name of the opening exercise it wants.
    public var opening: String?
    /// The location of the landing bed it wants.
    public var bed: String?
    /// The entries, in order.
    public var entries: [Entry] = []

    /// An empty playlist.
    public init() {}

    /// The entries of one role, in order.
    public func entries(_ role: Role) -> [Entry] { entries.filter { $0.role == role } }
}
