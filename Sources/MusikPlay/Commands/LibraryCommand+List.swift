public import ArgumentParser
internal import MusikModel
internal import MusikRecord
internal import MusikSoundFile
public import MusikStore

extension TrackFilter.Lyrics: ExpressibleByArgument {}

extension LibraryCommand {
    /// `musik-play library list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List tracks, one a line, by title.",
            discussion: """
                “--lyrics none” lists only tracks of which somebody said that they have no words; \
                the hint of a voice never stands in for that.

                EXAMPLES
                  musik-play library list
                  musik-play library list --lyrics none --approved --genre ambient
                  musik-play library list --missing-tags
                """)

        @Option(help: "What somebody said of the words.")
        var lyrics: TrackFilter.Lyrics?
        @Flag(inversion: .prefixedNo, help: "Approved tracks, or those that aren't.")
        var approved: Bool?
        @Option(help: "Tracks of this genre.")
        var genre: String?
        @Flag(help: "Tracks that lack tags which everybody needs.")
        var missingTags = false
        @Flag(help: "Retired tracks.")
        var retired = false
        @Option(help: "The tracks of a release, with their tags of then.")
        var release: String?
        @OptionGroup var options: RecordOptions

        func run() throws {
            let store = try options.storeForStaff()
            RecordMark.print(for: store)
            if let release { try store.requireRelease(release) }
            var filter = TrackFilter()
            filter.lyrics = lyrics
            filter.isApproved = approved
            filter.genre = genre
            filter.isMissingTags = missingTags
            filter.isRetired = retired
            filter.release = release
            let tracks = try recording { () throws(StoreError) in try store.tracks(filter) }
            if tracks.isEmpty {
                let isPlain = filter == TrackFilter()
                print(
                    isPlain
                        ? "The library is empty. Fill it with: musik-play library add FOLDER"
                        : "No track is like that. All are listed by: musik-play library list")
                return
            }
            // In one piece: twenty thousand lines one by one take longer than finding them.
            print(tracks.map(\.line).joined(separator: "\n"))
            print(counted(tracks.count, "track", "tracks"))
        }
    }

    /// `musik-play library show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show all that is known of a track.",
            discussion: """
                EXAMPLES
                  musik-play library show brook
                  musik-play library show 3fa9
                """)

        @Argument(help: "A digest's beginning, a path or a title.")
        var track: String
        @OptionGroup var options: RecordOptions

        func run() throws {
            let store = try options.storeForStaff()
            RecordMark.print(for: store)
            let entry = try store.requireTrack(track)
            let figures = try recording { () throws(StoreError) in
                try store.event(entry.figuresEvent)
            }
            let tagged = try entry.tagsEvent.flatMap { number in
                try recording { () throws(StoreError) in try store.event(number) }
            }
            for line in TrackSheet(entry, figures: figures, tagged: tagged).lines { print(line) }
        }
    }
}

extension TrackEntry {
    /// The track in one line.
    fileprivate var line: String {
        var parts: [String] = []
        parts.append(lyrics.map { $0 == .none ? "no words" : "words" } ?? "words?")
        if !genres.isEmpty { parts.append(genres.joined(separator: ", ")) }
        parts.append(approvedBy.map { "approved by \($0)" } ?? "not approved")
        if retired != nil { parts.append("RETIRED") }
        let length = SessionScreen.clock(seconds)
        let level = integrated.map { "\(Int($0.rounded())) LUFS" } ?? "silent"
        return "\(digest.hex.prefix(8))  "
            + String(repeating: " ", count: max(0, 6 - length.count)) + length + "  "
            + String(repeating: " ", count: max(0, 8 - level.count)) + level + "  "
            + TextWidth.padded(title, to: 32) + "  " + parts.joined(separator: " · ")
    }
}
