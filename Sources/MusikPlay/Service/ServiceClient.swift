internal import MusikEngine
internal import MusikKeeper

#if canImport(Glibc)
    internal import Glibc
#endif

/// Has the service do the work of this command, at this command's terminal.
struct ServiceClient {
    /// Where the service listens.
    let path: String

    /// The service that commands of this account go through; nil where they do their own work.
    ///
    /// A command that names its data itself, by `--data` or MUSIK_DATA, does its own work.
    init?(_ arguments: [String], _ environment: [String: String]) {
        let ownData = arguments.contains { $0 == "--data" || $0.hasPrefix("--data=") }
        let isMeant = environment[ServiceProtocol.socketVariable]
        let path = isMeant ?? ServiceProtocol.usualSocket
        // The folder stays when the service is stopped: nobody is to begin a record of their own then.
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        let isUsual = unsafe access(folder, F_OK) == 0 && (environment["MUSIK_DATA"] ?? "").isEmpty
        guard !Served.isServed, !ownData, arguments.first != "service", !path.isEmpty,
            isMeant != nil || isUsual
        else { return nil }
        self.path = path
    }

    /// Does it, and ends this process as the one ended that did the work.
    /// - Throws: 69 where the service isn't there, or why it refuses.
    func run(_ arguments: [String], _ environment: [String: String]) throws(Failure) -> Never {
        signal(SIGPIPE, SIG_IGN)
        // Stopped, it would leave the terminal to the shell and to the process that does the work.
        signal(SIGTSTP, SIG_IGN)
        Self.keepStreams()
        let service = try connect()
        let (ours, theirs): (Int32, Int32)
        do {
            (ours, theirs) = try ServiceSocket.pair()
            try service.send(
                ServiceProtocol.Request(
                    arguments: arguments,
                    environment: environment.filter { ServiceProtocol.passes($0.key) }),
                files: [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, theirs])
            _ = close(theirs)
        } catch {
            throw error == .nonsense
                ? Failure(
                    .usage, "The arguments are too long for the service.",
                    remedy: "Leave some out.")
                : Self.lost(path)
        }
        Self.forwardSignals(to: service.descriptor)
        let reply = try Self.attend(
            service, ServiceSocket(ours), FileLending(arguments: arguments), path)
        switch reply {
        case .ended(let code): exit(code)
        case .killed(let number):
            signal(number, SIG_DFL)
            var ours = sigset_t()
            unsafe sigemptyset(&ours)
            unsafe sigaddset(&ours, number)
            unsafe pthread_sigmask(SIG_UNBLOCK, &ours, nil)
            raise(number)
            exit(128 + number)
        case .refused(let failure): throw failure
        }
    }

    /// Lends files until the work is done.
    private static func attend(
        _ service: borrowing ServiceSocket, _ asked: consuming ServiceSocket,
        _ lending: FileLending, _ path: String
    ) throws(Failure) -> ServiceProtocol.Reply {
        var isLending = true
        while true {
            var polled = [
                pollfd(fd: service.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: isLending ? asked.descriptor : -1, events: Int16(POLLIN), revents: 0),
            ]
            if unsafe poll(&polled, 2, -1) < 0 { continue }
            // What was asked for is answered before the end is taken note of.
            if polled[1].revents != 0 { isLending = lending.answer(asked) }
            guard polled[0].revents != 0 else { continue }
            do {
                let reply = try service.receive(ServiceProtocol.Reply.self)
                for file in reply.files { _ = close(file) }
                return reply.message
            } catch {
                throw lost(path)
            }
        }
    }

    /// Puts nothing in the place of a stream that is closed, and of a terminal that another job has.
    private static func keepStreams() {
        let nothing = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        guard nothing >= 0 else { return }
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
        where fcntl(stream, F_GETFD) < 0 { _ = dup2(nothing, stream) }
        if isatty(STDIN_FILENO) == 1, tcgetpgrp(STDIN_FILENO) != getpgrp() {
            _ = dup2(nothing, STDIN_FILENO)
        }
        if nothing > STDERR_FILENO { _ = close(nothing) }
    }

    /// Hands on the terminal's signals: the process that does the work is not in its session.
    private static func forwardSignals(to descriptor: Int32) {
        var wanted = sigset_t()
        unsafe sigemptyset(&wanted)
        for number in ServedProcess.signals { unsafe sigaddset(&wanted, number) }
        unsafe pthread_sigmask(SIG_BLOCK, &wanted, nil)
        let waited = wanted
        do {
            try NamedThread.detach("musik-signals") {
                var waited = waited
                let service = ServiceSocket(dup(descriptor))
                var number: Int32 = 0
                while unsafe sigwait(&waited, &number) == 0 {
                    try? service.send(ServiceProtocol.Signal(number: number))
                }
            }
        } catch {
            // Nobody would wait for them: then they end this command, as usual.
            unsafe pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
        }
    }

    private func connect() throws(Failure) -> ServiceSocket {
        let remedy =
            "Ask whoever set up the machine to start “musik-play service”; a record of "
            + "your own is named with --data DIR."
        guard path.utf8.count <= LocalSocket.longestPath else {
            throw Failure(.configuration, "\(path) is no socket's path.", remedy: remedy)
        }
        let socket = ServiceSocket(try ControlProtocol.makeSocket())
        let code = unsafe LocalSocket.withAddress(path) {
            unsafe Glibc.connect(socket.descriptor, $0, $1)
        }
        guard code == 0 else {
            throw Failure(
                .unavailable, "The service at \(path) can't be reached: \(errorText(errno)).",
                remedy: remedy)
        }
        return socket
    }

    private static func lost(_ path: String) -> Failure {
        Failure(
            .unavailable, "The service at \(path) has ended.",
            remedy: "A session that runs plays on: once the service runs again, "
                + "“musik-play status”, “quiet” and “stop” reach it.")
    }
}
