internal import MusikConsole
internal import MusikModel

#if canImport(Glibc)
    internal import Glibc
#endif

/// Asks on the terminal, a line at a time, and on the console where there is a board for it.
///
/// `-` leaves the step out, `!` means "not today", `<` goes back where that can be, Ctrl-C stops the
/// session: at every question.
final class TerminalInterviewer: Interviewer {
    private let language: Language
    private let inbox: SessionInbox
    private let board: InterviewBoard?
    private let hasTerminal: Bool
    private(set) var keysPressed = 0
    private var pending: [UInt8] = []
    /// What the terminal hasn't taken yet.
    private var backlog: ArraySlice<UInt8> = []

    /// The most bytes that wait for a terminal, and for how long at the end, in milliseconds.
    private static let patience = (bytes: 65_536, milliseconds: Int32(2000))

    /// Asks in a language; signals and other terminals' commands ring the inbox.
    ///
    /// - Parameters:
    ///   - board: where the console reads what is asked here, and replies.
    ///   - hasTerminal: whether somebody types here; otherwise the console alone answers.
    init(
        _ language: Language, inbox: SessionInbox, board: InterviewBoard? = nil,
        hasTerminal: Bool = true
    ) {
        self.language = language
        self.inbox = inbox
        self.board = board
        self.hasTerminal = hasTerminal
    }

    deinit {
        var polled = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        if !backlog.isEmpty, unsafe poll(&polled, 1, Self.patience.milliseconds) > 0 {
            _ = ReadyOutput.write(&backlog, to: STDOUT_FILENO)
        }
    }

    func begin(_ step: Bilingual, number: Int, of total: Int) {
        board?.begin(step, number: number, of: total)
        put("\n\(number)/\(total)  \(step.text(language))\n")
    }

    func say(_ text: Bilingual) {
        board?.say(text)
        put(text.text(language) + "\n")
    }

    func ask(_ question: Question) throws(Interruption) -> Answer {
        board?.ask(question)
        defer { board?.answered() }
        while true {
            put("  \(question.text.text(language)) \(question.hint(language)) ")
            switch try reply() {
            case .leaveOut: throw .skip
            case .notToday: throw .notToday
            case .stop: throw .stop
            case .back where question.canGoBack: return .back
            // Of some questions it is an answer.
            case .back: if let answer = question.answer(to: "<", language) { return answer }
            case .line(let line):
                if let answer = question.answer(to: line, language) { return answer }
            }
            put(
                Bilingual(
                    "  That is no answer here. - leaves this step out, ! means not today, "
                        + "Ctrl-C stops the session.",
                    "  Ce n’est pas une réponse. - passe cette étape, ! signifie pas "
                        + "aujourd’hui, Ctrl-C arrête la séance."
                ).text(language) + "\n")
        }
    }

    /// The next line that is typed here, or what is replied on the console.
    private func reply() throws(Interruption) -> ConsoleReply {
        while true {
            if let reply = board?.takeReply() {
                put("\n")
                return reply
            }
            if let end = pending.firstIndex(of: 10) {
                let line = String(decoding: pending[..<end], as: UTF8.self)
                pending.removeSubrange(...end)
                keysPressed += line.count + 1
                switch line.trimmed {
                case "-": return .leaveOut
                case "!": return .notToday
                case "<": return .back
                default: return .line(line)
                }
            }
            try takeTyped(within: -1)
        }
    }

    func sounds(_ isSounding: Bool) { board?.sounds(isSounding) }

    var wantsSilence: Bool { board?.isEnough ?? false }

    func pressedEnter() throws(Interruption) -> Bool {
        try takeTyped(within: 0)
        guard let end = pending.lastIndex(of: 10) else { return false }
        keysPressed += end + 1
        pending.removeSubrange(...end)
        return true
    }

    /// Takes what is typed within so many milliseconds, -1 for as long as it takes.
    private func takeTyped(within milliseconds: Int32) throws(Interruption) {
        // poll passes over what is negative.
        var polled = [hasTerminal ? STDIN_FILENO : -1, inbox.wake].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        polled.append(
            pollfd(fd: backlog.isEmpty ? -1 : STDOUT_FILENO, events: Int16(POLLOUT), revents: 0))
        let count = unsafe poll(&polled, 3, milliseconds)
        if polled[2].revents != 0 { flush() }
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
        backlog = (backlog + Array(text.utf8)).suffix(Self.patience.bytes)
        flush()
    }

    /// Writes what the terminal takes now: the console leads on where nobody reads here.
    private func flush() {
        // A terminal that is gone is found out by reading.
        if !ReadyOutput.write(&backlog, to: STDOUT_FILENO) { backlog = [] }
    }
}
