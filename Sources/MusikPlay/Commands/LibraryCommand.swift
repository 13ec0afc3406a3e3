internal import ArgumentParser
internal import MusikModel
internal import MusikRecord
internal import MusikSoundFile
internal import MusikStore

/// `musik-play library`.
struct LibraryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "library",
        abstract: "Keep the library of music: add, tag, retire, check, release, learn.",
        discussion: """
            A track is its content: a file that is moved or renamed is the same track. What was \
            measured stands beside what people say of it, and people always win. TRACK is the \
            beginning of a digest (4 digits at least), a path or a title, as “library list” shows \
            them.
            """,
        subcommands: [
            Add.self, List.self, Show.self, Tag.self, Retire.self, Check.self, Release.self,
            Learn.self,
        ])

    /// `musik-play library add`.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take sound files into the library, alone or by their folders.",
            discussion: """
                Each file is decoded once, on all processors, and recorded as soon as it is \
                measured: stop it at any moment and give the same command again, and it goes on. \
                What is known by its content is not decoded again. Exits with 65 where a file \
                can't be used, after all others were added. Spoken cues are no music: what lies in \
                a folder with a cues.json is left out. A track tagged “--voice spoken” stays in the \
                library, and no playlist of music is built with it.

                EXAMPLES
                  musik-play library add ~/Music --as NB
                  musik-play library add /media/usb/evening ~/calm.flac --as NB
                """)

        @Argument(help: "Sound files, or folders that hold some.", completion: .file())
        var paths: [String]
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let surroundings = Surroundings.current()
            let (store, author) = try options.store(for: author, as: .curator)
            RecordMark.print(for: store)
            let paths = try paths.map { path throws(Failure) in try Served.opened(path) }
            let files = try LibraryFiles(paths, currentFolder: surroundings.currentFolder)
            if let line = files.leftOut { print(line) }
            guard !files.music.isEmpty else {
                throw Failure(
                    .noInput,
                    files.cues.isEmpty
                        ? "There are no sound files there."
                        : "There are only spoken cues there, which are no music.",
                    remedy: "Name files or folders with WAV, AIFF, FLAC, Ogg, Opus or MP3 in them.")
            }
            let analyses = try options.data.folder(in: surroundings).analyses
            let progress = ProgressLine("measuring")
            let outcome = try LibraryIntake(store, by: author, analyses).run(files.music) {
                progress.show($0, of: $1)
            }
            progress.clear()
            let all = try recording { () throws(StoreError) in try store.tracks() }
            let pairs = DuplicateSearch(all, analyses).pairs(touching: Set(outcome.added))
            for line in outcome.lines { print(line) }
            for pair in pairs { print(pair.line) }
            if let failure = analyses.failure {
                complain(Failure(failure).description)
            }
            if outcome.isChange { try store.backUpLibrary(by: author) }
            guard outcome.failed.isEmpty else {
                throw Failure(
                    .data,
                    "\(counted(outcome.failed.count, "file", "files")) can't be used: see above.",
                    remedy: "Everything else is in the library. Replace them and add them again.")
            }
            if !outcome.added.isEmpty {
                print("Say what they are: musik-play library list --missing-tags")
            }
        }
    }

    /// `musik-play library retire`.
    struct Retire: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Offer a track no more; old sessions and releases keep it.",
            discussion: """
                EXAMPLES
                  musik-play library retire 3fa9 --reason "the licence ended" --as NB
                  musik-play library retire 3fa9 --undo --reason "renewed" --as NB
                """)

        @Argument(help: "A digest's beginning, a path or a title.")
        var track: String
        @Flag(help: "Offer it again.")
        var undo = false
        @Option(help: "Why.", transform: givenReason)
        var reason: String
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let (store, author) = try options.store(for: author, as: .curator)
            RecordMark.print(for: store)
            let entry = try store.requireTrack(track)
            guard (entry.retired != nil) == undo else {
                print("Nothing changes: “\(entry.title)” is \(undo ? "offered" : "retired").")
                return
            }
            _ = try recording { () throws(StoreError) in
                try store.append(
                    .trackRetired(TrackRetired(digest: entry.digest, isRetired: !undo)),
                    reason: Note(reason), by: author)
            }
            print("“\(entry.title)” is \(undo ? "offered again" : "retired").")
        }
    }

    /// `musik-play library release`.
    struct Release: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give the approved tracks as they are now a name that a trial keeps to.",
            discussion: """
                A release holds the tracks that are approved and not retired, with their tags of \
                that moment, and never changes. Without a name, lists the releases.

                EXAMPLES
                  musik-play library release
                  musik-play library release 2026-autumn --reason "start of the trial" --as NB
                  musik-play library list --release 2026-autumn
                """)

        @Argument(help: "The new release's name.")
        var name: String?
        @Option(help: "Why it is made.", transform: givenReason)
        var reason: String?
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func validate() throws {
            if name != nil, reason == nil { throw ValidationError("Say why with --reason.") }
            if let name, name.trimmed.isEmpty || name.utf8.count > 60 {
                throw ValidationError("A release's name has 1 to 60 bytes.")
            }
        }

        func run() throws {
            guard let name, let reason else { return try list() }
            let (store, author) = try options.store(for: author, as: .curator)
            RecordMark.print(for: store)
            guard try !known(store).contains(where: { $0.name == name }) else {
                throw Failure(
                    .cannotCreate, "There is a release “\(name)” already.",
                    remedy: "Releases never change: choose another name.")
            }
            var filter = TrackFilter()
            filter.isApproved = true
            let tracks = try recording { () throws(StoreError) in try store.tracks(filter) }
            guard !tracks.isEmpty else {
                throw Failure(
                    .data, "No track is approved, so there is nothing to release.",
                    remedy: "Approve some with “musik-play library tag TRACK --approve”.")
            }
            _ = try recording { () throws(StoreError) in
                try store.append(
                    .releaseMade(ReleaseMade(name: name, tracks: tracks.count)),
                    reason: Note(reason), by: author)
            }
            print("Release “\(name)” holds \(counted(tracks.count, "track", "tracks")).")
            try store.backUpLibrary(by: author)
        }

        private func list() throws {
            let store = try options.storeForStaff()
            RecordMark.print(for: store)
            let releases = try known(store)
            if releases.isEmpty {
                print("No releases yet. Make one with: musik-play library release NAME")
            }
            for release in releases {
                print(
                    "\(release.name)  \(counted(release.tracks, "track", "tracks"))  "
                        + "\(release.made)  \(release.actor)")
            }
        }

        private func known(_ store: RecordStore) throws(Failure) -> [ReleaseEntry] {
            try recording { () throws(StoreError) in try store.releases() }
        }
    }
}

