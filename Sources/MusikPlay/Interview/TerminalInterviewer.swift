internal import MusikModel

#if canImport(Glibc)
    internal import Glibc
#endif

/// Asks on the terminal, a line at a time.
///
/// `-` leaves the step out, `!` means "not today", Ctrl-C stops the session: at every question.
final class TerminalInterviewer: Interviewer {
    private let language: Language
    private let inbox: SessionInbox
    private(set) var keysPressed = 0
    private var pending: [UInt8] = []

    /// Asks in a language; signals and other terminals' commands ring the inbox.
    init(_ language: Language, inbox: SessionInbox) {
        self.language = language
        self.inbox = inbox
    }

    func begin(_ step: Bilingual, number: Int, of total: Int) {
        put("\n\(number)/\(total)  \(step.text(language))\n")
    }

    func say(_ text: Bilingual) { put(text.text(language) + "\n") }

    func ask(_ question: Question) throws(Interruption) -> Answer {
        while true {
            put("  \(question.text.text(language)) \(question.hint(language)) ")
            let line = try line()
            switch line.trimmed {
            case "-": throw .skip
            case "!": throw .notToday
            default: break
            }
            if let answer = question.answer(to: line, language) { return answer }
            say(
                Bilingual(
                    "  That is no answer here. - leaves this step out, ! means not today, "
                        + "Ctrl-C stops the session.",
                    "  Ce n’est pas une réponse. - passe cette étape, ! signifie pas "
                        + "aujourd’hui, Ctrl-C arrête la séance."))
        }
    }

    /// The next line that is typed.
    private func line() throws(Interruption) -> String {
        while true {
            if let end = pending.firstIndex(of: 10) {
                let line = String(decoding: pending[..<end], as: UTF8.self)
                pending.removeSubrange(...end)
                keysPressed += line.count + 1
                return line
            }
            try takeTyped(within: -1)
        }
    }

    func pressedEnter() throws(Interruption) -> Bool {
        try takeTyped(within: 0)
        guard let end = pending.lastIndex(of: 10) else { return false }
        keysPressed += end + 1
        pending.removeSubrange(...end)
        return true
    }

    /// Takes what is typed within so many milliseconds, -1 for as long as it takes.
    private func takeTyped(within milliseconds: Int32) throws(Interruption) {
        var polled = [STDIN_FILENO, inbox.wake].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        let count = unsafe poll(&polled, 2, milliseconds)
        if inbox.take().contains(.stop) {
            put("\n")
            throw .stop
        }
        guard count > 0, polled[0].revents != 0 else { return }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let got = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe Glibc.read(STDIN_FILENO, buffer.baseAddress, buffer.count)
        }
        guard got > 0 else {
            if got < 0 && errno == EINTR { return }
            throw .failed(
                Failure(
                    .inputOutput, "The terminal is gone.",
                    remedy: "Start the session again: it goes on at its step."))
        }
        pending += bytes[..<got]
    }

    private func put(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            // A terminal that is gone is found out by reading.
            _ = unsafe write(STDOUT_FILENO, bytes.baseAddress, bytes.count)
        }
    }
}
