import Foundation
import Testing

extension EndToEnd {
    /// A record that no person's account can open, reached through the service.
    @Suite("The service")
    struct ServiceTests {
        private struct Status: Decodable { var phase: String }

        /// One that needs no files to be heard first.
        private static let silentSession = [
            "session", "--rehearsal", "--arm", "silence", "--opening", "none", "--headphones",
            "null:",
        ]

        private func phase(_ site: TrialFixture, _ person: String) throws -> String? {
            let result = try Built.run(
                ["status"], environment: site.environment(as: person),
                account: site.service?.account(of: person))
            guard result.exit == 0 else { return nil }
            return try JSONDecoder().decode(Status.self, from: Data(result.output.utf8)).phase
        }

        @Test("A trial goes on through it, with everybody's own files and nobody else's")
        func trial() throws {
            let site = try TrialFixture()
            try site.serve()
            try site.ready("M01-001")
            let said = try site.run("randomize", "M01-001", "--medium", site.vault).output
            #expect(said.contains("“live”") || said.contains("“cues”"))
            let home = try #require(try site.service?.home(of: "NB"))

            // What is written belongs to whoever named it, and is for their eyes only.
            try site.run("card", "M01-001", "--language", "fr", "--out", home + "/card.txt")
            let again = try site.run("card", "M01-001", "--out", home + "/card.txt", exits: 73)
            #expect(again.errors.contains("--force"))
            try site.run("records", "export", home + "/table")
            let files = try FileManager.default.contentsOfDirectory(atPath: home + "/table")
            #expect(files.count == 5)
            for path in [home + "/card.txt"] + files.map({ home + "/table/" + $0 }) {
                let attributes = try FileManager.default.attributesOfItem(atPath: path)
                #expect(attributes[.posixPermissions] as? Int == 0o600)
                #expect((attributes[.size] as? Int ?? 0) > 0)
                if let account = site.service?.account(of: "NB") {
                    #expect(attributes[.ownerAccountID] as? Int == account, "\(path)")
                }
            }

            // The service opens nothing for somebody that it wasn't set up to open, writes nothing
            // by a name that somebody chose, and starts no program that a device's name holds.
            let outside = try site.run("library", "add", root + "/Samples", exits: 77)
            #expect(outside.errors.contains("The service doesn't open"))
            try site.run("records", "merge", home + "/all", "--from", site.data, exits: 77)
            for device in [
                "file:\(site.data)/x.wav", "tee:null,'\(site.data)/record.sqlite',raw",
                "tee:null,|id>made", "pcm.file:|id", "file", "hw:{a}", "tee:null,made",
            ] {
                try site.run(
                    "session", "--rehearsal", "--unattended", "--headphones", device,
                    exits: 77)
                if !device.hasPrefix("file:") { try site.run("devices", "test", device, exits: 77) }
            }
            try site.run(
                "session", "--rehearsal", "--unattended", "--headphones", "null:?speed=max",
                "--events", site.vault + "/key", exits: 77)
            try site.run(
                "session", "--rehearsal", "--unattended", "--headphones", "null:?speed=max",
                "--playlist", home + "/list.jspf", exits: 77)
            let other = try site.run("patient", "list", "--data", home + "/other", exits: 66)
            #expect(!other.output.contains("M01-001"))
        }

        @Test(
            "A person is who the kernel says, and reads no file that they can't open themselves",
            .enabled(if: Built.canBeOthers, "only the superuser can try as somebody else"))
        func accounts() throws {
            let site = try TrialFixture()
            try site.serve()
            let service = try #require(site.service)
            try site.run("patient", "add", "M01-001", "--language", "fr")
            try site.run("enrol", "M01-001", "--level", "one")
            // The coordinator's code from the rater's account is nobody on shift.
            let forged = try Built.run(
                ["patient", "add", "M01-009", "--language", "fr", "--as", "NB"],
                environment: ["MUSIK_SERVICE": service.socket],
                account: service.account(of: "R1"))
            #expect(forged.exit == 77)
            #expect(forged.errors.contains("NB is not signed in"))
            for variable in ["MUSIK_SERVED", "MUSIK_DATA"] {
                let result = try Built.run(
                    ["patient", "list"],
                    environment: ["MUSIK_SERVICE": service.socket, variable: "/"],
                    account: service.account(of: "R1"))
                #expect(result.exit != 0)
            }
            // A file of the service's, and another person's: named, but not theirs to open.
            let secret = try site.secret(of: "NB")
            for path in [site.data + "/record.sqlite", site.vault + "/x", secret] {
                let result = try site.run(
                    "rate", "M01-001", "--visit", "baseline", "--file", path, as: "R1", exits: 77)
                #expect(result.errors.contains(path) && !result.errors.contains("four words"))
            }
            let direct = try Built.run(
                ["patient", "list", "--data", site.data], account: service.account(of: "NB"))
            #expect(direct.exit == 66, "\(direct)")
        }

        @Test("A session plays on without the command that began it, and without the service")
        func survives() throws {
            let site = try TrialFixture()
            try site.serve()
            let service = try #require(site.service)
            let window = try PseudoTerminal()
            if let account = service.account(of: "NB") {
                try tool("chown \(account) \(window.path)")
            }
            let words = Built.command(
                Self.silentSession + ["--language", "en"],
                account: service.account(of: "NB"))
            let command = try Running(
                words[0], Array(words.dropFirst()),
                environment: site.environment(as: "NB").merging(["TERM": "xterm"]) { $1 },
                terminal: window.path)
            #expect(window.shows("Ready"))
            window.type("\r")
            #expect(try wait(seconds: 20) { try phase(site, "NB") == "playing" })
            command.end(SIGKILL)
            window.hangUp()
            usleep(300_000)
            #expect(try phase(site, "NB") == "playing")
            try service.restart(SIGKILL)
            #expect(try phase(site, "NB") == "playing")
            try site.run("status", as: "R1", exits: 77)
            try site.run("quiet", as: "R1")
            try site.run("stop", as: "R1")
            #expect(try wait(seconds: 10) { try phase(site, "NB") == nil })
        }

