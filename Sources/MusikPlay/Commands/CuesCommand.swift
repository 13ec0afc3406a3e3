internal import ArgumentParser
internal import MusikModel
internal import MusikSoundFile

/// `musik-play cues`.
struct CuesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cues",
        abstract: "Look after the recorded mindfulness cues.",
        subcommands: [Check.self])

    /// `musik-play cues check`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find out whether a site's own recordings can take the cues' place.",
            discussion: """
                The folder holds a cues.json like those in Samples/cues/en and Samples/cues/fr \
                ("recording": "site") and the sound files it names. Compared with the scripts that \
                came with musik-play: the same cues with the same words and kinds; each as long as \
                in the script, within 10 % or 5 s; -26 to -20 LUFS; true peak at most -1 dBTP. Aim \
                at -23 LUFS with a true peak of at most -3 dBTP. Exits with 65 where something \
                differs.

                EXAMPLE
                  musik-play cues check ~/recordings/fr
                """)

        @Argument(help: "The folder with the site's cues.json.", completion: .directory)
        var folder: String
        @OptionGroup var data: DataOptions

        func run() throws {
            let surroundings = Surroundings.current()
            let store = AnalysisStore(
                folder: try data.folder(in: surroundings).path + "/analysis")
            let site = try CueManifest(folder: folder)
            guard let material = surroundings.materialFolder else {
                throw Failure(
                    .configuration, "The scripts to compare with are not found.",
                    remedy: "Start musik-play where its Samples folder is.")
            }
            let reference = try CueManifest(
                folder: material + "/Samples/cues/" + site.language.rawValue)
            var findings = CueComparison.scriptFindings(site: site, reference: reference)
            let known = site.items.compactMap { item in
                reference.items.first { $0.name == item.name }.map { (item, $0.lengthSeconds) }
            }
            let paths = known.map { item, _ in item.path(in: folder) }
            for ((item, seconds), outcome) in zip(known, SoundFileScan(store: store).run(paths)) {
                switch outcome {
                case .success(let track):
                    let analysis = track.analysis
                    findings += CueComparison.soundFindings(
                        item.name,
                        measure: .init(
                            seconds: analysis.seconds, integrated: analysis.integrated,
                            truePeak: analysis.truePeak),
                        wantedSeconds: seconds)
                case .failure(let error):
                    let failure = Failure(error)
                    findings.append("\(item.name): \(failure.problem) \(failure.remedy)")
                }
            }
            for finding in findings { print(finding) }
            guard findings.isEmpty else {
                throw Failure(
                    .data,
                    "\(folder): \(counted(findings.count, "thing keeps", "things keep")) these "
                        + "recordings from use.",
                    remedy: "Correct what is named above, then check again.")
            }
            print("\(folder): \(counted(site.items.count, "recording", "recordings")) can be used.")
        }
    }
}
