internal import GRDB
public import MusikModel
public import MusikRecord

/// A track of the library, as the record has it now, or as a release has it.
public struct TrackEntry: Hashable, Sendable {
    /// The content.
    public var digest: ContentDigest
    /// Where it was found last.
    public var path: String
    /// The title that somebody gave it, or the file's name.
    public var title: String
    /// The length in seconds.
    public var seconds: Double
    /// The audible length in seconds.
    public var audibleSeconds: Double
    /// Integrated loudness in LUFS; nil for silence.
    public var integrated: Double?
    /// Intensity; see `TrackAnalysis`.
    public var intensity: Double
    /// Brightness in octaves above 1 kHz; nil for silence.
    public var brightness: Double?
    /// Beats per minute; nil where there is no clear tempo.
    public var tempo: Double?
    /// A hint of a voice, 0 to 1.
    public var voiceHint: Double
    /// Whether there are words; nil where nobody said.
    public var lyrics: TrackTags.Lyrics?
    /// The genres.
    public var genres: [String]
    /// What nobody has said yet, by its name.
    public var missing: [String]
    /// Who approved it; nil where it isn't approved.
    public var approvedBy: String?
    /// When it was approved.
    public var approved: WallTime?
    /// When it was retired; nil where it is offered.
    public var retired: WallTime?
    /// The number of the event with its figures.
    public var figuresEvent: Int
    /// The number of the event with its tags; nil where it has none.
    public var tagsEvent: Int?
}

/// A state of the library that has a name.
public struct ReleaseEntry: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// When it was made.
    public var made: WallTime
    /// By whom.
    public var actor: String
    /// How many tracks it holds.
    public var tracks: Int
}

/// Which tracks are meant; all that aren't retired where nothing is said.
public struct TrackFilter: Hashable, Sendable {
    /// What must be known of the words.
    public enum Lyrics: String, Hashable, Sendable, CaseIterable {
        /// Somebody said that there are none.
        case none
        /// Somebody said that there are some.
        case words
        /// Nobody said anything.
        case unknown
    }

    /// What must be known of the words.
    public var lyrics: Lyrics?
    /// Whether it must be approved, or must not be.
    public var isApproved: Bool?
    /// A genre that it must have, in any case of letters.
    public var genre: String?
    /// Whether a tag must be missing.
    public var isMissingTags = false
    /// Whether retired ones are meant, and only those.
    public var isRetired = false
    /// A release: its tracks with the tags they had then, retired since or not.
    public var release: String?

    /// All tracks that aren't retired.
    public init() {}

    var condition: (sql: String, arguments: [any DatabaseValueConvertible]) {
        var parts: [String] = []
        var arguments: [any DatabaseValueConvertible] = []
        if let release {
            parts.append("release = ?")
            arguments.append(release)
        } else {
            parts.append("retired IS \(isRetired ? "NOT " : "")NULL")
        }
        switch lyrics {
        case nil: break
        case .unknown?: parts.append("lyrics IS NULL")
        case let known?:
            parts.append("lyrics = ?")
            arguments.append(known.rawValue)
        }
        if let isApproved { parts.append("approvedBy IS \(isApproved ? "NOT " : "")NULL") }
        if let genre {
            parts.append("instr(genres, ?) > 0")
            arguments.append("\n\(genre.lowercased())\n")
        }
        if isMissingTags { parts.append("missing <> ''") }
        return (parts.joined(separator: " AND "), arguments)
    }
}

extension RecordStore {
    /// The tracks that a filter lets through, by title.
    public func tracks(_ filter: TrackFilter = TrackFilter()) throws(StoreError) -> [TrackEntry] {
        let (condition, arguments) = filter.condition
        let table = filter.release == nil ? "track" : "releaseTrack"
        return try read("tracks") { database in
            try tracks(
                database, from: table, "WHERE \(condition) ORDER BY title, digest",
                StatementArguments(arguments))
        }
    }

    /// A track, retired or not; nil where the library doesn't know the content.
    public func track(_ digest: ContentDigest) throws(StoreError) -> TrackEntry? {
        try read("track") { database in
            try tracks(database, from: "track", "WHERE digest = ?", [digest.hex]).first
        }
    }

    /// The tracks, retired or not, whose digest begins with a text, or whose path or title it is.
    public func tracks(named text: String) throws(StoreError) -> [TrackEntry] {
        try read("tracks") { database in
            try tracks(
                database, from: "track",
                """
                WHERE path = ?1 OR title = ?1
                    OR (length(?1) >= 4 AND substr(digest, 1, length(?1)) = lower(?1))
                ORDER BY title, digest
                """, [text])
        }
    }

    /// The digests of all tracks, each with its path and whether its figures are of a version.
    public func knownTracks(
        measuredBy version: Int
    ) throws(StoreError) -> [ContentDigest: (path: String, isCurrent: Bool)] {
        try read("tracks") { database in
            var known: [ContentDigest: (path: String, isCurrent: Bool)] = [:]
            let rows = try Row.fetchCursor(database, sql: "SELECT digest, path, version FROM track")
            while let row = try rows.next() {
                let digest = try value(row, "digest", ContentDigest.init(hex:))
                known[digest] = (row["path"], row["version"] == version)
            }
            return known
        }
    }

    /// All releases, oldest first.
    public func releases() throws(StoreError) -> [ReleaseEntry] {
        try read("releases") { database in
            try Row.fetchAll(database, sql: "SELECT * FROM release ORDER BY number").map { row in
                ReleaseEntry(
                    name: row["name"], made: try value(row, "made", WallTime.init),
                    actor: row["actor"], tracks: row["tracks"])
            }
        }
    }

    /// The columns of an entry, in the order in which they are read.
    private static let columns = """
        digest, path, title, seconds, audibleSeconds, integrated, intensity, brightness, tempo,
        voiceHint, lyrics, genres, missing, approvedBy, approved, retired, figures, tags
        """

    private func tracks(
        _ database: Database, from table: String, _ rest: String, _ arguments: StatementArguments
    ) throws -> [TrackEntry] {
        let rows = try Row.fetchCursor(
            database, sql: "SELECT \(Self.columns) FROM \(table) \(rest)", arguments: arguments)
        var tracks: [TrackEntry] = []
        while let row = try rows.next() { tracks.append(try track(row)) }
        return tracks
    }

    // By place, because a name is looked for in all columns, and there are many tracks.
    private func track(_ row: Row) throws -> TrackEntry {
        guard let digest = ContentDigest(hex: row[0]) else {
            throw StoreError(
                reason: .viewsChanged(column: "digest"), path: path, call: "read a view")
        }
        let (genres, missing): (String, String) = (row[11], row[12])
        let (approved, retired): (Int64?, Int64?) = (row[14], row[15])
        return TrackEntry(
            digest: digest, path: row[1], title: row[2], seconds: row[3], audibleSeconds: row[4],
            integrated: row[5], intensity: row[6], brightness: row[7], tempo: row[8],
            voiceHint: row[9],
            lyrics: try optional(row, "lyrics", TrackTags.Lyrics.init(rawValue:)),
            genres: Self.texts(genres), missing: Self.texts(missing), approvedBy: row[13],
            approved: approved.map(WallTime.init(microseconds:)),
            retired: retired.map(WallTime.init(microseconds:)), figuresEvent: row[16],
            tagsEvent: row[17])
    }

    private static func texts(_ lines: String) -> [String] {
        lines.isEmpty ? [] : lines.utf8.split(separator: 10).map { String(Substring($0)) }
    }
}
