internal import ArgumentParser
internal import MusikModel
internal import MusikRecord
internal import MusikStore

extension PatientCommand {
    /// `musik-play patient intake`.
    struct Intake: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hold the music discussion, or change what was said.",
            discussion: """
                Likes, aversions and associations, sung words and languages, the exercise that was \
                tried; “no music” is a valid answer. What stands is shown, and Enter leaves it; a \
                change is a new entry, and the first stays visible. Nothing is written before the \
                last answer.

                EXAMPLES
                  musik-play patient intake M01-017 --as NB
                  musik-play patient intake M01-017 --file intake.json --as NB
                """)

        @Argument(help: "The study code.", transform: code)
        var patient: StudyCode
        @Option(help: "Why it changes, where it was held before.", transform: givenReason)
        var reason: String?
        @OptionGroup var paper: PaperOptions
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let surroundings = Surroundings.current()
            let (store, author) = try options.store(for: author, as: .clinician)
            _ = try store.requirePatient(patient)
            let inbox = SessionInbox()
            let interviewer = try paper.interviewer(surroundings, inbox: inbox)
            EndSignal.arm(inbox)
            RecordMark.print(for: store)
            var recordings = CueRecordings(
                data: try options.data.folder(in: surroundings), surroundings: surroundings)
            let speakers = try recordings.speakers()
            let before = try recording { () throws(StoreError) in try store.intake(of: patient) }
            var intake: PatientIntake?
            var why = reason
            try paper.ask(interviewer, optional: ["intake.reason"]) { () throws(Interruption) in
                let said = try interviewer.askIntake(
                    standing: before?.intake, speakers: speakers)
                guard said != before?.intake else { return }
                if before != nil, why == nil {
                    why = try interviewer.reason(
                        "intake.reason", Bilingual("Why does it change?", "Pourquoi ?"))
                }
                intake = said
            }
            guard let intake else {
                print("Nothing new was said: the record is as it was.")
                return
            }
            let recorded = try recording { () throws(StoreError) in
                try store.append(
                    .intakeNoted(intake), RecordConcern(subject: patient),
                    reason: why.map(Note.init), by: author)
            }
            print("Entry \(recorded.number) (intake) is in the record.")
        }
    }
}
