public import ArgumentParser
public import MusikRecord
internal import MusikStore

extension ConsentKind: ExpressibleByArgument {}
extension ConsentGiven.Giver: ExpressibleByArgument {}
extension ConsentWithdrawn.Data: ExpressibleByArgument {}

/// `musik-play consent`.
struct ConsentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent",
        abstract: "Record what a patient agreed to, or takes back.",
        subcommands: [Give.self, Withdraw.self, Show.self])

    /// `musik-play consent give`.
    struct Give: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record a signed form.",
            discussion: """
                treatment: ketamine with its support. trial: the trial. learning: others' lists may \
                be chosen by what this patient liked. sharing: data without a name may be given to \
                other researchers. Each is signed, and taken back, by itself.

                EXAMPLE
                  musik-play consent give M01-001 --to trial --form ICF-2 --form-version 1.3 \
                --form-language fr --day 2026-11-20 --as NB
                """)

        @Argument(help: "The study code.", transform: code)
        var patient: StudyCode
        @Option(name: .customLong("to"), help: "What the patient agrees to.")
        var kind: ConsentKind
        @Option(help: "The form's name.", transform: shortName)
        var form: String
        @Option(help: "The form's version.", transform: shortName)
        var formVersion: String
        @Option(help: "The form's language, such as fr.", transform: shortName)
        var formLanguage: String
        @Option(
            name: .customLong("day"), help: "The day on which it was signed.", transform: day)
        var signedDay: CalendarDay
        @Option(name: .customLong("by"), help: "Who signed.")
        var giver: ConsentGiven.Giver = .patient
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let (store, author) = try options.store(
                for: author, as: .coordinator, or: [.clinician])
            guard signedDay <= store.now.wall.adding(seconds: 86_400).day else {
                throw Failure(
                    .usage, "\(signedDay) has not come yet.", remedy: "Give the day on the form.")
            }
            let given = ConsentGiven(
                kind: kind, form: form, version: formVersion, language: formLanguage,
                day: signedDay,
                giver: giver)
            try ConsentCommand.record(.consentGiven(given), of: patient, nil, by: author, in: store)
        }
    }

    /// `musik-play consent withdraw`.
    struct Withdraw: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record that a patient takes a consent back.",
            discussion: """
                Nobody has to say why. What is recorded stays in the record either way; left-out \
                data are in no export and no analysis. Learning taken back counts from the next \
                time the prior is learnt. An allocation stays what it was.
                """)

        @Argument(help: "The study code.", transform: code)
        var patient: StudyCode
        @Option(name: .customLong("to"), help: "What the patient agrees to no more.")
        var kind: ConsentKind
        @Option(help: "What happens to the data: kept or leftOut.")
        var data: ConsentWithdrawn.Data
        @Option(help: "Why, where it was said.", transform: givenReason)
        var reason: String?
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let (store, author) = try options.store(
                for: author, as: .coordinator, or: [.clinician])
            let consents = try Consents(of: patient, in: store)
            guard consents.holds(kind) else {
                throw Failure(
                    .usage, "\(patient) has no consent to the \(kind.rawValue) to take back.",
                    remedy: "“musik-play consent show \(patient)” shows what stands.")
            }
            try ConsentCommand.record(
                .consentWithdrawn(ConsentWithdrawn(kind: kind, data: data)), of: patient,
                reason.map(Note.init), by: author, in: store)
        }
    }

    /// `musik-play consent show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show what stands.")

        @Argument(help: "The study code.", transform: code)
        var patient: StudyCode
        @OptionGroup var options: RecordOptions

        func run() throws {
            let store = try options.storeForStaff()
            _ = try store.requirePatient(patient)
            RecordMark.print(for: store)
            for line in try Consents(of: patient, in: store).lines { print(line) }
        }
    }

    private static func record(
        _ body: RecordBody, of patient: StudyCode, _ reason: Note?, by author: RecordAuthor,
        in store: RecordStore
    ) throws(Failure) {
        _ = try store.requirePatient(patient)
        try recording { () throws(StoreError) in
            _ = try store.append(
                body, RecordConcern(subject: patient), reason: reason, by: author)
        }
        RecordMark.print(for: store)
        for line in try Consents(of: patient, in: store).lines { print(line) }
    }
}

/// Reads a short name, such as a form's.
private func shortName(_ text: String) throws -> String {
    guard (1...40).contains(text.trimmed.utf8.count), text.trimmed.allSatisfy({ !$0.isNewline })
    else { throw ValidationError("It has 1 to 40 characters, in one line.") }
    return text.trimmed
}

extension Consents {
    /// What a patient agreed to, from the record.
    init(of patient: StudyCode, in store: RecordStore) throws(Failure) {
        let events = try recording { () throws(StoreError) in
            try store.events(of: [.consentGiven, .consentWithdrawn])
        }
        for recorded in events where recorded.event.concern.subject == patient {
            note(recorded.event.body)
        }
    }

    /// What stands, a line each.
    var lines: [String] {
        ConsentKind.allCases.map { kind in
            guard let standing = standing[kind] else { return "\(kind.rawValue): not asked" }
            let given = standing.given
            let form = "\(given.form) \(given.version) (\(given.language)), \(given.day)"
            guard let withdrawn = standing.withdrawn else {
                return "\(kind.rawValue): given, \(form), by the \(given.giver.rawValue)"
            }
            return "\(kind.rawValue): taken back, data "
                + (withdrawn.data == .kept ? "kept" : "left out") + "; was given, \(form)"
        }
    }
}
