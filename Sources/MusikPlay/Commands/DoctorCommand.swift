internal import ArgumentParser
internal import MusikALSA
internal import MusikPlaylist
internal import MusikSoundFile

/// `musik-play doctor`.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Find out whether this machine and account are fit for a session.",
        discussion: """
            Looks at sound cards, real-time rights, memory limits, kernel, disk, backups of the \
            record and libraries, and says what to do about each. Exits with 78 where no session \
            could run.

            EXAMPLES
              musik-play doctor
              musik-play doctor --json | jq '.[] | select(.verdict != "good")'
            """)

    @Flag(help: "Print a JSON array of findings.")
    var json = false
    @OptionGroup var data: DataOptions

    func run() throws {
        let folder = try data.folder(in: .current())
        let libraries =
            [ALSALibrary.version, PlaylistLibrary.version] + SoundFileLibraries.versions
        var probe = SystemProbe(
            dataFolder: folder.path,
            libraries: Dictionary(uniqueKeysWithValues: libraries.map { ($0.name, $0.version) }))
        probe.record = RecordProbe(folder)
        let findings = Doctor.findings(probe)
        if json {
            print(try jsonText(findings))
        } else {
            let width = findings.map { TextWidth.columns(of: $0.name) }.max() ?? 0
            for finding in findings {
                let sign =
                    switch finding.verdict {
                    case .good: "ok     "
                    case .warning: "warning"
                    case .bad: "BAD    "
                    }
                print("\(sign)  \(TextWidth.padded(finding.name, to: width + 2))\(finding.found)")
                if let advice = finding.advice { print("         → \(advice)") }
            }
        }
        if findings.contains(where: { $0.verdict == .bad }) {
            throw Failure(
                .configuration, "No session can run here.", remedy: "Do what is said above.")
        }
    }
}
