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
    /// Can be read while something waits to be taken, so that nobody has to look all the time.
    let wake: Int32
    /// A byte written here wakes whoever waits.
    let bell: Int32

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

    /// Takes a command from another terminal; at most a hundred wait.
    func put(_ command: ControlCommand) -> ControlServer.Answer {
        if command == .status { return .done(askedStatus()) }
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

    private func signal() { Self.ring(bell) }

    /// Wakes by a bell's descriptor; a pipe that is full wakes as well. Also inside a signal.
    static func ring(_ bell: Int32) {
        var byte: UInt8 = 1
        _ = unsafe write(bell, &byte, 1)
    }

    /// Asks the session and waits for a fifth of a second: what it said before counts where it does
    /// not answer.
    private func askedStatus() -> String {
        let question = questions.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue
        signal()
        for _ in 0..<100 where answered.load(ordering: .acquiring) < question { usleep(2_000) }
        return status.withLock { $0 }
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
