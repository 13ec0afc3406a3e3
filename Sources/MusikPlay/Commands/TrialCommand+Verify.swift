internal import ArgumentParser
internal import FoundationEssentials
internal import MusikModel
internal import MusikRecord
internal import MusikStore
internal import MusikTrial

extension TrialCommand {
    /// `musik-play trial open`.
    struct Open: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record the seed at the trial's end, so that everybody can recompute it.",
            discussion: """
                From then on the arm of everybody who would still be allocated can be told: nobody \
                is allocated any more.
                """)

        @Argument(help: "The opening from the vault.", completion: .file(extensions: ["opening"]))
        var opening: String
        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let (store, author) = try options.store(for: author, as: .coordinator)
            let trial = try SiteTrial.required(store)
            let data = try TrialCommand.bytes(opening, as: "the opening", most: 10_000)
            guard let opened = try? JSONDecoder().decode(TrialOpened.self, from: data),
                let seed = [UInt8](hexText: opened.seed),
                let salt = [UInt8](hexText: opened.salt),
                let secret = TrialSecret(seed: seed, salt: salt),
                TrialPackage.commitment(
                    secret, design: trial.package.design, versions: trial.package.versions)
                    == trial.package.commitment
            else {
                throw Failure(
                    .data, "\(opening) is not what \(trial.design.name) was committed to.",
                    remedy: "Look for the opening that “musik-play trial init” wrote.")
            }
            guard trial.opened == nil else {
                print("The seed is open already.")
                return
            }
            RecordMark.print(for: store)
            let entry = try SignIn(store).record(
                .trialOpened(opened), signing: .unblinding, by: author, passphrase)
            print("The seed is open, in entry \(entry).")
        }
    }

    /// `musik-play trial verify`.
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Recompute every allocation from design and draws, and from the open seed.",
            discussion: """
                With --medium the receipts are compared as well: a record that is a copy or was put \
                back, and a draw that was opened elsewhere, show.
                """)

        @Option(
            help: ArgumentHelp("The medium with the site's key and receipts.", valueName: "dir"),
            completion: .directory)
        var medium: String?
        @Option(
            help: ArgumentHelp(
                "A folder of “records merge”: all its sites instead of this one.",
                valueName: "dir"),
            completion: .directory)
        var merged: String?
        @OptionGroup var options: RecordOptions

        func validate() throws {
            guard medium == nil || merged == nil else {
                throw ValidationError("A medium is one site's: say --medium or --merged.")
            }
        }

        func run() throws {
            let store = try options.store()
            RecordMark.print(for: store)
            let trials =
                try merged.map { try MergedRecords($0).trials() }
                ?? [SiteTrial.required(store)]
            let secret = trials.lazy.compactMap(\.secret).first
            var findings: [String] = []
            for trial in trials { findings += try trial.findings(secret: secret) }
            if let medium {
                let data = try options.data.folder(in: .current())
                let held = try TrialMedium(medium, for: trials[0].package, data: data)
                findings += try trials[0].findings(held.receipts, in: store)
            }
            guard findings.isEmpty else {
                throw Failure(
                    .data, findings.joined(separator: "\n  "),
                    remedy: "Keep record and medium as they are, and find out which is the copy.")
            }
            let count = trials.reduce(0) { $0 + $1.allocations.count }
            print(
                "\(counted(count, "allocation", "allocations")) at "
                    + "\(counted(trials.count, "site", "sites")): each follows from design and "
                    + "draws"
                    + (secret == nil ? "; the seed is sealed." : ", and the draws from the seed."))
            if medium != nil { print("The receipts of the medium agree.") }
        }
    }
}
