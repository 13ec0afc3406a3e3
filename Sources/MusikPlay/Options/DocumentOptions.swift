internal import ArgumentParser
internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#endif

/// The options of every command that makes a document: where it goes.
struct DocumentOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The file to write; otherwise standard output.", valueName: "file"),
        completion: .file())
    var out: String?
    @Flag(help: "Replace the file if it is there already.")
    var force = false

    /// Makes sure that a PDF is not for a terminal.
    func validatePDF() throws {
        if out == nil, isatty(STDOUT_FILENO) == 1 {
            throw ValidationError("A PDF is not for a terminal; name a file with --out.")
        }
    }

    /// Makes sure that the file can be written, before anything is made for it.
    /// - Throws: 73 for a file that is there already or can't be made.
    func check() throws(Failure) {
        if let out { try NamedFile(out).requireWritable(replacing: force) }
    }

    /// Writes a file that only its owner can read, whole or not at all; or to standard output.
    func write(_ bytes: Data) throws {
        guard let out else { return try StandardOutput.write(bytes) }
        try NamedFile(out).write([UInt8](bytes))
        print(out)
    }
}
