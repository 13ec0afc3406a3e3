internal import ArgumentParser
internal import MusikRecord
internal import MusikStore

extension RecordsCommand {
    /// `musik-play records merge`.
    struct Merge: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Verify the records of a trial's sites, and put them side by side.",
            discussion: """
                Each site's record is copied whole into a new folder and stays what its site wrote; \
                what is merged is recorded here, with each site's head. A restored backup of a site \
                is a data folder like any other. “musik-play trial verify --merged” recomputes all \
                sites together.

                EXAMPLE
                  musik-play records merge all-sites --from montreal --from toronto --as NB
                """)

        @Argument(help: "The folder that is made.", completion: .directory)
        var folder: String
        @Option(
            name: .customLong("from"), parsing: .singleValue,
            help: ArgumentHelp("A site's data folder; again for each.", valueName: "dir"),
            completion: .directory)
        var sources: [String]
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let surroundings = Surroundings.current()
            let (store, author) = try options.store(
                for: author, as: .coordinator)
            var folders: [DataFolder] = []
            for source in sources {
                folders.append(
                    try DataFolder(
                        option: source, environment: [:],
                        currentFolder: surroundings.currentFolder))
            }
            let line = ProgressLine("verifying and copying")
            let merged = try MergedRecords.make(folder, from: folders) { [count = folders.count] in
                line.show($0, of: count)
            }
            line.clear()
            RecordMark.print(for: store)
            try recording { () throws(StoreError) in
                _ = try store.append(
                    .recordsMerged(RecordsMerged(parts: merged.parts)), by: author)
            }
            for part in merged.parts {
                print("\(part.site): \(counted(part.events, "event", "events")), head \(part.head)")
            }
        }
    }
}
