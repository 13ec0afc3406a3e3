internal import ArgumentParser
internal import MusikModel
internal import MusikRecord
internal import MusikStore

/// `musik-play records`.
struct RecordsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "records",
        abstract: "Look after the record: verify, list and correct it, merge it, export it.",
        subcommands: [
            Verify.self, List.self, Correct.self, Rebuild.self, Merge.self, Export.self,
            DestroyNote.self,
        ])

    /// `musik-play records verify`.
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find any change, removal, insertion or reordering of events.",
            discussion: """
                Checks that every event is the one that was written, that each follows the one \
                before it, and that no note beside them was changed. With the digest of a printed \
                report it also finds a cut end and a record written anew as a whole. Exits with 65 \
                and the number of the first bad event where something is wrong.

                EXAMPLES
                  musik-play records verify
                  musik-play records verify --head 4be1…64 digits
                """)

        @Option(
            help: ArgumentHelp("A digest from a printed report.", valueName: "digest"),
            transform: digest)
        var head: ContentDigest?
        @Flag(help: "Print a JSON object.")
        var json = false
        @OptionGroup var options: RecordOptions

        func run() throws {
            let store = try options.storeForStaff()
            let progress = ProgressLine("verifying")
            let report = try recording { () throws(StoreError) in
                let total = try store.head().number
                return try store.check(head: head) { progress.show($0, of: total) }
            }
            progress.clear()
            if json {
                print(try jsonText(VerifySummary(report, isRehearsal: store.isRehearsal)))
            } else {
                RecordMark.print(for: store)
                let events = counted(report.events, "event", "events")
                print("\(store.path): \(events), \(counted(report.notes, "note", "notes"))")
                print("head \(report.head)")
                if report.fault == nil { print("Every event is as it was written.") }
            }
            if let fault = report.fault { throw Failure(fault, head: head) }
        }
    }

    /// `musik-play records list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the last events, one a line.",
            discussion: """
                EXAMPLES
                  musik-play records list
                  musik-play records list --session M01-017-S03 --last 500
                """)

        @Option(
            help: ArgumentHelp("Of this patient only.", valueName: "code"), transform: code)
        var patient: StudyCode?
        @Option(
            help: ArgumentHelp("Of this session only.", valueName: "code"), transform: code)
        var session: SessionCode?
        @Option(help: "How many at most, 1 to 1000000.")
        var last = 40
        @OptionGroup var options: RecordOptions

        func validate() throws {
            guard (1...1_000_000).contains(last) else {
                throw ValidationError("--last is 1 to 1000000.")
            }
        }

        func run() throws {
            let store = try options.store()
            RecordMark.print(for: store)
            let lines = try recording { () throws(StoreError) in
                try store.entries(subject: patient, session: session, last: last)
            }
            if lines.isEmpty { print("The record has no such events.") }
            for line in lines {
                var text = "\(line.number)  \(line.time)  \(line.actor)  \(line.kind)"
                if let whom = line.session ?? line.subject { text += "  \(whom)" }
                if let corrected = line.corrects { text += "  corrects \(corrected)" }
                if let by = line.correctedBy { text += "  CORRECTED by \(by)" }
                print(text)
            }
        }
    }

    /// `musik-play records rebuild`.
    struct Rebuild: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fill patients, sessions and all other views anew from the events.")

        @OptionGroup var options: RecordOptions

        func run() throws {
            let store = try options.store()
            RecordMark.print(for: store)
            let progress = ProgressLine("rebuilding")
            let digests = try recording { () throws(StoreError) in
                let total = try store.head().number
                return try store.rebuildViews { progress.show($0, of: total) }
            }
            progress.clear()
            print(
                digests.before == digests.after
                    ? "The views are identical to those that were there: \(digests.after)"
                    : "The views were not what the events say, and are now: \(digests.after)")
        }
    }

    /// `musik-play records destroy-note`.
    struct DestroyNote: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Destroy the text of a note on lawful demand.",
            discussion: """
                The events keep the note's salted digest, and one more says that its text was \
                destroyed, by whom and why; the record still verifies. It can't be undone. Backups \
                made before hold the text still, and so does a record.before-….sqlite in the data \
                folder: destroy them too.

                EXAMPLE
                  musik-play records destroy-note 9f2c…64 digits --reason "demand of 12 May" --as NB
                """)

        @Argument(help: "The note's digest, as a report prints it.", transform: digest)
        var note: ContentDigest
        @Option(help: "Why it is destroyed.", transform: givenReason)
        var reason: String
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let (store, author) = try options.store(for: author, as: .coordinator)
            try recording { () throws(StoreError) in
                try store.destroyNote(note.hex, reason: Note(reason), by: author)
            }
            RecordMark.print(for: store)
            print("The note's text is gone. Destroy the backups that still hold it.")
        }
    }
}

/// The result of a verification as JSON.
private struct VerifySummary: Encodable {
    var events: Int
    var head: String
    var notes: Int
    var isGood: Bool
    var isRehearsal: Bool
    var firstBadEvent: Int?
    var fault: String?

    init(_ report: ChainReport, isRehearsal: Bool) {
        events = report.events
        head = report.head.hex
        notes = report.notes
        isGood = report.fault == nil
        self.isRehearsal = isRehearsal
        firstBadEvent = report.fault?.number
        fault = report.fault.map { Failure($0, head: nil).problem }
    }
}

extension Failure {
    /// What a fault in the chain means.
    init(_ fault: ChainFault, head: ContentDigest?) {
        let remedy =
            "Keep the file as it is, tell who is responsible for the data, and compare it "
            + "with a backup."
        let problem =
            switch fault.kind {
            case .changed: "Event \(fault.number) was changed after it was written."
            case .unconnected:
                "Event \(fault.number) does not follow the one before it: events were removed, put "
                    + "in, moved or written anew there."
            case .missing: "Event \(fault.number) is missing."
            case .repeated: "Event \(fault.number) stands twice, or out of its place."
            case .empty: "The record has no events."
            case .headNotFound:
                "No event has the digest \(head.map(\.hex) ?? ""): the record's end was cut off, or "
                    + "all of it was written anew."
            case .noteChanged(let reference): "The note \(reference) was changed."
            }
        self.init(.data, problem, remedy: remedy)
    }
}
