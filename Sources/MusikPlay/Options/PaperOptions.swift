internal import ArgumentParser
internal import MusikModel

/// The options of a command that enters what was said: asked at the terminal, or from a file that
/// holds what was written down on paper.
struct PaperOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file that answers the questions, in the form of a rehearsal's answers.",
            valueName: "file"),
        completion: .file(extensions: ["json"]))
    var file: String?
    @Option(help: "The language in which it asks.")
    var language: Language?

    /// Who answers, the file where there is one; signals ring the inbox.
    /// - Throws: 65 and 66 for a file that is wrong, or that presses keys.
    func interviewer(
        _ surroundings: Surroundings, inbox: SessionInbox
    ) throws(Failure) -> any Interviewer {
        let language = language ?? surroundings.language
        guard let file else { return TerminalInterviewer(language, inbox: inbox) }
        let answers = try AnswerFile.read(file)
        guard answers.keys.isEmpty else {
            throw Failure(
                .data, "\(file) presses keys, and nothing plays here.",
                remedy: "Leave “keys” out.")
        }
        return FileInterviewer(answers, path: file, language)
    }

    /// Asks everything, and refuses a file with answers that nobody asked for.
    ///
    /// - Parameter optional: answers that may be there without being asked for.
    /// - Throws: 69 where it was stopped, 65 for answers that nobody asked for.
    func ask(
        _ interviewer: any Interviewer, optional: Set<String> = [],
        _ body: () throws(Interruption) -> Void
    ) throws(Failure) {
        do throws(Interruption) {
            try body()
        } catch {
            if case .failed(let failure) = error { throw failure }
            throw Failure(
                .unavailable, "Stopped: nothing was recorded.", remedy: "Start it again.")
        }
        let unused = ((interviewer as? FileInterviewer)?.unused ?? []).subtracting(optional)
            .sorted()
        if !unused.isEmpty {
            throw Failure(
                .data, "Nobody asked for \(unused.joined(separator: ", ")): nothing was recorded.",
                remedy: "Correct the names, or leave them out.")
        }
    }
}
