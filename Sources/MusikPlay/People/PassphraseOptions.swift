internal import ArgumentParser
internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#endif

/// Where a passphrase comes from that was set before.
protocol PassphraseSource {
    /// The passphrase that somebody gives.
    /// - Throws: 64 where nobody can be asked, 66 and 77 for a file that can't be used.
    func passphrase(_ prompt: String) throws(Failure) -> String
}

/// A passphrase that was typed already.
struct TypedPassphrase: PassphraseSource {
    let text: String

    func passphrase(_ prompt: String) throws(Failure) -> String { text }
}

/// The option of commands that need a passphrase: asked at the terminal, or from a file.
struct PassphraseOptions: ParsableArguments, PassphraseSource {
    @Option(
        help: ArgumentHelp(
            "A file whose first line is the passphrase; otherwise it is asked.",
            discussion: "Nobody but you may be able to read it.", valueName: "file"),
        completion: .file())
    var passphraseFile: String?

    /// The fewest characters of a new passphrase.
    static let fewest = 12
    /// The most bytes of one.
    static let mostBytes = 1024

    /// A passphrase that was set before.
    /// - Throws: 64 where there is no terminal to ask at, 66 and 77 for a file that can't be used.
    func passphrase(_ prompt: String) throws(Failure) -> String {
        if let passphraseFile { return try read(passphraseFile) }
        return try ask(prompt)
    }

    /// A new passphrase; at the terminal it is asked twice.
    /// - Throws: 64 for one that is too short or was typed differently.
    func newPassphrase(_ prompt: String) throws(Failure) -> String {
        let passphrase = try passphrase(prompt)
        guard passphrase.count >= Self.fewest else {
            throw Failure(
                .usage, "A passphrase has at least \(Self.fewest) characters.",
                remedy: "Four or five words that don't belong together are easy to keep in mind.")
        }
        if passphraseFile == nil {
            guard try ask("Once more: ") == passphrase else {
                throw Failure(
                    .usage, "That was another one: nothing was changed.", remedy: "Try again.")
            }
        }
        return passphrase
    }

    private func read(_ path: String) throws(Failure) -> String {
        let data = try NamedFile(path).read(
            as: "the file with the passphrase", most: Self.mostBytes, isSecret: true)
        let text = String(decoding: data, as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init)
            ?? ""
    }

    /// Asks at the terminal, and shows nothing of what is typed.
    private func ask(_ prompt: String) throws(Failure) -> String {
        var settings = termios()
        guard unsafe isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &settings) == 0 else {
            throw Failure(
                .usage, "There is no terminal to ask for the passphrase at.",
                remedy: "Name a file with --passphrase-file.")
        }
        var hidden = settings
        hidden.c_lflag &= ~tcflag_t(ECHO)
        _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer { _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings) }
        print(prompt, terminator: "")
        _ = fflush(nil)
        let line = readLine() ?? ""
        print()
        return line
    }
}
