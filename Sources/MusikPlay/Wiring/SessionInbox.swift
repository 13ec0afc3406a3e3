private import Synchronization

#if canImport(Glibc)
    internal import Glibc
#endif

/// What other terminals ask of the session, and what it last said of itself.
final class SessionInbox: Sendable {
    private let commands = Mutex<[ControlCommand]>([])
    private let status = Mutex("{}")

    /// Takes a command from another terminal; at most a hundred wait.
    func put(_ command: ControlCommand) -> ControlServer.Answer {
        if command == .status { return .done(status.withLock { $0 }) }
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

    /// Says what the session is doing.
    func publish(_ text: String) { status.withLock { $0 = text } }
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
