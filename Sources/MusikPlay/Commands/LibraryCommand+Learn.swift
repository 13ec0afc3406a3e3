internal import ArgumentParser
internal import MusikCuration
internal import MusikModel
internal import MusikRecord
internal import MusikStore

extension LibraryCommand {
    /// `musik-play library learn`.
    struct Learn: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Learn what the site's patients share, from those who agreed to it.",
            discussion: """
                What consenting patients said of the music becomes what is expected of a patient \
                of whom nothing is known yet. It stands until it is learnt anew: never by itself, \
                so that a trial keeps what it began with. Who agreed is asked in “patient intake”.

                EXAMPLE
                  musik-play library learn --reason "twelve courses are over" --as NB
                """)

        @Option(help: "Why it is learnt now.", transform: givenReason)
        var reason: String
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let (store, author) = try options.store(for: author, as: .curator)
            RecordMark.print(for: store)
            let library = try CurationLibrary(store, prior: .frozen(nil))
            var histories: [PatientHistory] = []
            for patient in try recording({ () throws(StoreError) in try store.patients() }) {
                let music = try PatientMusic(patient, in: store)
                // A signed form goes before what was said in the intake.
                let consents = try Consents(of: patient.code, in: store)
                let mayTeach =
                    consents.standing[.learning] == nil
                    ? music.intake?.mayTeach == true : consents.holds(.learning)
                guard mayTeach else { continue }
                let history = music.history(library)
                if !history.sessions.isEmpty { histories.append(history) }
            }
            guard !histories.isEmpty else {
                throw Failure(
                    .data, "No patient who agreed to it has said anything of the library's music.",
                    remedy: "“musik-play patient intake PATIENT” asks; until then nothing is "
                        + "expected of a new patient.")
            }
            let head = try recording { () throws(StoreError) in try store.head() }
            complain("learning from \(counted(histories.count, "patient", "patients")) …")
            let prior = PopulationPrior.estimated(
                from: histories, start: library.prior, name: "\(store.site)-\(head.number)")
            let learnt = try LearntPrior(prior: prior, scale: library.scale).event()
            let recorded = try recording { () throws(StoreError) in
                try store.append(.priorLearnt(learnt), reason: Note(reason), by: author)
            }
            print(
                "Entry \(recorded.number): “\(prior.name)” stands, from "
                    + "\(counted(prior.patients, "patient", "patients")).")
        }
    }
}
