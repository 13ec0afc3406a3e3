import Foundation
import Testing

/// A terminal without a window.
final class PseudoTerminal {
    /// The side on which a person would sit.
    private(set) var master: Int32
    /// The path of the side that a program has.
    let path: String
    /// What was shown so far.
    private(set) var shown = ""

    init() throws {
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        // TIOCSPTLCK, TIOCGPTN: what unlockpt and ptsname do, which Swift doesn't show.
        var lock: Int32 = 0
        var number: Int32 = 0
        guard master >= 0, ioctl(master, 0x4004_5431, &lock) == 0,
            ioctl(master, 0x8004_5430, &number) == 0
        else { throw EndToEnd.ToolFailed(description: "no pseudo terminal: errno \(errno)") }
        path = "/dev/pts/\(number)"
        var size = winsize(ws_row: 30, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0)
        guard ioctl(master, UInt(TIOCSWINSZ), &size) == 0 else {
            throw EndToEnd.ToolFailed(description: "no terminal size: errno \(errno)")
        }
    }

    deinit { hangUp() }

    func type(_ text: String) {
        let bytes = Array(text.utf8)
        #expect(write(master, bytes, bytes.count) == bytes.count)
    }

    /// Reads what is shown until it holds a text.
    func shows(_ text: String, within seconds: Double = 10) -> Bool {
        EndToEnd.wait(seconds: seconds) {
            var bytes = [UInt8](repeating: 0, count: 65_536)
            let count = read(master, &bytes, bytes.count)
            if count > 0 { shown += String(decoding: bytes.prefix(count), as: UTF8.self) }
            return shown.contains(text)
        }
    }

    /// Lets so much time pass, and the program go on showing what it likes.
    func watch(seconds: Double) {
        _ = EndToEnd.wait(seconds: seconds) {
            forget()
            return shows("\u{7}\u{7}", within: 0)
        }
    }

    /// Forgets what was shown.
    func forget() { shown = "" }

    /// Closes the window.
    func hangUp() {
        if master >= 0 { close(master) }
        master = -1
    }
}

extension EndToEnd {
    @Suite("In a terminal")
    struct TerminalTests {
        private struct Status: Decodable {
            var phase: String
            var elapsedSeconds: Double
            var talkOver: Bool
            var quiet: Bool
        }

        private static func status(_ data: String) throws -> Status {
            let result = try Built.run(["status", "--data", data])
            try #require(result.exit == 0, "\(result.errors)")
            return try JSONDecoder().decode(Status.self, from: Data(result.output.utf8))
        }

        @Test("Return starts; Ctrl-C asks; without its terminal it plays on, obeys and ends well")
        func wholeLife() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let log = scratch.path + "/events.jsonl"
            let window = try PseudoTerminal()
            let session = try Running(
                Built.path,
                [
                    "session", "--rehearsal", "--window", "10m", "--headphones", "null:",
                    "--events", log, "--data", data,
                ], environment: ["TERM": "xterm"], terminal: window.path)
            #expect(window.shows("Ready"))
            #expect(try Self.status(data).phase == "ready")
            window.type("\r")
            let starts = try wait(seconds: 5) {
                try events(log).contains { $0.command == "play" && $0.event == "applied" }
            }
            try #require(starts)
            #expect(window.shows("Opening exercise"))

            window.forget()
            window.type("\u{3}")
            #expect(window.shows("End the session?"))
            window.type("\r")
            usleep(300_000)
            window.forget()
            window.type("h")
            #expect(window.shows("the infusion has started"))
            window.type("h")
            #expect(try !events(log).contains { $0.command == "stop" })
            #expect(!session.hasEnded)

            let second = try Built.run([
                "session", "--rehearsal", "--unattended", "--window", "1m", "--headphones",
                "null:?speed=max", "--data", data,
            ])
            #expect(second.exit == 69 && second.errors.contains("\(session.pid)"))

            window.hangUp()
            usleep(500_000)
            let before = try Self.status(data).elapsedSeconds
            let advances = try wait(seconds: 5) {
                try Self.status(data).elapsedSeconds > before + 1
            }
            #expect(advances)

            for (command, wish) in [("quiet", "quiet"), ("talk", "talkOver")] {
                let began = ContinuousClock.now
                #expect(try Built.run([command, "--data", data]).exit == 0)
                let applied = try wait(seconds: 5) {
                    try events(log).contains { $0.event == "applied" && $0.command == wish }
                }
                #expect(applied)
                print("\(command) without a terminal: applied after \(ContinuousClock.now - began)")
            }
            let commanded = try Self.status(data)
            #expect(commanded.quiet && commanded.talkOver)
            #expect(try Built.run(["quiet", "--data", data]).exit == 0)
            #expect(try Built.run(["talk", "--data", data]).exit == 0)
            let isBack = try wait(seconds: 5) {
                let status = try Self.status(data)
                return !status.quiet && !status.talkOver
            }
            #expect(isBack)

            #expect(try Built.run(["stop", "--data", data]).exit == 0)
            #expect(session.exit(within: 10) == 0)
            let all = try events(log)
            #expect(all.last?.event == "ended")
            #expect(
                !all.contains { ["starved", "framesMissing", "eventsLost"].contains($0.event) })
            #expect(try Built.run(["status", "--data", data]).exit == 69)
        }

        @Test("A terminal that takes nothing more holds up no command and not the end")
        func stuckTerminal() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let log = scratch.path + "/events.jsonl"
            let window = try PseudoTerminal()
            let session = try Running(
                Built.path,
                [
                    "session", "--rehearsal", "--window", "10m", "--headphones", "null:",
                    "--events", log, "--data", data,
                ], environment: ["TERM": "xterm"], terminal: window.path)
            #expect(window.shows("Ready"))
            window.type("\r")
            // Nobody reads what is shown: the help, again and again, fills the terminal.
            for _ in 0..<40 {
                window.type("h")
                usleep(60_000)
            }
            for command in ["quiet", "talk", "status"] {
                #expect(try Built.run([command, "--data", data]).exit == 0)
            }
            let applied = try wait(seconds: 2) {
                try events(log).contains { $0.event == "applied" && $0.command == "talkOver" }
            }
            #expect(applied)
            #expect(try Built.run(["stop", "--data", data]).exit == 0)
            #expect(session.exit(within: 10) == 0)
        }

        @Test("In French the screen speaks French")
        func french() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let window = try PseudoTerminal()
            let session = try Running(
                Built.path,
                [
                    "session", "--rehearsal", "--arm", "cues", "--language", "fr", "--window",
                    "10m", "--headphones", "null:", "--data", data,
                ], environment: ["TERM": "xterm"], terminal: window.path)
            #expect(window.shows("Prêt"))
            window.type("\r")
            #expect(window.shows("Exercice d’ouverture"))
            window.type("\u{3}")
            #expect(window.shows("Finir la séance"))
            #expect(try Built.run(["stop", "--data", data]).exit == 0)
            #expect(session.exit(within: 10) == 0)
        }
    }
}
