import Foundation
import Testing

/// Tests through the built program: one after the other, because each needs most of the machine.
@Suite("End to end", .serialized)
enum EndToEnd {
    /// Where the package lies.
    static let root = (0..<3).reduce(#filePath) { path, _ in
        (path as NSString).deletingLastPathComponent
    }

    /// A sample piece's path.
    static func sample(_ name: String) -> String { "\(root)/Samples/\(name).opus" }

    /// A data folder in which the samples have been heard before; made once.
    private static let warmed: String = {
        let path = "/tmp/musik-e2e-\(getpid())"
        atexit { try? FileManager.default.removeItem(atPath: "/tmp/musik-e2e-\(getpid())") }
        for playlist in ["calm-shore", "cues-breath-en", "cues-breath-fr"] {
            _ = try? Built.run(["playlist", "check", playlist, "--data", path])
        }
        return path
    }()

    /// A test's own data folder, with what was heard before.
    static func dataFolder(in scratch: Scratch) throws -> String {
        try dataFolder(in: scratch.path)
    }

    /// A data folder in some folder, with what was heard before.
    static func dataFolder(in folder: String) throws -> String {
        let path = folder + "/data"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        try FileManager.default.copyItem(
            atPath: warmed + "/analysis", toPath: path + "/analysis")
        return path
    }

    /// How many events of a kind the record has.
    static func recorded(_ kind: String, _ data: String) throws -> Int {
        let listed = try Built.run(["records", "list", "--last", "1000", "--data", data])
        return listed.output.split(separator: "\n").count { line in
            line.split(separator: " ").contains { $0 == kind }
        }
    }

    /// What everybody's passphrase is at a site where people sign in.
    static let passphrase = "four words make one"

    /// A rehearsal's site where people sign in, with a patient whose session is due.
    ///
    /// - Parameter others: roles of those besides NB, who is coordinator and clinician and on shift
    ///   where there are others.
    static func staffedSite(
        in scratch: Scratch, language: String = "en",
        others: [(code: String, role: String)] = []
    ) throws -> String {
        let data = try dataFolder(in: scratch)
        let secret = try scratch.file("passphrase", passphrase + "\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret)
        func add(_ person: String, _ roles: [String]) -> [String] {
            ["people", "add", person] + roles.flatMap { ["--role", $0] }
                + ["--passphrase-file", secret]
        }
        var lines = [
            ["init", "--site", "MTL1", "--rehearsal"],
            ["patient", "add", "M01-001", "--language", language],
            ["course", "start", "M01-001", "--from", "2026-11-23"],
            add("NB", ["coordinator", "clinician"]),
        ]
        if !others.isEmpty { lines.append(["sign-in", "--passphrase-file", secret]) }
        lines += others.map { add($0.code, [$0.role]) }
        for line in lines {
            let result = try Built.run(line + ["--as", "NB", "--data", data])
            try #require(result.exit == 0, "\(line): \(result.errors)")
        }
        return data
    }

    /// Ends the session that runs on a data folder, where one does that no test started itself.
    static func endSession(_ data: String) {
        let lock = (try? String(contentsOfFile: data + "/session.lock", encoding: .utf8)) ?? ""
        guard let process = lock.split(separator: "\n").first.flatMap({ pid_t($0) }) else { return }
        kill(process, SIGKILL)
    }

    /// A rehearsal that waits for its start at a terminal.
    static func rehearsal(
        _ data: String, _ log: String, _ window: PseudoTerminal, _ more: [String]
    ) throws -> Running {
        let session = try Running(
            Built.path,
            [
                "session", "--rehearsal", "--window", "10m", "--headphones", "null:",
                "--events", log, "--data", data,
            ] + more, environment: ["TERM": "xterm"], terminal: window.path)
        try #require(window.shows("Ready"), "\(window.shown)")
        return session
    }

    /// Runs a tool that must succeed; returns what it said on standard output and error.
    @discardableResult
    static func tool(_ command: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command + " 2>&1"]
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let said = String(
            decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ToolFailed(description: "\(command): \(said)")
        }
        return said
    }

    struct ToolFailed: Error, CustomStringConvertible { var description: String }

    /// Looks every 20 ms whether something has come true; false after the limit.
    static func wait(seconds: Double, until condition: () throws -> Bool) rethrows -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while try !condition() {
            if ContinuousClock.now > end { return false }
            usleep(20_000)
        }
        return true
    }

    /// What `render --json` says.
    struct Summary: Decodable {
        struct Clip: Decodable {
            var path: String
            var kind: String
            var startFrame: Int
            var endFrame: Int
            var fadeInFrames: Int
            var fadeOutFrames: Int
        }
        var frames: Int
        var clips: [Clip]
        var integratedLUFS: Double
        var truePeakDBTP: Double
        var pcmSHA256: String
    }

    /// One line of a session's events, as far as tests look at it.
    struct Event: Decodable {
        struct Programme: Decodable {
            struct Clip: Decodable {
                struct Source: Decodable { var path: String }
                var title: String
                var source: Source
            }
            var clips: [Clip]
        }
        var event: String
        var command: String?
        var reason: String?
        var programmeFrame: Int
        var deliveredFrame: Int
        var monotonicNanoseconds: UInt64
        var frames: Int?
        var value: Double?
        var skewMilliseconds: Double?
        var minorFaults: Int?
        var majorFaults: Int?
        var output: Int?
        var programme: Programme?
    }

    /// The events written so far; a line that is still being written is left out.
    static func events(_ path: String) throws -> [Event] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        return try lines.map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)) }
    }
}