extension RecordStore {
    /// The one track that somebody means.
    /// - Throws: 66 where there is none, 64 where there are several.
    func requireTrack(_ text: String) throws(Failure) -> TrackEntry {
        let found = try recording { () throws(StoreError) in try tracks(named: text) }
        guard let first = found.first else {
            throw Failure(
                .noInput, "The library knows no track “\(text)”.",
                remedy: "See “musik-play library list”, or add it with “musik-play library add”.")
        }
        guard found.count == 1 else {
            throw Failure(
                .usage, "“\(text)” means \(found.count) tracks.",
                remedy: "Name one by its digest: "
                    + found.prefix(4).map { String($0.digest.hex.prefix(12)) }.joined(
                        separator: ", ") + ".")
        }
        return first
    }

    /// Makes sure that there is a release.
    /// - Throws: 66 where there is none of that name.
    func requireRelease(_ name: String) throws(Failure) {
        let known = try recording { () throws(StoreError) in try releases() }
        guard !known.contains(where: { $0.name == name }) else { return }
        throw Failure(
            .noInput, "There is no release “\(name)”.",
            remedy: "“musik-play library release” lists them.")
    }
}

extension RecordStore {
    /// Backs the record up where that is arranged, and says what became of it.
    fileprivate func backUpLibrary(by author: RecordAuthor) throws(Failure) {
        let isArranged = try recording { () throws(StoreError) in try arrangement != nil }
        if isArranged { print(backUpAfterwards(by: author).english) }
    }
}

extension DataFolder {
    /// What was measured of sound files.
    var analyses: AnalysisStore { AnalysisStore(folder: path + "/analysis") }
}

extension LibraryIntake.Outcome {
    /// Whether the record holds anything new.
    var isChange: Bool { !added.isEmpty || moved > 0 || measured > 0 }

    /// What became of the files, in lines.
    var lines: [String] {
        var parts = [counted(added.count, "track added", "tracks added")]
        if moved > 0 { parts.append("\(moved) found at another place") }
        if measured > 0 { parts.append("\(measured) measured anew") }
        if known > 0 { parts.append("\(known) known already") }
        if !failed.isEmpty { parts.append("\(failed.count) that can't be used") }
        return [parts.joined(separator: ", ") + "."]
            + failed.map { "\($0.path): \(SoundFileText.reason($0, .english))" }
    }
}

extension DuplicateSearch.Pair {
    /// The pair as a line.
    var line: String {
        "likely the same music: \(one.digest.hex.prefix(8)) \(one.path) and "
            + "\(other.digest.hex.prefix(8)) \(other.path)"
    }
}
