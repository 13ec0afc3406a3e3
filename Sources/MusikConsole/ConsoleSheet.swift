/// A page of what is known: of the library, a track, a trial or the record's events.
public struct ConsoleSheet: Hashable, Sendable {
    /// A line, and where more of it is.
    public struct Row: Hashable, Sendable {
        /// The line.
        public var text: String
        /// The path of the page with more; nil where there is none.
        public var link: String?

        /// A line.
        public init(_ text: String, link: String? = nil) {
            self.text = text
            self.link = link
        }
    }

    /// The most lines of a page.
    public static let mostRows = 300

    /// What it is about.
    public var title: String
    /// What there is to know besides the lines.
    public var facts: [ConsolePatient.Fact]
    /// How loud it is from its first second to its last, 0 the softest and 1 the loudest; empty for what
    /// has no sound.
    public var curve: [Double]
    /// The lines; at most `mostRows`.
    public var rows: [Row]
    /// What to say below the lines, such as that there are more, or what to do first.
    public var note: String?
    /// Whether it can be searched, and what for it was.
    public var search: ConsoleSearch?

    /// A page.
    public init(
        title: String, facts: [ConsolePatient.Fact] = [], curve: [Double] = [], rows: [Row] = [],
        note: String? = nil, search: ConsoleSearch? = nil
    ) {
        self.title = title
        self.facts = facts
        self.curve = curve
        self.rows = rows
        self.note = note
        self.search = search
    }
}

/// What somebody looks for in the library.
public struct ConsoleSearch: Hashable, Sendable {
    /// Which tracks are meant.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// All that are offered.
        case all
        /// Those that somebody approved, and those that nobody did.
        case approved, unapproved
        /// Those that lack a tag which everybody needs.
        case untagged
        /// Those without words, as somebody said.
        case wordless
        /// Those that are likely to be one recording with another.
        case duplicates
        /// Those that are offered no more.
        case retired
    }

    /// A part of a title, a path or a genre, in any case of letters; empty for all.
    public var text: String
    /// Which ones.
    public var kind: Kind

    /// Reads an address.
    init(text: String, kind: String) {
        self.text = String(text.prefix(200))
        self.kind = Kind(rawValue: kind) ?? .all
    }
}
