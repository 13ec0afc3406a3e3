internal import FoundationEssentials

/// Makes a PDF of a page of HTML by WeasyPrint, a program of its own that reads the page from its
/// standard input and needs no network.
struct PDFPrinter {
    /// The program; a report takes it one or two seconds.
    var program = HelperProgram(name: "weasyprint", patience: 120)

    /// The PDF of a page.
    /// - Throws: 69 where the program is missing or gives up.
    func print(_ page: String) throws(Failure) -> Data {
        var pdf = Data()
        do throws(HelperProgram.Fault) {
            try unsafe program.run(
                ["--encoding", "utf-8", "-", "-"], input: .bytes(Data(page.utf8))
            ) { bytes in
                unsafe pdf.append(contentsOf: bytes)
                return true
            }
        } catch {
            throw Failure(error, program)
        }
        guard !pdf.isEmpty else {
            throw Failure(.refused(status: 0, said: "nothing"), program)
        }
        return pdf
    }
}

extension Failure {
    /// What it means that there is no PDF.
    fileprivate init(_ fault: HelperProgram.Fault, _ program: HelperProgram) {
        let instead = "Take --format html, and print it from a browser."
        switch fault {
        case .notStarted(let code):
            self.init(
                .unavailable,
                "A PDF needs WeasyPrint, which can't be started: \(errorText(code)).",
                remedy: "Install it with “apt-get install weasyprint”, or take --format html.")
        case .slow, .stopped:
            self.init(
                .unavailable, "WeasyPrint took longer than \(Int(program.patience)) s.",
                remedy: instead)
        case .refused(let status, let said):
            self.init(
                .unavailable, "WeasyPrint made no PDF (status \(status)): \(said)",
                remedy: instead)
        }
    }
}
