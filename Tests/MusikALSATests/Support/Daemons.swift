import Foundation
import MusikEngine

@testable import MusikALSA

/// A child process that tests stop, kill and start again, by its own number only.
///
/// Not Foundation's Process: that takes a child for dead which closes all descriptors it was born
/// with, as PulseAudio does, and then waits for it in the thread that watches all children.
final class Child: @unchecked Sendable {
    let pid: pid_t
    /// Where the child's standard output arrives.
    let output: Int32
    private let lock = NSLock()
    private var hasEnded = false

    init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:],
        log: String
    ) throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw NoDaemon(description: "pipe") }
        output = ends[0]
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addopen(
            &actions, 2, Workshop.folder + "/" + log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        // Whatever becomes of the tests, no daemon stays.
        let guardian = "/usr/bin/setpriv"
        let merged = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var argv =
            ([guardian, "--pdeathsig", "TERM", program] + arguments).map { strdup($0) } + [nil]
        var envp = merged.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var pid = pid_t()
        // Threads of the test runner block signals, and children inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let code = posix_spawn(&pid, guardian, &actions, &attributes, &argv, &envp)
        close(ends[1])
        guard code == 0 else { throw NoDaemon(description: "\(program): errno \(code)") }
        self.pid = pid
    }

    func signal(_ number: Int32) { kill(pid, number) }

    func wait() {
        lock.withLock {
            guard !hasEnded else { return }
            hasEnded = true
            waitpid(pid, nil, 0)
        }
    }

    func end(_ number: Int32 = SIGKILL) {
        lock.withLock {
            guard !hasEnded else { return }
            hasEnded = true
            signal(number)
            signal(SIGCONT)
            waitpid(pid, nil, 0)
        }
    }

    deinit {
        end()
        close(output)
    }
}

struct NoDaemon: Error, CustomStringConvertible {
    var description: String
}

/// A PulseAudio of the test's own, with a sink that plays to nobody.
final class PulseDaemon {
    static let runtime = Workshop.folder + "/pulse"
    static let socket = runtime + "/native"
    let child: Child

    init() throws {
        try? FileManager.default.removeItem(atPath: Self.socket)
        try FileManager.default.createDirectory(
            atPath: Self.runtime, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        child = try Child(
            "/usr/bin/pulseaudio",
            [
                "-n", "--exit-idle-time=-1", "--daemonize=no", "--use-pid-file=no",
                "--disallow-exit", "-L",
                "module-null-sink sink_name=test norewinds=1 rate=48000 format=s16le channels=2",
                "-L", "module-native-protocol-unix auth-anonymous=1 socket=\(Self.socket)",
            ],
            environment: [
                "XDG_RUNTIME_DIR": Workshop.folder, "PULSE_RUNTIME_PATH": Self.runtime,
                "HOME": Workshop.folder, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/dev/null",
            ], log: "pulse.log")
        let isThere = Workshop.wait(seconds: 10) {
            FileManager.default.fileExists(atPath: Self.socket)
        }
        if !isThere { throw NoDaemon(description: "pulseaudio made no socket") }
    }

    /// Lets the sink stand still; its clients are told nothing.
    func suspendSink(milliseconds: Int) throws {
        for argument in ["1", "0"] {
            let command = try Child(
                "/usr/bin/pactl",
                ["--server=unix:\(Self.socket)", "suspend-sink", "test", argument],
                environment: ["HOME": Workshop.folder], log: "pactl.log")
            command.wait()
            if argument == "1" { Workshop.pause(seconds: Double(milliseconds) / 1000) }
        }
    }

    /// Records what the sink plays.
    func record() throws -> Recorder {
        try Recorder(
            Child(
                "/usr/bin/parec",
                [
                    "--server=unix:\(Self.socket)", "--device=test.monitor", "--format=s16le",
                    "--rate=48000", "--channels=2", "--latency-msec=10", "--raw",
                ], environment: ["HOME": Workshop.folder], log: "parec.log"))
    }
}

/// A PipeWire of the test's own, unpacked aside because its package replaces PulseAudio's.
final class PipeWireDaemon {
    static let root: String = {
        let environment = ProcessInfo.processInfo.environment
        let cache = environment["XDG_CACHE_HOME"] ?? NSHomeDirectory() + "/.cache"
        return cache + "/musik-play-tests/pipewire"
    }()
    #if arch(x86_64)
        static let machine = "x86_64-linux-gnu"
    #else
        static let machine = "aarch64-linux-gnu"
    #endif
    static let runtime = Workshop.folder + "/pipewire"
    static let socket = runtime + "/pipewire-0"
    static var libraries: String { "\(root)/usr/lib/\(machine)" }

    static let environment = [
        "XDG_RUNTIME_DIR": runtime, "PIPEWIRE_RUNTIME_DIR": runtime,
        "LD_LIBRARY_PATH": libraries, "SPA_PLUGIN_DIR": libraries + "/spa-0.2",
        "PIPEWIRE_MODULE_DIR": libraries + "/pipewire-0.3", "PIPEWIRE_CONFIG_DIR": runtime,
        "PIPEWIRE_REMOTE": socket, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/dev/null",
        "HOME": Workshop.folder, "MEDIA_SESSION_CONFIG_DIR": runtime,
    ]

    let child: Child
    /// Links streams to the sink; the daemon itself decides nothing.
    let manager: Child

