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
            "Lead a patient's session on a page in a browser of this machine, from start to report.",
        discussion: """
            Open the address that is printed, and type the code that stands beside it: it is good for \
            one device, and the next code is printed then. Where people sign in, you do so there. \
            The page lists the sessions ahead and starts one; it asks what the session asks at a \
            terminal, shows and leads the programme, takes what is noted of the patient, and shows \
            reports to be signed. For what the patient answers alone, the device is handed over \
            behind a code. Quiet and talk are always in reach. It works in English and French, with \
            a keyboard, and without scripts.

            No session needs it: start one here or at a terminal, end this with Ctrl-C whenever you \
            like. A console that was killed knows its devices when it is started again at its port. \
            It is reached from this machine only, for example by a touch screen; a tablet needs \
            --pair, whose certificate's fingerprint is printed to be compared.

            EXAMPLES
              musik-play serve --demo
              musik-play serve --pair --address 192.168.1.20
              musik-play serve --headphones hw:CARD=Headphones --speakers hw:CARD=Room
            """)

    @Option(
        help: ArgumentHelp(
            "The port of 127.0.0.1 at which it is reached, 1 to 65535; 0 for any that is free.",
            valueName: "number"),
        transform: Self.port)
    var port: UInt16 = 8740
    @Option(
        help: ArgumentHelp(
            "The headphones of sessions that are started on the page.", valueName: "device"),
        transform: OutputName.init(parsing:))
    var headphones: OutputName?
    @Option(
        help: ArgumentHelp(
            "The speakers of sessions that are started on the page.", valueName: "device"),
        transform: OutputName.init(parsing:))
    var speakers: OutputName?
    @Option(
        help: ArgumentHelp(
            "The window of sessions that are started on the page, 50m to 60m; anything in a "
                + "rehearsal.", valueName: "time"),
        transform: TimeSpan.init(parsing:))
    var window: TimeSpan = .minutes(55)
    @Flag(
        help: ArgumentHelp(
            "A filled example: three patients who don't exist, one of them after a session.",
            discussion: "A rehearsal in a folder of its own, which is removed at the end. Without "
                + "--headphones its sessions are silent."))
    var demo = false
    @Flag(
        help: ArgumentHelp(
            "Let a tablet in, through TLS at --address.",
            discussion: "Needs stunnel4. The certificate is this machine's own: compare the "
                + "fingerprint that is printed with what the tablet shows."))
    var pair = false
    @Option(
        help: ArgumentHelp(
            "The IPv4 address of this machine that a tablet reaches; with --pair.",
            valueName: "address"))
    var address: String?
    @Option(
        help: ArgumentHelp("The port at --address, 1 to 65535.", valueName: "number"),
        transform: Self.port)
    var tlsPort: UInt16 = 8743
    @OptionGroup var data: DataOptions

    private static func port(_ text: String) throws -> UInt16 {
        guard let port = UInt16(text) else {
            throw ValidationError("A port is a whole number from 0 to 65535, such as 8740.")
        }
        return port
    }

    func validate() throws {
        if demo && data.data != nil {
            throw ValidationError("An example has a folder of its own: leave --data out.")
        }
        guard pair == (address != nil) else {
            throw ValidationError(
                "A tablet is let in with --pair and --address together, such as "
                    + "--pair --address 192.168.1.20.")
        }
        if let address {
            var parsed = in_addr()
            guard unsafe inet_pton(AF_INET, address, &parsed) == 1 else {
                throw ValidationError("“\(address)” is no IPv4 address such as 192.168.1.20.")
            }
            guard tlsPort > 0 else {
                throw ValidationError("A tablet needs a port that it knows: --tls-port 1 to 65535.")
            }
        }
    }

    func run() throws {
        let surroundings = Surroundings.current()
        let example =
            demo
            ? try DemoFolder(surroundings) { line in
                print(line)
                _ = fflush(nil)
            } : nil
        defer { withExtendedLifetime(example) {} }
        let folder = try example?.folder ?? data.folder(in: surroundings)
        try folder.create()
        // A touch screen's console is started by nobody in particular; who is named must be one who reads.
        if surroundings.environment["MUSIK_AS"] != nil { try folder.admitReader(surroundings) }
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
        let usual = SessionStarter.Usual(
            headphones: headphones ?? (demo ? .silent(pace: .times(1)) : nil),
            speakers: speakers, window: demo && window == .minutes(55) ? .minutes(10) : window)
        let pairing = try address.map { address throws(Failure) in
            try ConsolePairing(folder, address: address, port: tlsPort, console: server.port)
        }
        defer { withExtendedLifetime(pairing) {} }
        server.serve(ControlledSession(folder, usual: usual), gate, secure: pairing?.place)
        print("The console is at http://\(server.address)/ – Ctrl-C ends it, and no session.")
        if let pairing {
            print("For a tablet: https://\(pairing.place)/")
            print("Its certificate's fingerprint (SHA-256): \(pairing.fingerprint)")
        }
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
