internal import ArgumentParser
internal import FoundationEssentials
internal import MusikModel
internal import MusikRecord
internal import MusikStore

#if canImport(Glibc)
    internal import Glibc
#endif

/// The form of a report.
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
    @Option(
        help: ArgumentHelp(
            "The file to write; otherwise standard output.", valueName: "file"),
        completion: .file())
    var out: String?
    @Option(help: "The language of the report.")
    var language = Language.english
    @Flag(help: "Replace the file if it is there already.")
    var force = false
    @OptionGroup var options: RecordOptions

    func validate() throws {
        if format == .pdf, out == nil, isatty(STDOUT_FILENO) == 1 {
            throw ValidationError("A PDF is not for a terminal; name a file with --out.")
        }
    }

    func run() throws {
        if let out { try requireFree(out) }
        let store = try options.store()
        let bytes = try report(store)
        if let out {
            try write(bytes, to: out)
            print(out)
        } else {
            try StandardOutput.write(bytes)
        }
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

    private func requireFree(_ path: String) throws(Failure) {
        if !force, unsafe access(path, F_OK) == 0 {
            throw Failure(
                .cannotCreate, "\(path) is there already.",
                remedy: "Choose another name, or replace the file with --force.")
        }
        try requireCreatable(path)
    }

    /// Writes a file that only its owner can read, whole or not at all.
    private func write(_ bytes: Data, to path: String) throws(Failure) {
        umask(0o077)
        do {
            try bytes.write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw Failure(
                .inputOutput, "\(path) can't be written: \(error)", remedy: "Check the disk.")
        }
    }
}