/// A WAV file as bytes.
struct Wave {
    /// The samples' bytes, mapped rather than read.
    let bytes: Data
    /// Where they begin in the file.
    let offset: Int
    /// 1 for integers, 3 for floats.
    let tag: Int
    let channels: Int
    let rate: Int
    let bits: Int

    struct Malformed: Error {}

    init(_ path: String) throws {
        let file = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
        func number(_ at: Int, _ count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(file[at + $1]) << (8 * $1) }
        }
        var place = 12
        var format: (Int, Int, Int, Int)?
        while place + 8 <= file.count {
            let (name, size) = (file[place..<place + 4], number(place + 4, 4))
            if name.elementsEqual("fmt ".utf8) {
                var tag = number(place + 8, 2)
                if tag == 0xFFFE { tag = number(place + 32, 2) }
                format = (
                    tag, number(place + 10, 2), number(place + 12, 4), number(place + 22, 2)
                )
            }
            if name.elementsEqual("data".utf8), let format, place + 8 + size <= file.count {
                (tag, channels, rate, bits) = format
                offset = place + 8
                bytes = file[offset..<offset + size]
                return
            }
            place += 8 + size + size % 2
        }
        throw Malformed()
    }

    var frames: Int { bytes.count / (channels * bits / 8) }

    /// Calls with the samples as 16-bit numbers.
    func withShorts<R>(_ body: (UnsafeBufferPointer<Int16>) throws -> R) rethrows -> R {
        precondition(tag == 1 && bits == 16)
        return try bytes.withUnsafeBytes { try body($0.bindMemory(to: Int16.self)) }
    }

    /// The digest of the samples' bytes, by coreutils.
    static func digest(_ path: String) throws -> String {
        let wave = try Wave(path)
        let said = try EndToEnd.tool(
            "tail -c +\(wave.offset + 1) '\(path)' | head -c \(wave.bytes.count) | sha256sum")
        return String(said.prefix(64))
    }
}

/// A program in the background, which a test talks to and ends by its number.
final class Running {
    let pid: pid_t
    private var status: Int32?

    /// Starts a program; nothing of it outlives the tests.
    ///
    /// - Parameter terminal: a terminal that becomes its controlling one, its input and output.
    init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:],
        terminal: String? = nil, output: String = "/dev/null", errors: String = "/dev/null"
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let write = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, 0, terminal ?? "/dev/null", O_RDWR, 0)
        posix_spawn_file_actions_addopen(
            &actions, 1, terminal ?? output, terminal == nil ? write : O_RDWR, 0o600)
        posix_spawn_file_actions_addopen(
            &actions, 2, terminal ?? errors, terminal == nil ? write : O_RDWR, 0o600)
        let guardian = ["/usr/bin/setpriv", "--pdeathsig", "KILL"]
        let leader = terminal == nil ? [] : ["/usr/bin/setsid", "--ctty"]
        var argv = (guardian + leader + [program] + arguments).map { strdup($0) } + [nil]
        let merged = ["PATH": "/usr/bin:/bin", "HOME": "/dev/null"].merging(environment) { $1 }
        var envp = merged.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        // The test runner's threads block signals, and children inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var number = pid_t()
        let code = posix_spawn(&number, guardian[0], &actions, &attributes, &argv, &envp)
        guard code == 0 else {
            throw EndToEnd.ToolFailed(description: "\(program): errno \(code)")
        }
        pid = number
    }

    deinit { if !hasEnded { end(SIGKILL) } }

    /// Whether it is over.
    var hasEnded: Bool {
        if status != nil { return true }
        var value: Int32 = 0
        guard waitpid(pid, &value, WNOHANG) == pid else { return false }
        status = value
        return true
    }

    /// The exit code of what is over; nil after a signal.
    var exit: Int32? { status.flatMap { $0 & 0x7F == 0 ? ($0 >> 8) & 0xFF : nil } }

    /// Waits for the exit code; nil after the limit or a signal.
    func exit(within seconds: Double) -> Int32? {
        EndToEnd.wait(seconds: seconds) { hasEnded } ? exit : nil
    }

    /// Sends a signal and waits for the end.
    func end(_ signal: Int32) {
        guard !hasEnded else { return }
        kill(pid, signal)
        var value: Int32 = 0
        waitpid(pid, &value, 0)
        status = value
    }
}
