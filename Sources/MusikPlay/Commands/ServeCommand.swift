internal import ArgumentParser
internal import MusikConsole

#if canImport(Glibc)
    internal import Glibc
#endif

/// `musik-play serve`.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract:
            "Show the running session on a page in a browser of this machine, and lead it there.",
        discussion: """
            Open the address that is printed, and type the code that stands beside it: it is good for \
            one device, and the next code is printed then. The page shows what the session's own \
            screen shows, in English or French, and has its controls; quiet and talk are always in \
            reach. It works with a keyboard, and without scripts.

            The session doesn't need it: start it before or after, end it with Ctrl-C whenever you \
            like. It is reached from this machine only, for example by a touch screen. What it shows \
            is what “musik-play status” may tell you. EXAMPLE: musik-play serve
            """)

    @Option(
        help: ArgumentHelp(
            "The port of 127.0.0.1 at which it is reached, 1 to 65535; 0 for any that is free.",
            valueName: "number"),
        transform: Self.port)
    var port: UInt16 = 8740
    @OptionGroup var data: DataOptions

    private static func port(_ text: String) throws -> UInt16 {
        guard let port = UInt16(text) else {
            throw ValidationError("A port is a whole number from 0 to 65535, such as 8740.")
        }
        return port
    }

    func run() throws {
        let surroundings = Surroundings.current()
        let folder = try data.folder(in: surroundings)
        try folder.create()
        try folder.admitReader(surroundings)
        umask(0o077)
        let socket = try ControlServer.path(
            for: folder, environment: surroundings.environment,
            suffix: "-console-\(port == 0 ? getpid() : Int32(port))")
        _ = signal(SIGPIPE, SIG_IGN)
        let end = EndSignals()
        let server: ConsoleServer
        do {
            server = try ConsoleServer(port: port, socket: socket)
        } catch {
            let isTaken = error.code == EADDRINUSE
            throw Failure(
                .unavailable,
                "\(error.call) failed for 127.0.0.1:\(port): \(errorText(error.code)).",
                remedy: isTaken
                    ? "Is the console there already? Otherwise choose another --port."
                    : "Choose another --port, above 1023.")
        }
        // Whose port it is, theirs are the visitors.
        let kept = port == 0 ? nil : KeptVisitors(path: socket + ".visitors")
        let gate = ConsoleGate(visitors: kept?.read() ?? [:], keep: { kept?.write($0) }) { code in
            print("Code for the next device: \(code.prefix(4)) \(code.suffix(4))")
            _ = fflush(nil)
        }
        server.serve(ControlledSession(folder, surroundings), gate)
        print("The console is at http://\(server.address)/ – Ctrl-C ends it, and no session.")
        gate.open()
        end.wait()
        server.stop()
        kept?.remove()
    }
}

/// The signals that end the process: waited for by one thread, and kept from all others that start
/// afterwards.
private struct EndSignals {
    private var signals = sigset_t()

    init() {
        _ = unsafe sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] { _ = unsafe sigaddset(&signals, number) }
        _ = unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Returns when one came.
    func wait() {
        var signals = signals
        var caught: Int32 = 0
        _ = unsafe sigwait(&signals, &caught)
    }
}
