internal import ArgumentParser
internal import FoundationEssentials
internal import MusikModel
internal import MusikRecord
internal import MusikStore

/// `musik-play card`.
struct CardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "card",
        abstract: "Print the card that says whom to call, in the patient's language.",
        discussion: """
            The site's own card, card.en.txt or card.fr.txt of the data folder, or a general one. \
            It names nobody. The page is of A6; as a PDF it needs WeasyPrint.

            EXAMPLES
              musik-play card M01-017
              musik-play card M01-017-S03 --format pdf --out card.pdf
            """)

    @Argument(
        help: ArgumentHelp("A patient's or a session's code.", valueName: "code"),
        transform: patientOfCode)
    var patient: StudyCode
    @Option(help: "The language; otherwise the patient's.")
    var language: Language?
    @Option(help: "Plain text, a page of HTML, or a PDF.")
    var format = ReportFormat.text
    @OptionGroup var output: DocumentOptions
    @OptionGroup var options: RecordOptions

    func validate() throws {
        if format == .pdf { try output.validatePDF() }
    }

    func run() throws {
        try output.check()
        let surroundings = Surroundings.current()
        let store = try options.store(in: surroundings)
        let language = try language ?? store.requirePatient(patient).language
        let text = try PatientCard.text(in: options.data.folder(in: surroundings), language)
        let page = PatientCard.page(text, language, isRehearsal: store.isRehearsal)
        switch format {
        case .text:
            let mark = store.isRehearsal ? RecordMark.rehearsal + "\n" : ""
            try output.write(Data((mark + text + "\n").utf8))
        case .html: try output.write(Data(page.utf8))
        case .pdf:
            try output.write(PDFPrinter().print(page))
        }
    }
}

/// Reads a patient's code, or that of one of the patient's sessions.
private func patientOfCode(_ text: String) throws -> StudyCode {
    if let session = SessionCode(text) { return session.patient }
    return try code(text)
}