        @Test("Signals of the terminal arrive, and exit codes come back")
        func signals() throws {
            let site = try TrialFixture(joined: false)
            try site.serve()
            let service = try #require(site.service)
            let words = Built.command(
                Self.silentSession + ["--unattended"],
                account: service.account(of: "NB"))
            let command = try Running(
                words[0], Array(words.dropFirst()), environment: site.environment(as: "NB"))
            #expect(try wait(seconds: 20) { try phase(site, "NB") == "playing" })
            kill(command.pid, SIGTERM)
            #expect(command.exit(within: 10) != nil || command.hasEnded)
            #expect(try phase(site, "NB") == nil)
            try site.run("session", "--window", "soon", exits: 64)
            try site.run("status", exits: 69)
        }

        @Test("Who speaks to it without musik-play gets no more of it")
        func otherClient() throws {
            let site = try TrialFixture()
            try site.serve()
            let service = try #require(site.service)
            let script = """
                import json, os, socket, sys
                for arguments in (
                    ["service", "--socket", sys.argv[2] + "/record.sqlite"],
                    ["service", "--socket", sys.argv[3], "--open", "/"],
                    ["init", "--site", "MTL1", "--data", sys.argv[3]],
                    ["render", "--playlist", "calm-shore", "--window", "20m", "--out",
                     sys.argv[2] + "/record.wav"],
                    ["backup", "restore", sys.argv[2], "--identity", "x", "--data", sys.argv[3]],
                ):
                    one = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                    one.connect(sys.argv[1])
                    asked, lent = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                    request = {"arguments": arguments, "environment": {
                        "MUSIK_AS": "NB", "MUSIK_DATA": "/tmp", "LC_ALL": "/tmp/x", "PATH": "/tmp"}}
                    socket.send_fds(one, [json.dumps(request).encode()], [0, 1, 1, lent.fileno()])
                    print(one.recv(65536).decode(), flush=True)
                for junk in (b"", b"{}", bytes(60000)):
                    one = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                    one.connect(sys.argv[1])
                    one.send(junk)
                    one.close()
                print("done", flush=True)
                """
            let path = try service.file("client.py", script, of: "R1")
            let output = site.scratch.path + "/client.txt"
            let client = try service.python(
                path, [site.data, site.scratch.path + "/other"], as: "R1", output: output)
            #expect(client.exit(within: 30) == 0)
            let said = try String(contentsOfFile: output, encoding: .utf8)
            #expect(said.components(separatedBy: "{\"ended\":{\"code\":77}}").count == 6, "\(said)")
            #expect(said.hasSuffix("done\n"))
            try site.run("people", "list")
            #expect(!FileManager.default.fileExists(atPath: site.scratch.path + "/other"))
        }

        @Test("Patients' lists and the names that tell an arm are for whoever may know one")
        func lists() throws {
            let site = try TrialFixture(arms: ["music", "cues"])
            try site.run("patient", "add", "M01-009", "--language", "en")
            try site.run("playlist", "build", "--patient", "M01-009", "--window", "20m")
            let names = try FileManager.default.contentsOfDirectory(
                atPath: site.data + "/Playlists")
            let name = try #require(names.first { $0.hasPrefix("M01-009") })
            for isServed in [false, true] {
                if isServed { try site.serve() }
                let unknown = try site.run("playlist", "show", "nothing", as: "R1", exits: 66)
                #expect(
                    !unknown.errors.contains("M01-009") && unknown.errors.contains("calm-shore"))
                let stem = String(name.dropLast(5))
                try site.run("playlist", "show", stem, as: "R1", exits: 66)
                try site.run(
                    "playlist", "show", site.data + "/Playlists/" + name, as: "R1", exits: 77)
                try site.run("playlist", "show", stem, as: "NB")
                try site.run("playlist", "show", "calm-shore", as: "R1")
            }
        }

        @Test("Who opens many connections keeps nobody else's quiet out")
        func flood() throws {
            let site = try TrialFixture(joined: false)
            try site.serve()
            let service = try #require(site.service)
            let script = """
                import socket, sys, time
                held = []
                for _ in range(60):
                    one = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                    one.connect(sys.argv[1])
                    held.append(one)
                held[0].send(b"no request")
                print("ready", flush=True)
                time.sleep(60)
                """
            let path = try service.file("flood.py", script, of: "R1")
            let output = site.scratch.path + "/flood.txt"
            let flood = try service.python(path, [], as: "R1", output: output)
            #expect(
                wait(seconds: 20) {
                    (try? String(contentsOfFile: output, encoding: .utf8))?.contains("ready")
                        == true
                })
            if Built.canBeOthers { try site.run("quiet", exits: 69) }
            flood.end(SIGKILL)
            #expect(
                try wait(seconds: 10) {
                    try Built.run(
                        ["quiet"], environment: site.environment(as: "R1"),
                        account: site.service?.account(of: "R1")
                    ).errors.contains("No session")
                })
            try site.run("people", "list")
        }
    }
}
