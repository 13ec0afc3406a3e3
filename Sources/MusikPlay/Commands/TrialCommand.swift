internal import ArgumentParser
internal import FoundationEssentials
internal import MusikModel
internal import MusikRecord
internal import MusikStore
internal import MusikTrial

/// `musik-play trial`.
struct TrialCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trial",
        abstract: "Design a trial, join it, and prove its allocation afterwards.",
        discussion: """
            A design is a JSON file: {"name": "CALM-1", "arms": [{"name": "music"}, {"name": \
            "cues"}], "sites": [{"code": "MTL1", "participants": 16}], "factors": [{"name": \
            "episodes", "levels": ["one", "more"]}], "method": {"kind": "blocks", "sizes": [4, 6]}, \
            "baseline": ["madrs"], "visits": ["week4", "week8"]}. At the visits what was rated at \
            baseline is rated again; these two are the usual ones. Arms are music, cues, live or silence, each with a "ratio" \
            where they are unequal. Other methods: {"kind": "minimisation", "probability": 0.8} and \
            {"kind": "complete"}.
            """,
        subcommands: [
            Simulate.self, Init.self, Join.self, Amend.self, Show.self, Query.self,
            MissingItem.self, Check.self, Lock.self, Unlock.self, Open.self, Verify.self,
        ])

    /// Reads the file of a design.
    static func design(_ path: String) throws(Failure) -> (
        text: String, design: TrialDesign
    ) {
        let data = try bytes(path, as: "the design", most: 100_000)
        return (String(decoding: data, as: UTF8.self), try TrialDesign.read(data, from: path))
    }

    /// Reads a whole file.
    static func bytes(
        _ path: String, as purpose: String, most: Int
    ) throws(Failure) -> Data {
        try NamedFile(path).read(as: purpose, most: most)
    }

    /// Opens the record for a coordinator of a site that is fit for a trial.
    static func open(
        _ options: RecordOptions, _ author: AuthorOptions
    ) throws(Failure) -> (store: RecordStore, author: RecordAuthor, data: DataFolder) {
        let (store, author) = try options.store(for: author, as: .coordinator)
        let data = try options.data.folder(in: .current())
        try requirePeople(store, data)
        return (store, author, data)
    }

    /// Makes sure that nobody who signs in owns the data; in a rehearsal somebody may.
    /// - Throws: 78 where people log in with the account that the data belong to.
    static func requireApart(_ store: RecordStore, _ data: DataFolder) throws(Failure) {
        guard !store.isRehearsal, let person = Account.person(owning: data.path) else { return }
        throw Failure(
            .configuration,
            "The data belong to account \(person), with which people log in: whoever does can open "
                + "them without signing in.",
            remedy:
                "Keep them under an account of their own: “musik-play service --help” shows how.")
    }

    /// Makes sure that people sign in, and that no other account can open the data or their backups:
    /// without that nobody is held to a role.
    private static func requirePeople(
        _ store: RecordStore, _ data: DataFolder
    ) throws(Failure) {
        guard data.isPrivate else {
            throw Failure(
                .configuration, "Other accounts can open \(data.path).",
                remedy: "Run “chmod 700 \(data.path)”.")
        }
        try requireApart(store, data)
        if let backup = try recording({ () throws(StoreError) in try store.openBackup }) {
            throw Failure(
                .configuration, "Other accounts can open the backup \(backup).",
                remedy: "Run “chmod 600” on all in its folder; where its file system knows no "
                    + "owners, mount it with “umask=077”.")
        }
        guard try PeopleBook(store).isEmpty else { return }
        throw Failure(
            .configuration, "Nobody signs in here yet, and a trial needs roles.",
            remedy: "Add a coordinator with “musik-play people add CODE --role coordinator”, then "
                + "clinicians and raters.")
    }
}
