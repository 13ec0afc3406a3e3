internal import MusikConsole
private import Synchronization

#if canImport(Glibc)
    internal import Glibc
#endif

/// What other terminals ask of the session, and what it last said of itself.
final class SessionInbox: Sendable {
    private let commands = Mutex<[ControlCommand]>([])
    private let looks = Mutex<[SessionView: Look]>([:])
    private let board = Mutex<InterviewBoard?>(nil)
    /// Can be read while something waits to be taken, so that nobody has to look all the time.
    let wake: Int32
    /// A byte written here wakes whoever waits.
    let bell: Int32

    /// What was asked of the session in one way, and what it said last.
    private struct Look {
        var asked = 0
        var answered = 0
        var text: String?
    }

    /// An empty inbox.
    init() {
        var ends: [Int32] = [-1, -1]
        let made = unsafe pipe(&ends)
        precondition(made == 0, "a process that just started has descriptors left")
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        wake = ends[0]
        bell = ends[1]
    }

    deinit {
        _ = close(wake)
        _ = close(bell)
    }

    /// What is asked now, outside the programme; nil from the programme's start to its end.
    func show(_ board: InterviewBoard?) { self.board.withLock { $0 = board } }

    /// Takes a command from another terminal; at most a hundred wait.
    func put(_ command: ControlCommand) -> ControlServer.Answer {
        if let board = board.withLock({ $0 }) { return put(command, on: board) }
        if case .look(let view) = command { return answer(view) }
        let isTaken = commands.withLock { commands in
            guard commands.count < 100 else { return false }
            commands.append(command)
            return true
        }
        signal()
        return isTaken ? .done("") : .refused("the session does not keep up")
    }

    /// The commands that came since the last call; a signal to end counts as `stop`.
    func take() -> [ControlCommand] {
        var bytes: (UInt64, UInt64) = (0, 0)
        while unsafe read(wake, &bytes, 16) > 0 {}
        let waiting = commands.withLock { commands in
            defer { commands = [] }
            return commands
        }
        return EndSignal.wasCaught() ? waiting + [.stop] : waiting
    }

    /// The ways in which somebody waits to hear of the session, each with the number of the question.
    var openQuestions: [SessionView: Int] {
        looks.withLock { looks in
            looks.filter { $0.value.asked > $0.value.answered }.mapValues(\.asked)
        }
    }

    /// Says what the session is doing, in answer to a question.
    func publish(_ text: String, _ view: SessionView, answering question: Int) {
        looks.withLock {
            $0[view, default: Look()].text = text
            $0[view, default: Look()].answered = question
        }
    }

    /// Takes what can be asked for outside the programme.
    private func put(
        _ command: ControlCommand, on board: InterviewBoard
    ) -> ControlServer.Answer {
        switch command {
        case .look(let view):
            if let language = view.language, let text = try? jsonText(board.picture(language)) {
                return .done(text)
            }
        case .wish(.reply(let number, let reply)):
            switch board.reply(reply, to: number) {
            case .askedBefore: return .refused("that question is answered already")
            case .noAnswer: return .refused("that is no answer to the question")
            case nil:
                signal()
                return .done("")
            }
        case .quiet, .talk, .wish(.quiet(true)), .wish(.talkOver(true)):
            if board.silence() { return .done("") }
        case .stop, .wish: break
        }
        return .refused("it is before or after its programme")
    }

    private func signal() { Self.ring(bell) }

    /// Wakes by a bell's descriptor; a pipe that is full wakes as well. Also inside a signal.
    static func ring(_ bell: Int32) {
        var byte: UInt8 = 1
        _ = unsafe write(bell, &byte, 1)
    }

    /// Asks the session and waits for a fifth of a second: what it said before counts where it does
    /// not answer.
    private func answer(_ view: SessionView) -> ControlServer.Answer {
        let question = looks.withLock { looks in
            looks[view, default: Look()].asked += 1
            return looks[view, default: Look()].asked
        }
        signal()
        for _ in 0..<100 {
            let look = looks.withLock { $0[view] }
            if let look, look.answered >= question { break }
            usleep(2_000)
        }
        guard let text = looks.withLock({ $0[view]?.text }) else {
            return view == .status
                ? .done("{}") : .refused("the session goes on at its terminal")
        }
        return .done(text)
    }
}

/// SIGTERM and, without a terminal, SIGINT: the session ends under its fade instead of at once.
enum EndSignal {
    private static let caught = Atomic<Bool>(false)
    private static let bell = Atomic<Int32>(-1)

    /// Catches the signals from now on, and wakes the session that waits for its inbox.
    static func arm(_ inbox: SessionInbox) {
        // Made before a handler could be the first to touch them.
        caught.store(false, ordering: .relaxed)
        bell.store(inbox.bell, ordering: .relaxed)
        for number in [SIGTERM, SIGINT] {
            var action = sigaction()
            unsafe action.__sigaction_handler.sa_handler = { _ in
                EndSignal.caught.store(true, ordering: .relaxed)
                SessionInbox.ring(EndSignal.bell.load(ordering: .relaxed))
            }
            _ = unsafe sigaction(number, &action, nil)
        }
        _ = signal(SIGPIPE, SIG_IGN)
        _ = signal(SIGHUP, SIG_IGN)
    }

    /// Whether one came since the last call.
    static func wasCaught() -> Bool { caught.exchange(false, ordering: .relaxed) }
}
