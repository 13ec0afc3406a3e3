internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#endif

/// Makes a PDF of a page of HTML by WeasyPrint, a program of its own that reads the page from its
/// standard input and needs no network.
struct PDFPrinter {
    /// The environment, whose TMPDIR holds its files while it works.
    let environment: [String: String]
    /// The program.
    var program = "weasyprint"
    /// Seconds that it may take; a report takes one or two.
    var patience = 120.0

    /// The PDF of a page.
    /// - Throws: 69 where the program is missing or gives up, 74 where a file beside fails.
    func print(_ page: String) throws(Failure) -> Data {
        let folder = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (input, output) = (folder + "/page.html", folder + "/page.pdf")
        let errors = folder + "/errors"
        do { try Data(page.utf8).write(to: URL(filePath: input)) } catch {
            throw Failure(
                .inputOutput, "\(folder) can't be written to.", remedy: "Make room there.")
        }
        let status = try wait(for: start(input: input, output: output, errors: errors))
        let complaint = (try? Data(contentsOf: URL(filePath: errors))) ?? Data()
        guard status == 0, let pdf = try? Data(contentsOf: URL(filePath: output)), !pdf.isEmpty
        else {
            let said = String(decoding: complaint.suffix(400), as: UTF8.self)
            throw Failure(
                .unavailable, "WeasyPrint made no PDF (status \(status)): \(said)",
                remedy: "Take --format html, and print it from a browser.")
        }
        return pdf
    }

    private func scratchFolder() throws(Failure) -> String {
        let base = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var template = Array((base + "/musik-report-XXXXXX").utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { name in
            unsafe mkdtemp(name.baseAddress!) != nil
        }
        guard made else {
            throw Failure(
                .cannotCreate, "No folder can be made in \(base): \(errorText(errno)).",
                remedy: "Name another in TMPDIR.")
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func start(input: String, output: String, errors: String) throws(Failure) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, flags, 0o600)
        unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, flags, 0o600)
        let words = [program, "--encoding", "utf-8", "-", "-"]
        let arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { unsafe arguments.forEach { unsafe free($0) } }
        var process: pid_t = 0
        let code = unsafe posix_spawnp(&process, program, &actions, nil, arguments, environ)
        guard code == 0 else {
            throw Failure(
                .unavailable,
                "A PDF needs WeasyPrint, which can't be started: \(errorText(code)).",
                remedy: "Install it with “apt-get install weasyprint”, or take --format html.")
        }
        return process
    }

    /// Waits for the program; what takes too long is ended.
    private func wait(for process: pid_t) throws(Failure) -> Int32 {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(patience)
        var status: Int32 = 0
        while true {
            let ended = unsafe waitpid(process, &status, WNOHANG)
            if ended == process { return status }
            if ended < 0, errno != EINTR { return -1 }
            if clock.now > deadline {
                kill(process, SIGKILL)
                unsafe waitpid(process, &status, 0)
                throw Failure(
                    .unavailable, "WeasyPrint took longer than \(Int(patience)) s.",
                    remedy: "Take --format html, and print it from a browser.")
            }
            usleep(20_000)
        }
    }
}
