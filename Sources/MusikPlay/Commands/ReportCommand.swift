internal import ArgumentParser
internal import FoundationEssentials
internal import MusikModel
internal import MusikRecord
internal import MusikStore

/// The form of a report or a card.
enum ReportFormat: String, Hashable, Sendable, CaseIterable, ExpressibleByArgument {
    /// Plain text.
    case text
    /// One page of HTML.
    case html
    /// A PDF.
    case pdf
}

/// `musik-play report`.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Report a session from the record.",
        discussion: """
            What sounded when and how loud, every fade, skip, underrun and device event, the \
            infusion, the vital signs over the programme's time, what was said and answered, the \
            methods, and the record's digest, by which paper proves the file. The same record gives \
            the same text and HTML. A PDF needs WeasyPrint.

            EXAMPLES
              musik-play report M01-017-S03
              musik-play report M01-017-S03 --format pdf --language fr --out seance-3.pdf
            """)

    @Argument(help: "The session's code, such as M01-017-S03.", transform: code)
    var session: SessionCode
    @Option(help: "Plain text, a page of HTML, or a PDF.")
    var format = ReportFormat.text
    @Option(help: "The language of the report.")
    var language = Language.english
    @OptionGroup var output: DocumentOptions
    @OptionGroup var options: RecordOptions

    func validate() throws {
        if format == .pdf { try output.validatePDF() }
    }

    func run() throws {
        try output.check()
        try output.write(report(options.store()))
    }

    private func report(_ store: RecordStore) throws(Failure) -> Data {
        let report = try SessionReport(session, in: store)
        let document = ReportWriter(report, language).document
        switch format {
        case .text: return Data(TextReport.text(document).utf8)
        case .html: return Data(HTMLReport.page(document).utf8)
        case .pdf: return try PDFPrinter().print(HTMLReport.page(document))
        }
    }
}
