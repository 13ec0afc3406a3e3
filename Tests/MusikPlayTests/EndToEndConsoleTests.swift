import Foundation
import Testing

extension EndToEnd {
    @Suite("The console")
    struct ConsoleTests {
        private static func count(_ log: String, _ command: String) throws -> Int {
            try events(log).count { $0.event == "wished" && $0.command == command }
        }

        @Test("A session is started, silenced, spoken over, changed and ended from the page")
        func session() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let (log, window) = (scratch.path + "/events.jsonl", try PseudoTerminal())
            let console = try ServedConsole(data, in: scratch)
            defer { console.server.end(SIGTERM) }
            try console.enter()
            #expect(try console.ask("GET", "/").body.contains("No session is running."))
            #expect(
                try console.ask("GET", "/?language=fr").body.contains("Aucune séance en cours."))

            let session = try rehearsal(data, log, window, ["--opening", "none"])
            let page = try console.ask("GET", "/").body
            #expect(page.contains("value=\"start\"") && page.contains("value=\"quiet on\""))
            // What changes comes by itself.
            let live = try console.connected(console.request("GET", "/events"))
            defer { close(live) }
            #expect(ServedConsole.read(live, until: "\n\n").contains("text/event-stream"))
            #expect(try console.wish("start").status == 303)
            #expect(ServedConsole.read(live, until: "windDown").contains("windDown"))
            let plays = try wait(seconds: 5) { try events(log).contains { $0.command == "play" } }
            try #require(plays)

            // Of two touches the second changes nothing.
            for _ in 0..<2 { #expect(try console.wish("quiet on").status == 303) }
            #expect(ServedConsole.read(live, until: "quiet off").contains("quiet off"))
            #expect(try Self.count(log, "quiet") == 1)
            for _ in 0..<2 { _ = try console.wish("quiet off") }
            for wish in [
                "talk on", "talk off", "pause on", "pause off", "level 0 -3", "mute 0 on",
                "mute 0 off", "marker", "infusion started", "infusion started", "skip",
            ] {
                let answer = try console.wish(wish, ["X-Requested-With": "fetch"])
                #expect(answer.status == 200 && answer.body.isEmpty, "\(wish): \(answer.body)")
            }
            let wished = [
                "endQuiet", "talkOver", "endTalkOver", "pause", "resume", "marker",
                "infusionStarted", "skip",
            ]
            let isDone = try wait(seconds: 10) {
                try wished.allSatisfy { try Self.count(log, $0) == 1 }
            }
            let commands = try events(log).filter { $0.event == "wished" }.map(\.command)
            #expect(isDone, "\(commands)")

            // It asks back; an answer to another question is none.
            #expect(try console.wish("stop").status == 303)
            // The pause before left a question as well.
            var asked = ""
            let asks = try wait(seconds: 5) {
                asked = try console.ask("GET", "/").body
                return asked.contains("End the session?")
            }
            try #require(asks)
            let answers = asked.components(separatedBy: "value=\"answer ")
            let number = try #require(answers.dropFirst().first?.prefix { $0 != " " })
            _ = try console.wish("answer \(Int(number)! + 1) 1")
            _ = try console.ask("GET", "/")
            #expect(!session.hasEnded)
            _ = try console.wish("answer \(number) 1")
            // Nobody has read its screen since the start: that holds nothing up.
            #expect(session.exit(within: 20) == 0)
            let isOver = try wait(seconds: 5) {
                try console.ask("GET", "/").body.contains("No session is running.")
            }
            #expect(isOver)
        }

