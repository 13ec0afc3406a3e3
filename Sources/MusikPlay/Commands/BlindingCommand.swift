internal import ArgumentParser
internal import MusikModel
internal import MusikRecord
internal import MusikStore
internal import MusikTrial

/// `musik-play blinding`.
struct BlindingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "blinding",
        abstract: "Say when an arm became known, name another rater, guess, and see how it held.",
        subcommands: [Told.self, Rater.self, Unblind.self, Guess.self, Show.self])

    /// `musik-play blinding told`.
    struct Told: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A rater reports that the patient told, in one step.",
            discussion: """
                Nothing else is asked: not what was told. From then on another rater, whom the \
                coordinator names, rates this patient.

                EXAMPLE
                  musik-play blinding told M01-001 --as R1
                """)

        @Argument(help: "The study code.", transform: code)
        var patient: StudyCode
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let (store, author) = try options.store(for: author, as: .rater)
            _ = try store.requirePatient(patient)
            try recording { () throws(StoreError) in
                _ = try store.append(
                    .blindingBroken(BlindingBroken(manner: .told)),
                    RecordConcern(subject: patient), by: author)
            }
            RecordMark.print(for: store)
            print("It is recorded. The coordinator names another rater for \(patient).")
        }
    }

    /// `musik-play blinding rater`.
    struct Rater: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Name who rates a participant from here on.",
            discussion: """
                EXAMPLE
                  musik-play blinding rater M01-001 --rater R2 --reason "R1 was told" --as NB
                """)

        @Argument(help: "The study code.", transform: code)
        var patient: StudyCode
        @Option(help: "The rater's code.", transform: code)
        var rater: ActorCode
        @Option(help: "Why.", transform: givenReason)
        var reason: String
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let (store, author) = try options.store(for: author, as: .coordinator)
            _ = try store.requirePatient(patient)
            guard try PeopleBook(store).require(rater).roles.contains(.rater) else {
                throw Failure(
                    .usage, "\(rater) is no rater.",
                    remedy: "“musik-play people list” shows who is.")
            }
            let trial = try SiteTrial.required(store)
            guard !(trial.participants[patient]?.unblinded.contains(rater) ?? false) else {
                throw Failure(
                    .usage, "\(rater) knows what \(patient) was given, or may.",
                    remedy: "Name somebody else.")
            }
            try recording { () throws(StoreError) in
                _ = try store.append(
                    .raterNamed(RaterNamed(rater: rater)), RecordConcern(subject: patient),
                    reason: Note(reason), by: author)
            }
            RecordMark.print(for: store)
            print("\(rater) rates \(patient) from here on.")
        }
    }

    /// `musik-play blinding unblind`.
    struct Unblind: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell a participant's arm in an emergency, for a signed reason.",
            discussion: """
                The reason and your signature are recorded before anything is shown. Raters can't.

                EXAMPLE
                  musik-play blinding unblind M01-001 --reason "a serious adverse event" --as NB
                """)

        @Argument(help: "The study code.", transform: code)
        var patient: StudyCode
        @Option(help: "Why it has to be known.", transform: givenReason)
        var reason: String
        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let (store, author) = try options.store(
                for: author, as: .clinician, or: [.coordinator])
            let trial = try SiteTrial.required(store)
            guard let made = trial.participants[patient]?.allocation else {
                throw Failure(
                    .usage, "\(patient) is not allocated.",
                    remedy: "“musik-play trial show” lists who is.")
            }
            let concern = RecordConcern(subject: patient)
            RecordMark.print(for: store)
            _ = try SignIn(store).record(
                .blindingBroken(BlindingBroken(manner: .emergency)), concern,
                reason: Note(reason), signing: .unblinding, by: author, passphrase)
            print("\(patient): “\(made.arm)”. Tell nobody who rates.")
        }
    }

    /// `musik-play blinding guess`.
    struct Guess: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A rater guesses a participant's arm, after the last rating.",
            discussion: """
                EXAMPLES
                  musik-play blinding guess M01-001 --arm music --as R1
                  musik-play blinding guess M01-001 --dont-know --as R1
                """)

        @Argument(help: "The study code.", transform: code)
        var patient: StudyCode
        @Option(help: "The arm's name in the design.")
        var arm: String?
        @Flag(name: .customLong("dont-know"), help: "You have no idea.")
        var isUnknown = false
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func validate() throws {
            guard (arm == nil) == isUnknown else {
                throw ValidationError("Say --arm, or --dont-know.")
            }
        }

        func run() throws {
            let (store, author) = try options.store(for: author, as: .rater)
            let trial = try SiteTrial.required(store)
            let names = trial.design.arms.map(\.name)
            guard arm.map(names.contains) ?? true else {
                throw Failure(
                    .usage, "The trial has no such arm.",
                    remedy: "It has: \(names.joined(separator: ", ")).")
            }
            // Enrolled or not is the same to a rater in every arm; allocated or not as well.
            guard trial.participants[patient]?.allocation != nil else {
                throw Failure(
                    .usage, "\(patient) is not in the trial.", remedy: "Check the study code.")
            }
            guard try trial.isRatedToTheEnd(patient, TrialClosure(store)) else {
                throw Failure(
                    .usage, "\(patient)'s last rating is not entered yet.",
                    remedy: "Guess after it: what is guessed before could colour it.")
            }
            try recording { () throws(StoreError) in
                _ = try store.append(
                    .armGuessed(ArmGuessed(arm: arm)), RecordConcern(subject: patient), by: author)
            }
            RecordMark.print(for: store)
            print("Your guess is recorded. Thank you: it tells how well blinding held.")
        }
    }

    /// `musik-play blinding show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show how often an arm became known, and Bang's and James' indices.",
            discussion: """
                Bang's index is 1 where all raters of an arm guess right, 0 by chance, -1 where all \
                guess wrong; James' is 1 where nobody knows, 0.5 by chance, 0 where all are right.
                """)

        @OptionGroup var options: RecordOptions

        func run() throws {
            let store = try options.store()
            let trial = try SiteTrial.required(store)
            RecordMark.print(for: store)
            for (patient, participant) in trial.participants.sorted(by: { $0.key < $1.key })
            where !participant.breaks.isEmpty {
                let told = participant.breaks[.told] ?? 0
                let emergencies = participant.breaks[.emergency] ?? 0
                print(
                    "\(patient)  told by the patient: \(told), emergencies: \(emergencies)"
                        + (participant.rater.map { ", rated by \($0)" } ?? ""))
            }
            let guessed = trial.participants.values.count {
                $0.guess != nil && $0.allocation != nil
            }
            guard guessed > 0 else {
                print("Nobody has guessed an arm yet: “musik-play blinding guess”.")
                return
            }
            print("\(counted(guessed, "guess", "guesses"))")
            let blinding = trial.blinding
            for (place, arm) in trial.design.arms.enumerated() {
                guard let bang = blinding.bang(arm: place) else { continue }
                print("Bang's index, \(arm.name): " + number(bang))
            }
            if let james = blinding.james { print("James' index: \(decimal(james, 2, .english))") }
        }

        private func number(_ estimate: BlindingIndex.Estimate) -> String {
            decimal(estimate.value, 2, .english)
                + (estimate.error.map { " (standard error \(decimal($0, 2, .english)))" } ?? "")
        }
    }
}
