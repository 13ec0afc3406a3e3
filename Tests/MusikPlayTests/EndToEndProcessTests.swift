import Foundation
import Testing

extension EndToEnd {
    @Suite("As a process among others")
    struct ProcessTests {
        private static func start(
            _ data: String, _ log: String, _ window: PseudoTerminal, _ redirection: String = ""
        ) throws -> Running {
            let events = redirection.isEmpty ? log : "-"
            return try Running(
                "/bin/sh",
                [
                    "-c",
                    "exec \(Built.path) session --rehearsal --window 10m --opening none "
                        + "--headphones null: --events \(events) --data \(data) \(redirection)",
                ], environment: ["TERM": "xterm"], terminal: window.path)
        }

        /// A session that plays.
        private static func playing(
            _ scratch: Scratch, _ log: String, _ window: PseudoTerminal
        ) throws -> Running {
            let session = try start(try dataFolder(in: scratch), log, window)
            try #require(window.shows("Ready"), "\(window.shown)")
            window.type("\r")
            let plays = try wait(seconds: 5) { try events(log).contains { $0.command == "play" } }
            try #require(plays)
            return session
        }

        @Test("SIGTERM with a terminal ends it under its fade; a closed terminal does not end it")
        func signals() throws {
            let scratch = try Scratch()
            let (log, window) = (scratch.path + "/events.jsonl", try PseudoTerminal())
            let session = try Self.playing(scratch, log, window)
            window.hangUp()
            usleep(500_000)
            // Once more, as a shell that ends would send it.
            kill(session.pid, SIGHUP)
            usleep(1_000_000)
            #expect(!session.hasEnded)
            kill(session.pid, SIGTERM)
            #expect(session.exit(within: 10) == 0)
            try Self.expectFade(log)
        }

        @Test("SIGTERM while the terminal stands: the same, and the terminal is given back")
        func terminated() throws {
            let scratch = try Scratch()
            let (log, window) = (scratch.path + "/events.jsonl", try PseudoTerminal())
            let session = try Self.playing(scratch, log, window)
            usleep(1_000_000)
            kill(session.pid, SIGTERM)
            #expect(window.shows("\u{1B}[?1049l"))
            #expect(session.exit(within: 10) == 0)
            try Self.expectFade(log)
        }

        /// A stop that was wished, planned, and played to its last frame about 4 s later.
        private static func expectFade(_ log: String) throws {
            let all = try events(log)
            let stop = try #require(all.first { $0.event == "wished" && $0.command == "stop" })
            #expect(all.contains { $0.event == "planned" && $0.reason == "stop" })
            let last = try #require(all.first { $0.event == "finished" })
            let seconds = Double(last.deliveredFrame - stop.deliveredFrame) / 48_000
            #expect((4...6).contains(seconds), "\(seconds) s")
            #expect(all.last?.event == "ended")
        }

        @Test("What libraries print tears no screen: it is kept, and said where, afterwards")
        func messages() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let log = scratch.path + "/events.jsonl"
            for redirection in ["", "> \(scratch.path)/printed.jsonl"] {
                let window = try PseudoTerminal()
                let session = try Self.start(data, log, window, redirection)
                try #require(window.shows("Ready"), "\(window.shown)")
                let errors = "/proc/\(session.pid)/fd/2"
                let target = try FileManager.default.destinationOfSymbolicLink(atPath: errors)
                #expect(target == data + "/messages.txt")
                try tool("echo 'Cannot connect to server socket' >> \(errors)")
                window.type("\r")
                #expect(window.shows("Slow rain") || window.shows("Playing"))
                #expect(!window.shown.contains("Cannot connect"))
                #expect(try Built.run(["stop", "--data", data]).exit == 0)
                #expect(window.shows("What other programs said"), "\(window.shown.suffix(300))")
                #expect(session.exit(within: 10) == 0)
                let kept = try String(contentsOfFile: data + "/messages.txt", encoding: .utf8)
                #expect(kept == "Cannot connect to server socket\n")
            }
            #expect(try events(scratch.path + "/printed.jsonl").last?.event == "ended")
        }

        @Test("The mixer stands before ordinary work where that is allowed, if it keeps time")
        func priority() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let rights = try tool("chrt -f 4 true && echo granted || echo refused")
            for (output, keepsTime) in [("null:", true), ("null:?speed=2", false)] {
                let session = try Running(
                    Built.path,
                    [
                        "session", "--rehearsal", "--unattended", "--window", "10m",
                        "--headphones", output, "--data", data,
                    ])
                var found: [String]?
                let isFound = try wait(seconds: 10) {
                    let player = try keepsTime ? Self.player(on: data) : session.pid
                    found = try Self.scheduling(of: "mixer", in: player ?? session.pid)
                    // Policy and priority are set by the thread itself, a moment after its name.
                    return found == ["4", "1"] || (found != nil && !keepsTime)
                }
                #expect(isFound || rights.contains("refused"), "\(found ?? [])")
                if !keepsTime || rights.contains("refused") { #expect(found == ["0", "0"]) }
                session.end(SIGTERM)
            }
        }

        /// The process that plays what is heard; nil while there is none.
        private static func player(on data: String) throws -> pid_t? {
            struct Status: Decodable { var enginePid: Int32? }
            let said = try Built.run(["status", "--data", data])
            guard said.exit == 0 else { return nil }
            return try JSONDecoder().decode(Status.self, from: Data(said.output.utf8)).enginePid
        }

        /// Priority and policy of a thread, as the kernel says: fields 40 and 41 of its stat.
        private static func scheduling(of name: String, in pid: pid_t) throws -> [String]? {
            let tasks = "/proc/\(pid)/task"
            for task in (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? [] {
                let path = "\(tasks)/\(task)/stat"
                guard let stat = try? String(contentsOfFile: path, encoding: .utf8),
                    stat.contains("(\(name))"), let end = stat.lastIndex(of: ")")
                else { continue }
                let fields = stat[end...].split(separator: " ").dropFirst()
                return fields.dropFirst(37).prefix(2).map(String.init)
            }
            return nil
        }
    }
}
