internal import ArgumentParser
internal import MusikModel
internal import MusikRecord
internal import MusikStore

/// `musik-play patient`.
struct PatientCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "patient",
        abstract: "Add patients by study code, and see their sessions.",
        subcommands: [
            Add.self, Change.self, Intake.self, Preferences.self, List.self, Show.self,
        ])

    /// `musik-play patient add`.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a patient.",
            discussion: """
                A patient is \(StudyCode.form). Names are refused, unless the site allows them with \
                “musik-play settings set --names”; a name is then kept as a note beside the chain, \
                which “musik-play records destroy-note” destroys on demand, and no report shows it.

                EXAMPLE
                  musik-play patient add M01-017 --language fr --as NB
                """)

        @Argument(help: "The study code.", transform: code)
        var patient: StudyCode
        @Option(help: "The language in which the patient reads and hears.")
        var language: Language
        @Option(help: "The patient's name; only where the site allows names.")
        var name: String?
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let (store, author) = try options.store(
                for: author, as: .clinician, or: [.coordinator])
            try store.requireNamesAllowed(for: name)
            try recording { () throws(StoreError) in
                guard try store.patient(patient) == nil else { return }
                _ = try store.append(
                    .patientAdded(PatientNoted(language: language, name: name.map(Note.init))),
                    RecordConcern(subject: patient), by: author)
            }
            let known = try store.requirePatient(patient)
            guard known.language == language else {
                throw Failure(
                    .data,
                    "\(patient) is in the record already, with the language "
                        + "\(known.language.rawValue).",
                    remedy: "Change it with “musik-play patient change \(patient) --language "
                        + "\(language.rawValue)”.")
            }
            RecordMark.print(for: store)
            print(
                "\(patient) is in the record. Plan a course with: musik-play course start \(patient)"
            )
        }
    }

    /// `musik-play patient change`.
    struct Change: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a patient's language or, where the site allows names, the name.")

        @Argument(help: "The study code.", transform: code)
        var patient: StudyCode
        @Option(help: "The language in which the patient reads and hears.")
        var language: Language?
        @Option(help: "The patient's name; only where the site allows names.")
        var name: String?
        @Option(help: "Why it changes.", transform: givenReason)
        var reason: String
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func validate() throws {
            guard language != nil || name != nil else {
                throw ValidationError("Say what changes: --language, --name or both.")
            }
        }

        func run() throws {
            let (store, author) = try options.store(
                for: author, as: .clinician, or: [.coordinator])
            try store.requireNamesAllowed(for: name)
            let known = try store.requirePatient(patient)
            let noted = PatientNoted(
                language: language ?? known.language, name: name.map(Note.init))
            _ = try recording { () throws(StoreError) in
                try store.append(
                    .patientChanged(noted), RecordConcern(subject: patient), reason: Note(reason),
                    by: author)
            }
            RecordMark.print(for: store)
            print("\(patient) reads and hears \(noted.language.rawValue).")
        }
    }

    /// `musik-play patient list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all patients.")

        @OptionGroup var options: RecordOptions

        func run() throws {
            let store = try options.store()
            RecordMark.print(for: store)
            let patients = try recording { () throws(StoreError) in try store.patients() }
            if patients.isEmpty {
                print("No patients yet. Add one with: musik-play patient add CODE --language en|fr")
            }
            for patient in patients {
                let sessions = try recording { () throws(StoreError) in
                    try store.sessions(of: patient.code)
                }
                let done = sessions.count { $0.state == .completed }
                let next = sessions.first { $0.state == .planned || $0.state == .running }
                var line = "\(patient.code)  \(patient.language.rawValue)  "
                if let name = patient.name { line += "\(name)  " }
                line += "\(done) of \(counted(sessions.count, "session", "sessions"))"
                if let next { line += "  next \(next.code) \(next.planned.map { "\($0)" } ?? "")" }
                print(line)
            }
        }
    }

    /// `musik-play patient show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a patient's sessions.")

        @Argument(help: "The study code.", transform: code)
        var patient: StudyCode
        @OptionGroup var options: RecordOptions

        func run() throws {
            let store = try options.store()
            let known = try store.requirePatient(patient)
            RecordMark.print(for: store)
            let name = known.name.map { "  " + $0 } ?? ""
            print("\(known.code)\(name)  \(known.language.rawValue)  added \(known.added)")
            let intake = try recording { () throws(StoreError) in try store.intake(of: patient) }
            if let intake {
                for line in intake.intake.lines { print("  " + line) }
            } else {
                print(
                    "  No music discussion yet. Hold it with: musik-play patient intake \(patient)")
            }
            let sessions = try recording { () throws(StoreError) in
                try store.sessions(of: patient)
            }
            if sessions.isEmpty {
                print("No sessions yet. Plan them with: musik-play course start \(patient)")
            }
            for session in sessions { print("  " + session.line) }
        }
    }
}

extension RecordStore {
    /// Refuses a name where the site keeps none.
    func requireNamesAllowed(for name: String?) throws(Failure) {
        guard name != nil else { return }
        let settings = try recording { () throws(StoreError) in try self.settings() }
        guard settings.allowsNames else {
            throw Failure(
                .usage, "Patients are study codes here, and names are kept nowhere.",
                remedy: "Leave --name out, or allow names with “musik-play settings set --names "
                    + "--reason WHY”.")
        }
    }

    /// A patient that has to be there.
    func requirePatient(_ code: StudyCode) throws(Failure) -> PatientEntry {
        let known = try recording { () throws(StoreError) in try patient(code) }
        guard let known else {
            throw Failure(
                .noInput, "The record knows no patient \(code).",
                remedy: "Add it with “musik-play patient add \(code) --language en|fr”, or see "
                    + "“musik-play patient list”.")
        }
        return known
    }
}

extension PatientIntake {
    /// What was said, a line for each part of it.
    fileprivate var lines: [String] {
        var lines = ["music     " + wish.rawValue + ", sung words: " + lyrics.rawValue]
        if !languages.isEmpty { lines[0] += ", understands " + languages.joined(separator: " ") }
        for (label, note) in [
            ("likes     ", likes), ("dislikes  ", aversions), ("bound up  ", associations),
        ] {
            if let note { lines.append(label + (note.text ?? "(destroyed)")) }
        }
        if let avoided, !avoided.isEmpty {
            lines.append("never     " + avoided.joined(separator: ", "))
        }
        if let mayTeach {
            lines.append(
                "learning  what is said may "
                    + (mayTeach ? "help to choose for others" : "not be learnt from"))
        }
        if let exercise {
            lines.append(
                "exercise  " + exercise + (exerciseLanguage.map { " " + $0.rawValue } ?? "")
                    + (speaker.map { ", voice " + $0 } ?? ""))
        }
        return lines
    }
}

extension SessionEntry {
    /// The session in one line.
    var line: String {
        var line = "\(code)  \(state.rawValue)"
        if let planned { line += "  planned \(planned)" }
        if let arm { line += "  \(arm.rawValue)" }
        if let started { line += "  started \(started)" }
        if let ended { line += "  ended \(ended)" }
        if state == .running, let step { line += "  after step \(step.rawValue)" }
        return line
    }
}
