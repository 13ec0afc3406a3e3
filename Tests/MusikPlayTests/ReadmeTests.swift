import Foundation
import Testing

extension EndToEnd {
    /// Runs every line of the README's `sh` blocks, in their order, in one folder.
    ///
    /// The rule: `make` lines are asked from make without being carried out (`make -n`), because
    /// they install, build and test. `musik-play` lines are run as they stand, by a shell, with
    /// the built program, in a folder that holds this package's Playlists and Samples, a data
    /// folder of its own and a home of its own; so are `age-keygen` lines. In the place of the
    /// cards and of the sound server they name stands alsa-lib's `null` plugin, in the place of a
    /// stick the machine's memory. A session that waits for keys gets a terminal
    /// and Enter, and is ended once it plays; the console is ended once it is there; `status`, `talk`, `quiet` and `stop` meet a session
    /// that runs.
    @Suite("The README", .serialized)
    struct ReadmeTests {
        private static let controls = ["status", "talk", "quiet", "stop"]

        private static var text: String {
            get throws { try String(contentsOfFile: root + "/README.md", encoding: .utf8) }
        }

        /// The lines of its `sh` blocks.
        private static var commands: [String] {
            get throws {
                var language: String?
                var lines: [String] = []
                for line in try text.components(separatedBy: "\n") {
                    if line.hasPrefix("```") {
                        language = language == nil ? String(line.dropFirst(3)) : nil
                    } else if language == "sh", !line.isEmpty {
                        lines.append(line)
                    }
                }
                return lines
            }
        }

        /// A folder to type in, with everything the README speaks of.
        private struct Desk {
            let scratch: Scratch
            let data: String
            let environment: [String: String]
            private let stick: SecondMedium

            init() throws {
                scratch = try Scratch()
                data = try dataFolder(in: scratch)
                stick = try SecondMedium()
                try FileManager.default.createSymbolicLink(
                    atPath: scratch.path + "/stick", withDestinationPath: stick.path)
                let files = FileManager.default
                for name in ["Playlists", "Samples"] {
                    try files.createSymbolicLink(
                        atPath: scratch.path + "/" + name, withDestinationPath: root + "/" + name)
                }
                _ = try scratch.file(
                    ".asoundrc",
                    """
                    pcm.!hw {
                        @args [ CARD DEV SUBDEV ]
                        @args.CARD { type string }
                        @args.DEV { type integer default 0 }
                        @args.SUBDEV { type integer default -1 }
                        type null
                    }
                    pcm.!pulse { type null }
                    pcm.!default { type null }
                    """)
                // What a site would have recorded: here the placeholders under another name.
                let recordings = scratch.path + "/recordings"
                try files.createDirectory(atPath: recordings, withIntermediateDirectories: true)
                try files.copyItem(
                    atPath: root + "/Samples/cues/fr", toPath: recordings + "/fr")
                let list = recordings + "/fr/cues.json"
                let script = try String(contentsOfFile: list, encoding: .utf8)
                _ = try scratch.file(
                    "recordings/fr/cues.json",
                    script.replacingOccurrences(of: "\"placeholder\"", with: "\"site\""))
                // A passphrase, a trial's design and a rater's answers.
                let secret = try scratch.file("secret.txt", "four words make one\n")
                try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret)
                _ = try scratch.file("calm-1.json", TrialFixture.design(arms: ["live", "cues"]))
                _ = try scratch.file("rating.json", TrialFixture.rating)
                environment = [
                    "HOME": scratch.path, "MUSIK_DATA": data, "TERM": "xterm", "LANG": "C.UTF-8",
                    "PATH": (Built.path as NSString).deletingLastPathComponent + ":/usr/bin:/bin",
                ]
            }

            /// Starts a line in a shell.
            func start(_ line: String, terminal: String? = nil) throws -> Running {
                try Running(
                    "/bin/sh", ["-c", "cd '\(scratch.path)' && \(line)"],
                    environment: environment, terminal: terminal,
                    output: scratch.path + "/output", errors: scratch.path + "/errors")
            }

            /// What the last line without a terminal complained about.
            var errors: String {
                (try? String(contentsOfFile: scratch.path + "/errors", encoding: .utf8)) ?? ""
            }

            /// A word of what the running session says of itself.
            func status() throws -> Status? {
                let result = try Built.run(["status", "--data", data])
                guard result.exit == 0 else { return nil }
                return try? JSONDecoder().decode(Status.self, from: Data(result.output.utf8))
            }