        @Test("Killed or ended, the console takes nothing from the session, and finds it again")
        func killed() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let (log, window) = (scratch.path + "/events.jsonl", try PseudoTerminal())
            let session = try rehearsal(data, log, window, ["--opening", "none"])
            window.type("\r")
            for signal in [SIGKILL, SIGTERM, SIGINT] {
                let console = try ServedConsole(data, in: scratch)
                try console.enter()
                #expect(try console.ask("GET", "/").body.contains("value=\"skip\""))
                let live = try console.connected(console.request("GET", "/events"))
                defer { close(live) }
                #expect(ServedConsole.read(live, until: "\n\n").contains("data: "))
                console.server.end(signal)
                #expect(!session.hasEnded)
            }
            #expect(try Built.run(["stop", "--data", data]).exit == 0)
            #expect(session.exit(within: 20) == 0)
            let troubles: Set = ["starved", "framesMissing", "bed", "linesLost"]
            #expect(!(try events(log).contains { troubles.contains($0.event) }))
        }

        @Test("Nobody else comes in, and nothing but its own pages is given out")
        func strangers() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let console = try ServedConsole(data, in: scratch)
            defer { console.server.end(SIGTERM) }
            #expect(try console.ask("GET", "/events").status == 401)
            #expect(try console.ask("POST", "/wish", "wish=quiet+on").status == 401)
            #expect(try console.ask("POST", "/leave").status == 401)
            #expect(
                try console.ask("GET", "/", "", ["Cookie": "musik=\(UUID())"]).body
                    .contains("/enter"))
            try console.enter()
            let token = try console.token()
            for (fields, headers) in [
                ("wish=quiet+on", [:]), ("wish=quiet+on&token=x", [:]),
                ("wish=quiet+on&token=\(token)", ["Origin": "http://elsewhere.example"]),
                ("wish=quiet+on&token=\(token)", ["Origin": "null"]),
            ] as [(String, [String: String])] {
                #expect(try console.ask("POST", "/wish", fields, headers).status == 403)
            }
            #expect(try console.ask("GET", "/wish?wish=quiet+on&token=\(token)").status == 405)
            for host in ["elsewhere.example", "127.0.0.1", "127.0.0.1:1", ""] {
                #expect(try console.ask("GET", "/", "", ["Host": host]).status == 400)
            }
            for path in [
                "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/console.css/",
                "/record.sqlite", "/..%2frecord.sqlite", "/%00", "/console.js%00.css", "/*",
            ] {
                let answer = try console.ask("GET", path)
                #expect([400, 404].contains(answer.status), "\(path): \(answer.status)")
                #expect(!answer.body.contains("root:"))
            }
            for path in ["/", "/console.css", "/console.js", "/nowhere"] {
                let answer = try console.ask("GET", path)
                let policy = try #require(answer.headers["content-security-policy"]?.first)
                #expect(policy.contains("default-src 'none'"))
                #expect(!policy.contains("unsafe"))
                #expect(answer.headers["x-content-type-options"] == ["nosniff"])
                #expect(answer.headers["cache-control"] == ["no-store"])
                #expect(!answer.body.contains("http://") && !answer.body.contains("https://"))
            }
            // Somebody inside is not troubled by those who guess.
            for _ in 0..<5 { _ = try console.ask("POST", "/enter", "code=00000000") }
            let code = console.code.replacingOccurrences(of: " ", with: "")
            #expect(try console.ask("POST", "/enter", "code=\(code)").status == 429)
            #expect(try console.ask("GET", "/events", "", ["Cookie": ""]).status == 401)
            #expect(try console.ask("GET", "/").status == 200)
            let live = try console.connected(console.request("GET", "/events"))
            defer { close(live) }
            #expect(ServedConsole.read(live, until: "data: ").contains("data: "))
            let left = try console.ask("POST", "/leave", "token=\(token)")
            #expect(left.status == 303)
            // What they watched ends as well.
            #expect(ServedConsole.read(live).hasSuffix("0\r\n\r\n"))
            #expect(try console.ask("GET", "/").body.contains("/enter"))
        }

        @Test("Silent, slow, endless and broken requests end, and others are answered meanwhile")
        func flooded() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let console = try ServedConsole(data, in: scratch)
            defer { console.server.end(SIGTERM) }
            try console.enter()
            let silent = try (0..<60).map { _ in try console.connected("GET / HT") }
            let watching = try (0..<20).map { _ in
                try console.connected(console.request("GET", "/events"))
            }
            defer { for descriptor in silent + watching { close(descriptor) } }
            #expect(try console.ask("GET", "/").status == 200)
            for (request, status) in [
                ("NONSENSE\r\n\r\n", 400), ("GET / HTTP/1.0\r\n\r\n", 400),
                ("GET / HTTP/1.1\r\nA: " + String(repeating: "x", count: 20_000), 431),
                ("POST /enter HTTP/1.1\r\nContent-Length: 99999\r\n\r\n", 413),
                ("POST /enter HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
            ] {
                #expect(try console.answer(to: request).status == status)
            }
            // Each of the silent ones is told so after its five seconds.
            #expect(ServedConsole.read(silent[0]).contains("408"))
            let memory = try tool("grep VmRSS /proc/\(console.server.pid)/status")
            print("the console holds \(memory)")
            #expect(try console.ask("GET", "/").status == 200)
            let many = try (0..<190).map { _ in try console.connected("") }
            defer { for descriptor in many { close(descriptor) } }
            #expect(!console.server.hasEnded)
            let answered = try wait(seconds: 15) { try console.ask("GET", "/").status == 200 }
            #expect(answered, "once the silent ones are gone")
        }

        private struct Flood: Decodable {
            var requests: Int
            var statuses: [String: Int]
            var broken: [String]
            var forgiven: [String]
        }

        @Test("Flooded for a minute it neither ends nor grows, and every frame is heard as planned")
        func floodedSession() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let (live, log) = (scratch.path + "/live.wav", scratch.path + "/events.jsonl")
            let session = try Running(
                Built.path,
                [
                    "session", "--rehearsal", "--unattended", "--window", "90s", "--opening",
                    "none", "--headphones", "file:\(live)?paced", "--events", log, "--data", data,
                ])
            let console = try ServedConsole(data, in: scratch)
            defer { console.server.end(SIGTERM) }
            try console.enter()
            let plays = try wait(seconds: 30) { try events(log).contains { $0.command == "play" } }
            try #require(plays)
            let said = scratch.path + "/flood.json"
            let flood = try Running(
                "/usr/bin/python3",
                [
                    root + "/Tests/Browser/flood.py", "--port", "\(console.port)", "--cookie",
                    console.cookie, "--seconds", "60",
                ], output: said)
            var most = 0
            let isOver = try wait(seconds: 100) {
                let status = try String(
                    contentsOfFile: "/proc/\(console.server.pid)/status", encoding: .utf8)
                let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS") }
                most = max(most, Int(line?.filter(\.isNumber) ?? "") ?? 0)
                return flood.hasEnded
            }
            #expect(isOver && flood.exit == 0)
            let counted = try JSONDecoder().decode(
                Flood.self, from: Data(contentsOf: URL(fileURLWithPath: said)))
            print("flood: \(counted.requests) requests \(counted.statuses), at most \(most) kB")
            #expect(counted.requests > 1000)
            #expect(counted.broken == [] && counted.forgiven == [])
            #expect((1..<131_072).contains(most), "kB")
            #expect(!console.server.hasEnded)
            let isServed = try wait(seconds: 15) { try console.ask("GET", "/").status == 200 }
            #expect(isServed)
            #expect(session.exit(within: 60) == 0)
            let heard = scratch.path + "/heard.wav"
            let render = try Built.run(["render", "--events", log, "--out", heard, "--data", data])
            try #require(render.exit == 0, "\(render.errors)")
            #expect(try Wave.digest(live) == Wave.digest(heard))
            let troubles: Set = ["starved", "framesMissing", "bed", "linesLost", "wished"]
            let found = try events(log).filter { troubles.contains($0.event) }
            #expect(found.allSatisfy { ["start", "infusionStarted"].contains($0.command) })
        }
    }
}
