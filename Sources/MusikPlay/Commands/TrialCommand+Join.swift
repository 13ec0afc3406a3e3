internal import ArgumentParser
internal import MusikModel
internal import MusikRecord
internal import MusikStore
internal import MusikTrial

extension TrialCommand {
    /// `musik-play trial join`.
    struct Join: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take part in a trial with this site's package.",
            discussion: """
                From then on the arm of an allocated participant is the allocation's, and lists are \
                built from what was frozen with the design.

                EXAMPLE
                  musik-play trial join packages/CALM-1-MTL1.trial --as NB
                """)

        @Argument(help: "The site's package.", completion: .file(extensions: ["trial"]))
        var package: String
        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let surroundings = Surroundings.current()
            let (store, author, folder) = try TrialCommand.open(options, author)
            let data = try TrialCommand.bytes(
                package, as: "the site's package", most: TrialPackage.mostBytes)
            let read = try TrialPackage.read(data, from: package)
            let design = try read.parsedDesign()
            guard read.site == store.site.text else {
                throw Failure(
                    .data, "\(package) is for \(read.site), and this is \(store.site).",
                    remedy: "Take this site's own package.")
            }
            if let trial = try SiteTrial(store) {
                throw Failure(
                    .usage, "This site takes part in \(trial.design.name) already.",
                    remedy: "Another trial needs a data folder of its own.")
            }
            let frozen = try read.parsedVersions()
            let site = try TrialVersions(
                store, release: frozen.release?.name, hasCues: frozen.cues != nil,
                cues: CueRecordings(data: folder, surroundings: surroundings))
            let differences = frozen.differences(from: site)
            guard differences.isEmpty else {
                throw Failure(
                    .configuration, "Not as it was frozen: \(differences.joined(separator: "; ")).",
                    remedy: "Bring this site into the state that was signed, then join.")
            }
            RecordMark.print(for: store)
            let joined = TrialJoined(
                trial: design.name, package: String(decoding: data, as: UTF8.self))
            let entry = try SignIn(store).record(
                .trialJoined(joined), signing: .design, by: author, passphrase)
            print("\(store.site) takes part in \(design.name), in entry \(entry).")
            print("Enrol with: musik-play enrol PATIENT")
        }
    }

    /// `musik-play trial amend`.
    struct Amend: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change what was frozen with the design, for a signed reason.",
            discussion: """
                What this site has now - preference model, objective, prior, cues, and the release \
                that is named - is what participants' lists are built from, from here on. The \
                design itself, its draws and all allocations stay what they are.

                EXAMPLE
                  musik-play trial amend --release 2027-02 --reason "amendment 2" --as NB
                """)

        @Option(help: "The release of the library; otherwise the one that was frozen.")
        var release: String?
        @Option(help: "Why, such as the number of the amendment.", transform: givenReason)
        var reason: String
        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let surroundings = Surroundings.current()
            let (store, author) = try options.store(for: author, as: .coordinator)
            let trial = try SiteTrial.required(store)
            let frozen = trial.versions
            guard release == nil || frozen.release != nil else {
                throw Failure(
                    .usage, "No arm of \(trial.design.name) has music: a release is of no use.",
                    remedy: "Leave --release out.")
            }
            let site = try TrialVersions(
                store, release: release ?? frozen.release?.name, hasCues: frozen.cues != nil,
                cues: CueRecordings(
                    data: try options.data.folder(in: surroundings), surroundings: surroundings))
            RecordMark.print(for: store)
            guard site != frozen else {
                print("Nothing is otherwise than it was frozen.")
                return
            }
            let amended = TrialAmended(
                trial: trial.design.name, versions: try jsonText(site))
            let entry = try SignIn(store).record(
                .trialAmended(amended), reason: Note(reason), signing: .amendment, by: author,
                passphrase)
            print("\(trial.design.name) is amended, in entry \(entry).")
        }
    }
}
