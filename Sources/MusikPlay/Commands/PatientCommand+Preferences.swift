internal import ArgumentParser
internal import MusikModel
internal import MusikRecord
internal import MusikStore

extension PatientCommand {
    /// `musik-play patient preferences`.
    struct Preferences: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what is known of a patient's preferences, and how sure it is.",
            discussion: """
                Each figure is an expectation with the half width of its 90 % interval: 5 ± 8 \
                says that little is known, 5 ± 2 that it is sure.

                EXAMPLES
                  musik-play patient preferences M01-017
                  musik-play patient preferences M01-017 --language fr
                """)

        @Argument(help: "The study code.", transform: code)
        var patient: StudyCode
        @Option(help: "The language; otherwise the account's own.")
        var language: Language?
        @OptionGroup var options: RecordOptions

        func run() throws {
            let surroundings = Surroundings.current()
            let store = try options.store(in: surroundings)
            let entry = try store.requirePatient(patient)
            RecordMark.print(for: store)
            let sheet = PreferenceSheet(
                music: try PatientMusic(entry, in: store),
                library: try TrialCare(patient, in: store).library(store, release: nil),
                cues: try cues(of: entry, in: store, surroundings),
                language: language ?? surroundings.language)
            for line in sheet.lines { print(line) }
        }

        /// What sessions without music let know; nil where there were none.
        private func cues(
            of patient: PatientEntry, in store: RecordStore, _ surroundings: Surroundings
        ) throws(Failure) -> CueHistory? {
            let sessions = try recording { () throws(StoreError) in
                try store.sessions(of: patient.code)
            }
            guard sessions.contains(where: { $0.started != nil && $0.arm != .music }) else {
                return nil
            }
            let data = try options.data.folder(in: surroundings)
            return try CueCuration(
                patient: patient, store: store, data: data, surroundings: surroundings
            ).history
        }
    }
}
