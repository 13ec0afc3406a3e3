internal import ArgumentParser
internal import MusikModel
internal import MusikSoundFile
internal import MusikStore

extension LibraryCommand {
    /// `musik-play library check`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find files that are gone, changed or twice in the library.",
            discussion: """
                Reads every file that isn't retired and compares its content; what was measured \
                and is missing is measured anew. Looks through the database first: where it is \
                damaged it says so, and “musik-play backup restore” brings the last backup back. \
                Exits with 65 where a file is gone or changed. The same music in two files is \
                said, and is no mistake.

                EXAMPLE
                  musik-play library check
                """)

        @OptionGroup var options: RecordOptions

        func run() throws {
            let surroundings = Surroundings.current()
            let store = try options.store(in: surroundings)
            RecordMark.print(for: store)
            try recording { () throws(StoreError) in try store.requireUndamaged() }
            let tracks = try recording { () throws(StoreError) in try store.tracks() }
            guard !tracks.isEmpty else {
                print("The library is empty. Fill it with: musik-play library add FOLDER")
                return
            }
            let analyses = try options.data.folder(in: surroundings).analyses
            let reading = ProgressLine("reading")
            let findings = LibraryCheck.findings(of: tracks, analyses) { reading.show($0, of: $1) }
            reading.clear()
            let comparing = ProgressLine("comparing")
            let pairs = DuplicateSearch(tracks, analyses).pairs { comparing.show($0, of: $1) }
            comparing.clear()
            for pair in pairs { print(pair.line) }
            for finding in findings { print(finding) }
            guard findings.isEmpty else {
                throw Failure(
                    .data,
                    "\(findings.count) of \(counted(tracks.count, "track", "tracks")) "
                        + "can't be used.",
                    remedy: "Bring the files back and add them again, wherever they are then, or "
                        + "retire the tracks.")
            }
            print("\(counted(tracks.count, "track is", "tracks are")) as recorded.")
        }
    }
}
