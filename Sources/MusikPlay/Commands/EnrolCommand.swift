internal import ArgumentParser
internal import MusikRecord
internal import MusikStore
internal import MusikTrial

/// `musik-play enrol`.
struct EnrolCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol",
        abstract: "Record whether a patient meets a trial's criteria, and the strata.",
        discussion: """
            Consents are recorded with “musik-play consent give”, ratings with “musik-play rate”; \
            “musik-play randomize” then allocates.

            EXAMPLES
              musik-play enrol M01-001 --level one --as NB
              musik-play enrol M01-002 --not-eligible --reason "a psychosis in the history" --as NB
            """)

    @Argument(help: "The study code.", transform: code)
    var patient: StudyCode
    @Option(
        name: .customLong("level"), parsing: .singleValue,
        help: "The level of a factor of the design; again for each, in its order.")
    var levels: [String] = []
    @Flag(name: .customLong("not-eligible"), help: "A criterion is not met.")
    var isNotEligible = false
    @Option(help: "Which criterion is not met, and why.", transform: givenReason)
    var reason: String?
    @OptionGroup var author: AuthorOptions
    @OptionGroup var options: RecordOptions

    func validate() throws {
        guard isNotEligible == (reason != nil) else {
            throw ValidationError("--not-eligible needs --reason, and nothing else does.")
        }
    }

    func run() throws {
        let (store, author) = try options.store(
            for: author, as: .coordinator, or: [.clinician])
        _ = try store.requirePatient(patient)
        try store.requireUnlocked()
        let trial = try SiteTrial.required(store)
        if !isNotEligible { _ = try trial.stratum(levels) }
        guard trial.participants[patient]?.allocation == nil else {
            throw Failure(
                .usage, "\(patient) is allocated: strata and eligibility stay as they were.",
                remedy: "Correct a mistake in the trial's own documents; the allocation stands.")
        }
        let enrolled = Enrolled(
            trial: trial.design.name, isEligible: !isNotEligible, levels: levels)
        try recording { () throws(StoreError) in
            _ = try store.append(
                .enrolled(enrolled), RecordConcern(subject: patient), reason: reason.map(Note.init),
                by: author)
        }
        RecordMark.print(for: store)
        guard let after = try SiteTrial(store), !isNotEligible else {
            print("\(patient) is not eligible for \(trial.design.name).")
            return
        }
        if let obstacle = after.obstacle(to: patient) {
            print("\(patient) is enrolled in \(trial.design.name). \(obstacle.problem)")
            print(obstacle.remedy)
        } else {
            print("\(patient) can be allocated: musik-play randomize \(patient) --medium DIR")
        }
    }
}
