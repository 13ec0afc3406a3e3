internal import ArgumentParser
internal import MusikModel
internal import MusikRecord
internal import MusikSeal
internal import MusikStore
internal import MusikTrial

#if canImport(Glibc)
    internal import Glibc
#endif

extension TrialCommand {
    /// `musik-play trial init`.
    struct Init: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign a design, draw its seed, and seal a package for each site.",
            discussion: """
                The vault gets the opening (seed and salt, kept apart until the end) and a folder \
                with the key of each site, which goes onto that site's medium and into the hands of \
                somebody who enrols nobody. Packages tell nothing without their key. Publish the \
                commitment that is printed: it binds seed, design and versions.

                EXAMPLE
                  musik-play trial init calm-1.json --release 2026-11 --vault /media/vault \
                --out packages --as NB
                """)

        @Argument(help: "The file of the design.", completion: .file(extensions: ["json"]))
        var design: String
        @Option(help: "The release of the library that music is built from.")
        var release: String?
        @Option(
            help: ArgumentHelp("Where opening and keys are written.", valueName: "dir"),
            completion: .directory)
        var vault: String
        @Option(
            help: ArgumentHelp("Where the packages are written.", valueName: "dir"),
            completion: .directory)
        var out: String
        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let surroundings = Surroundings.current()
            let (store, author, data) = try TrialCommand.open(options, author)
            let (text, design) = try TrialCommand.design(design)
            let arms = Set(design.arms.compactMap { SupportArm(rawValue: $0.name) })
            guard arms.contains(.music) == (release != nil) else {
                throw Failure(
                    .usage,
                    release == nil
                        ? "Music is an arm, and no release was named that it is built from."
                        : "No arm has music: a release is of no use.",
                    remedy: release == nil
                        ? "Make one with “musik-play library release NAME”, and name it with "
                            + "--release."
                        : "Leave --release out.")
            }
            try requireApart(vault, from: data)
            try requireNew(design)
            let versions = try jsonText(
                try TrialVersions(
                    store, release: release, hasCues: arms.contains(.cues),
                    cues: CueRecordings(data: data, surroundings: surroundings)))
            guard
                let secret = TrialSecret(
                    seed: SecureChance.bytes(32), salt: SecureChance.bytes(32))
            else { preconditionFailure("seed and salt have 32 bytes") }
            let commitment = TrialPackage.commitment(secret, design: text, versions: versions)
            RecordMark.print(for: store)
            let designed = TrialDesigned(
                trial: design.name, design: text, versions: versions, commitment: commitment.hex)
            let entry = try SignIn(store).record(
                .trialDesigned(designed), signing: .design, by: author, passphrase)
            try write(design, text, versions, secret)
            print(
                "\(design.name) is designed, in entry \(entry). Publish the commitment:")
            print(commitment.hex)
        }

        private func write(
            _ design: TrialDesign, _ text: String, _ versions: String, _ secret: TrialSecret
        ) throws(Failure) {
            let opened = TrialOpened(
                trial: design.name, seed: secret.seed.hexText, salt: secret.salt.hexText)
            // It tells all draws: nobody but its owner may read it.
            try writeDurably(
                Array((try jsonText(opened) + "\n").utf8), to: opening(of: design), mode: 0o400)
            for site in design.sites {
                let key = SealKey()
                let package = TrialPackage(
                    site, of: design, text: text, versions: versions, secret: secret, key: key)
                try TrialMedium.make(key, trial: design.name, site: site.code, in: vault)
                let path = self.package(of: design, site)
                try writeDurably(
                    Array((try jsonText(package) + "\n").utf8), to: path, mode: 0o600)
                print(
                    "\(site.code): \(path), key in \(vault)/"
                        + TrialMedium.name(design.name, site.code))
            }
        }

        private func opening(of design: TrialDesign) -> String {
            "\(vault)/musik-trial-\(design.name).opening"
        }

        private func package(of design: TrialDesign, _ site: TrialSite) -> String {
            "\(out)/\(design.name)-\(site.code).trial"
        }

        /// Makes sure that everything can be written before anything is recorded or drawn.
        private func requireNew(_ design: TrialDesign) throws(Failure) {
            let packages = design.sites.map { package(of: design, $0) }
            let keys = design.sites.map { vault + "/" + TrialMedium.name(design.name, $0.code) }
            for path in packages + keys + [opening(of: design)] {
                guard unsafe access(path, F_OK) != 0 else {
                    throw Failure(
                        .cannotCreate, "\(path) is there already.",
                        remedy: "A trial's draws are made once; choose empty folders.")
                }
                try requireCreatable(path)
            }
        }

        private func requireApart(_ vault: String, from data: DataFolder) throws(Failure) {
            guard let there = TrialMedium.device(vault) else {
                throw Failure(
                    .noInput, "There is no folder \(vault).", remedy: "Put the medium in.")
            }
            guard there != TrialMedium.device(data.path) else {
                throw Failure(
                    .noPermission, "\(vault) lies on the file system of the data.",
                    remedy: "Keys and opening go onto a removable medium.")
            }
        }
    }
}
