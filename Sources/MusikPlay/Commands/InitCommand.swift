internal import ArgumentParser
internal import MusikRecord
internal import MusikStore

/// `musik-play init`.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make the data folder of a site, with its record.",
        discussion: """
            The record keeps every session, patient and preference as a chain of events in which \
            nothing changes unseen. A folder made with --rehearsal is a rehearsal as a whole: \
            everything in it is marked REHEARSAL.

            EXAMPLES
              musik-play init --site MTL1 --as NB
              musik-play init --site MTL1 --as NB --rehearsal --data ~/rehearsal
            """)

    @Option(
        help: ArgumentHelp("The site's code, such as MTL1.", valueName: "code"), transform: code)
    var site: SiteCode
    @Flag(help: "Everything in this folder is a rehearsal.")
    var rehearsal = false
    @OptionGroup var author: AuthorOptions
    @OptionGroup var data: DataOptions

    func run() throws {
        let surroundings = Surroundings.current()
        let author = RecordAuthor(
            actor: try author.person(surroundings), role: .coordinator, site: site)
        let folder = try data.folder(in: surroundings)
        try folder.create()
        let store = try recording { () throws(StoreError) in
            try RecordStore.create(
                at: folder.recordPath, by: author, isRehearsal: rehearsal, clock: .system)
        }
        if rehearsal { print(RecordMark.rehearsal) }
        print("\(store.path) is made for site \(site).")
        print("Add a patient with: musik-play patient add CODE --language en|fr")
    }
}

/// What stands above everything that comes out of a rehearsal's folder.
enum RecordMark {
    static let rehearsal = "REHEARSAL: nothing in this folder is a patient's."

    /// Prints the mark where it is due.
    static func print(for store: RecordStore) {
        if store.isRehearsal { Swift.print(rehearsal) }
    }
}
