public import ArgumentParser
public import MusikModel
internal import MusikRecord
internal import MusikStore

extension TrackTags.Lyrics: ExpressibleByArgument {}
extension TrackTags.Voice: ExpressibleByArgument {}
extension TrackTags.Familiarity: ExpressibleByArgument {}
extension TrackTags.Phase: ExpressibleByArgument {}

extension LibraryCommand {
    /// `musik-play library tag`.
    struct Tag: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what a track is; what people say wins over what was measured.",
            discussion: """
                Only what is named changes; an option given several times is a list, and takes the \
                place of the list before. Every change needs a reason once something was said. An \
                approval holds for what was approved: any change takes it away unless --approve is \
                given again.

                EXAMPLES
                  musik-play library tag brook --lyrics none --voice none --genre ambient --as NB
                  musik-play library tag 3fa9 --lyrics words --language fr --language en --as NB
                  musik-play library tag brook --approve --reason "heard twice" --as NB
                """)

        @Argument(help: "A digest's beginning, a path or a title; several for the same tags.")
        var track: [String]
        @OptionGroup(title: "TAGS") var changes: TagOptions
        @Option(help: "Why it changes.", transform: givenReason)
        var reason: String?
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func validate() throws {
            guard changes.isAny else {
                throw ValidationError("Say what the track is: --lyrics, --genre, --approve, …")
            }
        }

        func run() throws {
            let (store, author) = try options.store(for: author, as: .curator)
            RecordMark.print(for: store)
            var drafts: [RecordDraft] = []
            for name in track {
                let entry = try store.requireTrack(name)
                let before = try store.tags(of: entry)
                let tags = changes.changed(before ?? TrackTags())
                if tags == before { continue }
                guard before == nil || reason != nil else {
                    throw Failure(
                        .usage, "Something was said of “\(entry.title)” before.",
                        remedy: "Say why it changes with --reason.")
                }
                drafts.append(
                    RecordDraft(
                        .trackTagged(TrackTagged(digest: entry.digest, tags: tags)),
                        reason: reason.map(Note.init)))
            }
            guard !drafts.isEmpty else {
                print("Nothing changes: that is what was said.")
                return
            }
            _ = try recording { () throws(StoreError) in try store.append(drafts, by: author) }
            print("\(counted(drafts.count, "track", "tracks")) tagged.")
        }
    }

    /// What can be said of a track.
    struct TagOptions: ParsableArguments {
        @Option(help: "Its title.") var title: String?
        @Option(help: "Who made it.") var creator: String?
        @Option(help: "Whether there are words.") var lyrics: TrackTags.Lyrics?
        @Option(help: "A language of the words, such as fr.") var language: [String] = []
        @Option(help: "How a voice is present.") var voice: TrackTags.Voice?
        @Option(help: "An instrument.") var instrument: [String] = []
        @Option(help: "A genre.") var genre: [String] = []
        @Option(help: "A culture or religion that it belongs to.") var culture: [String] = []
        @Option(help: "How likely a patient knows it.") var familiarity: TrackTags.Familiarity?
        @Option(help: "A part of the session that it suits.") var phase: [TrackTags.Phase] = []
        @Option(help: "For whom or what it is not to be used.") var notFor: [String] = []
        @Option(help: "Whose it is.") var rights: String?
        @Option(help: "Under which licence it may be used.") var licence: String?
        @Flag(inversion: .prefixedNo, help: "It may be used in sessions, or may not.")
        var approve: Bool?

        /// Whether anything is said.
        var isAny: Bool { changed(TrackTags()) != TrackTags() || approve != nil }

        /// The tags with what is said here in the place of what was said before.
        func changed(_ before: TrackTags) -> TrackTags {
            var tags = before
            if let title { tags.title = title }
            if let creator { tags.creator = creator }
            if let lyrics { tags.lyrics = lyrics }
            if lyrics == TrackTags.Lyrics.none { tags.languages = [] }
            if !language.isEmpty { tags.languages = language }
            if let voice { tags.voice = voice }
            if !instrument.isEmpty { tags.instruments = instrument }
            if !genre.isEmpty { tags.genres = genre }
            if !culture.isEmpty { tags.cultures = culture }
            if let familiarity { tags.familiarity = familiarity }
            if !phase.isEmpty { tags.phases = phase }
            if !notFor.isEmpty { tags.contraindications = notFor }
            if let rights { tags.rights = rights }
            if let licence { tags.licence = licence }
            // What was approved was the track with its tags; with others it is to be heard again.
            tags.isApproved = approve ?? (tags == before && before.isApproved)
            return tags
        }
    }
}

extension RecordStore {
    /// What was said of a track; nil where nobody has said anything.
    func tags(of entry: TrackEntry) throws(Failure) -> TrackTags? {
        guard let number = entry.tagsEvent else { return nil }
        let event = try recording { () throws(StoreError) in try self.event(number) }
        guard case .trackTagged(let tagged)? = event?.body else { return nil }
        return tagged.tags
    }
}