            func waitUntilPlaying() throws -> Bool {
                try wait(seconds: 20) {
                    let status = try status()
                    return status?.phase == "playing" || status?.phase == "opening"
                }
            }
        }

        private struct Status: Decodable {
            var phase: String
            var talkOver: Bool
            var quiet: Bool
        }

        @Test("Every command in it runs as it stands, in its order")
        func commands() throws {
            let desk = try Desk()
            var background: Running?
            let lines = try Self.commands
            #expect(lines.count > 20)
            for line in lines {
                let words = line.split(separator: " ").map(String.init)
                let begin = ContinuousClock.now
                switch words[0] {
                case "make":
                    try tool("cd '\(root)' && make -n \(words[1...].joined(separator: " "))")
                case "musik-play" where Self.controls.contains(words[1]):
                    if background == nil {
                        background = try desk.start(
                            "exec musik-play session --rehearsal --unattended --window 10m "
                                + "--headphones null:")
                        try #require(try desk.waitUntilPlaying(), "\(desk.errors)")
                    }
                    try Self.control(line, words[1], desk)
                    if words[1] == "stop" {
                        #expect(background?.exit(within: 15) == 0)
                        background = nil
                    }
                case "musik-play"
                where words[1] == "session" && !words.contains("--unattended")
                    && !words.contains("--answers"):
                    try Self.attend(line, desk)
                case "musik-play" where words[1] == "serve":
                    try Self.serve(line, desk)
                case "musik-play", "age-keygen":
                    let running = try desk.start(line)
                    #expect(running.exit(within: 120) == 0, "\(line): \(desk.errors)")
                default: Issue.record("nobody knows how to try: \(line)")
                }
                print("\(line): \(ContinuousClock.now - begin)")
            }
            let kept = [
                "calm.flac", "calm.wav", "cues.wav", "out.wav", "events.jsonl", "heard.wav",
            ]
            for name in kept {
                let size = try FileManager.default.attributesOfItem(
                    atPath: desk.scratch.path + "/" + name)[.size]
                #expect((size as? Int ?? 0) > 1000, "\(name)")
            }
        }

        /// Runs a command to the running session and looks whether it was obeyed.
        private static func control(_ line: String, _ name: String, _ desk: Desk) throws {
            let running = try desk.start(line)
            #expect(running.exit(within: 10) == 0, "\(line): \(desk.errors)")
            let isObeyed = try wait(seconds: 5) {
                switch name {
                case "talk": try desk.status()?.talkOver == true
                case "quiet": try desk.status()?.quiet == true
                default: true
                }
            }
            #expect(isObeyed, "\(line)")
        }

        /// Starts a session that waits for keys, presses Enter and ends it while it plays.
        private static func attend(_ line: String, _ desk: Desk) throws {
            let window = try PseudoTerminal()
            let session = try desk.start("exec " + line, terminal: window.path)
            let ready = line.contains("--language fr") ? "Prêt" : "Ready"
            try #require(window.shows(ready, within: 60), "\(line): \(window.shown)")
            window.type("\r")
            #expect(try desk.waitUntilPlaying(), "\(line): \(window.shown)")
            // In a pause nothing has to fade out: it ends at once.
            window.type(" ")
            let isPaused = try wait(seconds: 5) { try desk.status()?.phase == "paused" }
            #expect(isPaused, "\(line)")
            #expect(try Built.run(["stop", "--data", desk.data]).exit == 0)
            #expect(session.exit(within: 10) == 0, "\(line)")
        }

        /// Starts the console and ends it once it says where it is.
        private static func serve(_ line: String, _ desk: Desk) throws {
            let output = desk.scratch.path + "/console"
            let console = try desk.start("exec \(line) > \(output)")
            let isThere = wait(seconds: 20) {
                let said = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
                return said.contains("http://127.0.0.1:")
            }
            #expect(isThere, "\(line): \(desk.errors)")
            console.end(SIGINT)
        }

        @Test("Every file it leads to is there")
        func links() throws {
            let parts = try Self.text.components(separatedBy: "](").dropFirst()
            #expect(!parts.isEmpty)
            for part in parts {
                let target = String(part.prefix { $0 != ")" })
                if target.hasPrefix("http") { continue }
                if target.hasPrefix("#") {
                    let heading = "# " + target.dropFirst()
                    #expect(try Self.text.lowercased().contains(heading), "\(target)")
                } else {
                    #expect(
                        FileManager.default.fileExists(atPath: root + "/" + target), "\(target)")
                }
            }
        }
    }
}
