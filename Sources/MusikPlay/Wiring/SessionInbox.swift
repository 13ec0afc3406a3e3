private import Synchronization

#if canImport(Glibc)
    internal import Glibc
#endif

/// What other terminals ask of the session, and what it last said of itself.
final class SessionInbox: Sendable {
    private let commands = Mutex<[ControlCommand]>([])
    private let status = Mutex("{}")
    private let questions = Atomic<Int>(0)
    private let answered = Atomic<Int>(0)

    /// Takes a command from another terminal; at most a hundred wait.
    func put(_ command: ControlCommand) -> ControlServer.Answer {
        if command == .status { return .done(askedStatus()) }
        let isTaken = commands.withLock { commands in
            guard commands.count < 100 else { return false }
            commands.append(command)
            return true
        }
        return isTaken ? .done("") : .refused("the session does not keep up")
    }

    /// The commands that came since the last call; a signal to end counts as `stop`.
    func take() -> [ControlCommand] {
        let waiting = commands.withLock { commands in
            defer { commands = [] }
            return commands
        }
        return EndSignal.wasCaught() ? waiting + [.stop] : waiting
    }

    /// What somebody waits to hear of the session; nil while nobody does.
    var openQuestion: Int? {
        let asked = questions.load(ordering: .acquiring)
        return asked > answered.load(ordering: .relaxed) ? asked : nil
    }

    /// Says what the session is doing, in answer to a question.
    func publish(_ text: String, answering question: Int) {
        status.withLock { $0 = text }
        answered.store(question, ordering: .releasing)
    }

    /// Asks the session and waits for a fifth of a second: it answers at its next beat, and what
    /// it said before counts where it does not.
    private func askedStatus() -> String {
        let question = questions.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue
        for _ in 0..<100 where answered.load(ordering: .acquiring) < question { usleep(2_000) }
        return status.withLock { $0 }
    }
}

/// SIGTERM and, without a terminal, SIGINT: the session ends under its fade instead of at once.
enum EndSignal {
    private static let caught = Atomic<Bool>(false)

    /// Catches the signals from now on.
    static func arm() {
        // Made before a handler could be the first to touch it.
        caught.store(false, ordering: .relaxed)
        for number in [SIGTERM, SIGINT] {
            var action = sigaction()
            unsafe action.__sigaction_handler.sa_handler = { _ in
                EndSignal.caught.store(true, ordering: .relaxed)
            }
            _ = unsafe sigaction(number, &action, nil)
        }
        _ = signal(SIGPIPE, SIG_IGN)
        _ = signal(SIGHUP, SIG_IGN)
    }

    /// Whether one came since the last call.
    static func wasCaught() -> Bool { caught.exchange(false, ordering: .relaxed) }
}