    init() throws {
        try FileManager.default.createDirectory(
            atPath: Self.runtime, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        try? FileManager.default.removeItem(atPath: Self.socket)
        try Self.writeConfiguration()
        child = try Child(
            Self.root + "/usr/bin/pipewire", [], environment: Self.environment,
            log: "pipewire.log")
        let isThere = Workshop.wait(seconds: 10) {
            FileManager.default.fileExists(atPath: Self.socket)
        }
        if !isThere { throw NoDaemon(description: "pipewire made no socket") }
        manager = try Child(
            Self.root + "/usr/bin/pipewire-media-session", [], environment: Self.environment,
            log: "pipewire-session.log")
    }

    /// Ends the daemon; its session manager follows.
    func end() {
        child.end()
        manager.end()
    }

    private static func writeConfiguration() throws {
        let properties = "context.properties = { core.daemon = true core.name = pipewire-0 }\n"
        let libraries = """
            context.spa-libs = {
                audio.convert.* = audioconvert/libspa-audioconvert
                support.* = support/libspa-support
            }

            """
        let daemon = """
            context.modules = [
                { name = libpipewire-module-protocol-native }
                { name = libpipewire-module-metadata }
                { name = libpipewire-module-spa-node-factory }
                { name = libpipewire-module-client-node }
                { name = libpipewire-module-access }
                { name = libpipewire-module-adapter }
                { name = libpipewire-module-link-factory }
                { name = libpipewire-module-session-manager }
            ]
            context.objects = [
                { factory = spa-node-factory args = {
                    factory.name = support.node.driver node.name = musik-driver
                    node.group = pipewire.dummy priority.driver = 20000 } }
                { factory = adapter args = {
                    factory.name = support.null-audio-sink node.name = musik-sink
                    media.class = Audio/Sink object.linger = true
                    audio.position = [ FL FR ] } }
            ]

            """
        let manager = """
            context.modules = [
                { name = libpipewire-module-protocol-native }
                { name = libpipewire-module-client-node }
                { name = libpipewire-module-client-device }
                { name = libpipewire-module-adapter }
                { name = libpipewire-module-metadata }
                { name = libpipewire-module-session-manager }
            ]
            session.modules = { default = [ suspend-node policy-node metadata default-nodes ] }

            """
        let client = """
            context.modules = [
                { name = libpipewire-module-protocol-native }
                { name = libpipewire-module-client-node }
                { name = libpipewire-module-adapter }
                { name = libpipewire-module-metadata }
                { name = libpipewire-module-session-manager }
            ]

            """
        try FileManager.default.createDirectory(
            atPath: runtime + "/media-session.d", withIntermediateDirectories: true)
        for (name, text) in [
            ("pipewire.conf", properties + libraries + daemon),
            ("media-session.d/media-session.conf", libraries + manager),
            ("media-session.conf", libraries + manager),
            ("client.conf", libraries + client),
            ("client-rt.conf", libraries + client),
        ] {
            try text.write(toFile: runtime + "/" + name, atomically: true, encoding: .utf8)
        }
    }
}

/// A JACK server of the test's own, whose card is a timer.
final class JackDaemon {
    static let name = "musik\(getpid())"
    let child: Child

    /// Ends the server so that it clears away what it has in shared memory: the machine has room
    /// for eight names of servers, and those of killed ones stay.
    func end() { child.end(SIGTERM) }

    /// Also where a test ends early.
    deinit { end() }

    init(hertz: Int = 48_000, periodFrames: Int = 1024) throws {
        // A killed server leaves its socket.
        try? FileManager.default.removeItem(
            atPath: "/dev/shm/jack_\(Self.name)_\(getuid())_0")
        child = try Child(
            "/usr/bin/jackd",
            [
                "-n", Self.name, "-r", "-d", "dummy", "-r", "\(hertz)", "-p", "\(periodFrames)",
            ],
            environment: ["HOME": Workshop.folder], log: "jack.log")
        let socket = "/dev/shm/jack_\(Self.name)_\(getuid())_0"
        let isThere = Workshop.wait(seconds: 10) {
            FileManager.default.fileExists(atPath: socket)
        }
        if !isThere { throw NoDaemon(description: "jackd made no socket") }
        // It answers a little later.
        Workshop.pause(seconds: 0.3)
    }
}

/// Reads recorded frames and notes when they came.
final class Recorder: @unchecked Sendable {
    private let child: Child
    private let lock = NSLock()
    private var bytes = [UInt8]()
    private var stamps: [(bytes: Int, moment: UInt64)] = []

    init(_ child: Child) {
        self.child = child
        let thread = Thread { [self] in
            var chunk = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = read(child.output, &chunk, chunk.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return }
                lock.withLock {
                    bytes += chunk[..<count]
                    stamps.append((bytes.count, MonotonicClock.nanoseconds))
                }
            }
        }
        thread.start()
    }

    /// What was recorded so far.
    struct Recording {
        /// The numbers of all frames.
        var numbers: [UInt32]
        /// When each piece came: frames recorded until then, and the moment.
        var arrivals: [(frames: Int, moment: UInt64)]
    }

    var recording: Recording {
        lock.withLock {
            let whole = bytes.count / 4 * 4
            return Recording(
                numbers: bytes[..<whole].withUnsafeBytes { PatternFeed.numbers(in: $0, .s16) },
                arrivals: stamps.map { ($0.bytes / 4, $0.moment) }.filter { $0.0 > 0 })
        }
    }

    /// Where the music is against the clock, as recorded: the median over the pieces that came.
    var lead: Double? {
        let recording = recording
        let leads = recording.arrivals.compactMap { frames, moment -> Double? in
            let number = recording.numbers[frames - 1]
            return number == 0 ? nil : PatternOutput.lead(Int64(number), moment)
        }.sorted()
        return leads.isEmpty ? nil : leads[leads.count / 2]
    }

    /// When the last frame of music came.
    var lastMusic: UInt64? {
        let recording = recording
        guard let last = recording.numbers.lastIndex(where: { $0 != 0 }) else { return nil }
        return recording.arrivals.first { $0.frames > last }?.moment
    }

    /// Ends the recording.
    func end() { child.end() }
}
