internal import ArgumentParser
internal import MusikRecord
internal import MusikStore

/// `musik-play randomize`.
struct RandomizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "randomize",
        abstract: "Allocate an enrolled participant to an arm, once and for good.",
        discussion: """
            Needs consent to treatment and trial, the signed baseline ratings, and the medium with \
            the site's key, which somebody brings who enrols nobody. A receipt is written to the \
            medium before a draw is opened; an allocation that was cut short is completed for the \
            same participant by the next attempt.

            EXAMPLE
              musik-play randomize M01-001 --medium /media/trial-key --as NB
            """)

    @Argument(help: "The study code.", transform: code)
    var patient: StudyCode
    @Option(
        help: ArgumentHelp("The medium with the site's key.", valueName: "dir"),
        completion: .directory)
    var medium: String
    @OptionGroup var author: AuthorOptions
    @OptionGroup var options: RecordOptions

    func run() throws {
        let (store, author) = try options.store(for: author, as: .coordinator, or: [.clinician])
        let data = try options.data.folder(in: .current())
        try TrialCommand.requireApart(store, data)
        try store.requireUnlocked()
        RecordMark.print(for: store)
        var randomisation = try Randomisation(store, data: data, medium: medium, by: author)
        let outcome = try randomisation.allocate(patient)
        if outcome.isCompleted {
            print("The allocation of \(outcome.patient) was cut short, and is completed now.")
        }
        print(
            "\(outcome.patient): allocation \(outcome.made.number), “\(outcome.made.arm)”. "
                + "Take the medium out.")
        if outcome.patient != patient {
            print("\(patient) is not allocated yet: run the command again.")
        }
    }
}
