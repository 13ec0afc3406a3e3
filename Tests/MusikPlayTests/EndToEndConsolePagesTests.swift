import Foundation
import Testing

extension EndToEnd {
    @Suite("The console's other pages")
    struct ConsolePagesTests {
        @Test("One command shows a filled example, whose every page can be read by anybody")
        func example() throws {
            let scratch = try Scratch()
            let runtime = scratch.path + "/runtime"
            try FileManager.default.createDirectory(
                atPath: runtime, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            let console = try ServedConsole(
                nil, in: scratch, "--demo", environment: ["XDG_RUNTIME_DIR": runtime])
            defer { console.server.end(SIGTERM) }
            let browser = try Browser()
            for locale in ["en-CA", "fr-CA"] {
                try browser.device(locale)
                try browser.open("http://127.0.0.1:\(console.port)/")
                try browser.fill("#code", console.code)
                try browser.click(".entry button")
                #expect(try browser.until("#list a") != nil)
                #expect(try browser.count("#list li") == 3)
                try browser.examine("demo-\(locale)-day")
                for (place, path) in [
                    "patient?code=M01-001", "library", "library?q=x&kind=duplicates", "trial",
                    "record", "nowhere",
                ].enumerated() {
                    try browser.open("http://127.0.0.1:\(console.port)/\(path)")
                    try browser.examine("demo-\(locale)-\(place)")
                }
                try browser.open("http://127.0.0.1:\(console.port)/record")
                let whole = locale == "fr-CA" ? "tel qu’il a été écrit" : "as it was written"
                #expect(try browser.shows(whole) != nil)
                try browser.open("http://127.0.0.1:\(console.port)/patient?code=M01-001")
                #expect(try browser.shows("slower at the end") != nil)
                #expect(try browser.shows("74/100") != nil)
            }
            console.server.end(SIGTERM)
            #expect(console.server.exit(within: 20) == 0)
            let left = try FileManager.default.contentsOfDirectory(atPath: runtime)
            #expect(left == [])
        }

        @Test("The library is searched, filtered and shown with its curve, page by page")
        func library() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            for line in [
                ["init", "--site", "MTL1", "--rehearsal"],
                ["library", "add", Self.music],
            ] {
                let result = try Built.run(line + ["--as", "NB", "--data", data])
                try #require(result.exit == 0, "\(result.errors)")
            }
            let console = try ServedConsole(data, in: scratch)
            defer { console.server.end(SIGTERM) }
            try console.enter()
            func page(_ path: String) throws -> String { try console.ask("GET", path).body }
            let all = try page("/library")
            #expect(all.utf8.count < 150_000)
            let links = all.components(separatedBy: "href=\"/track?id=").dropFirst().map {
                String($0.prefix(64))
            }
            try #require(links.count >= 3)
            let track = try console.ask("GET", "/track?id=\(links[0])")
            #expect(track.status == 200 && track.body.contains("<svg"))
            #expect(track.body.contains("LUFS"))
            let found = try page("/library?q=RAIN")
            #expect(found.contains("/track?id=") && found.contains("value=\"RAIN\""))
            #expect(try !page("/library?q=no+such+title").contains("/track?id="))
            #expect(try !page("/library?kind=approved").contains("/track?id="))
            #expect(try page("/library?kind=unapproved").contains("/track?id="))
            #expect(try page("/library?kind=%3Cb%3E&q=%3Cb%3E").contains("&lt;b&gt;"))
            for id in ["", "x", String(repeating: "0", count: 64), "../../etc/passwd"] {
                #expect(try console.ask("GET", "/track?id=\(id)").status == 404, "\(id)")
            }
        }

        private static let music = root + "/Samples"

        @Test("A session brings its console along, and takes it away at its end")
        func along() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let window = try PseudoTerminal()
            let session = try rehearsal(
                data, scratch.path + "/events.jsonl", window, ["--console"])
            // Where another console has the port, that is said, and the session goes on.
            let said = try String(contentsOfFile: data + "/console.txt", encoding: .utf8)
            #expect(said.contains("http://127.0.0.1:8740/") || said.contains("8740"))
            #expect(window.shows("8740"))
            #expect(try Built.run(["stop", "--data", data]).exit == 0)
            #expect(session.exit(within: 20) == 0)
            let isGone = try wait(seconds: 10) {
                try !tool("pgrep -f '[s]erve --data=\(data)' || true").contains { $0.isNumber }
            }
            #expect(isGone)
        }

        @Test("A tablet comes in through TLS alone, with a cookie that goes no other way")
        func tablet() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let port = Int.random(in: 20_000...30_000)
            let more = "--pair --address 127.0.0.1 --tls-port \(port)"
            var console = try ServedConsole(data, in: scratch, port: 0, more)
            func ask(_ request: String, _ more: String = "") throws -> String {
                let file = try scratch.file("request", request)
                return try tool(
                    "(cat \(file); sleep 1) | openssl s_client -quiet -verify_return_error "
                        + "-CAfile \(data)/console-tls/certificate.pem \(more) "
                        + "-connect 127.0.0.1:\(port) || true")
            }
            let host = ["Host": "127.0.0.1:\(port)", "Origin": "https://127.0.0.1:\(port)"]
            let page = try ask(console.request("GET", "/", "", host))
            #expect(page.contains("200 OK") && page.contains("id=\"code\""), "\(page)")
            // The fingerprint that was printed is the certificate's.
            let said = console.said
            let print = try tool(
                "openssl x509 -in \(data)/console-tls/certificate.pem -noout -fingerprint -sha256"
            ).components(separatedBy: "=").last?.trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(said.contains("https://127.0.0.1:\(port)/"))
            #expect(said.contains(try #require(print)) && print?.count == 95)
            let code = console.code.replacingOccurrences(of: " ", with: "")
            let entered = try ask(console.request("POST", "/enter", "code=\(code)", host))
            #expect(entered.contains("303") && entered.contains("; Secure; "))
            // Another origin, another host, an old protocol, no TLS at all.
            let strange = host.merging(["Origin": "http://127.0.0.1:\(port)"]) { $1 }
            let next = console.code.replacingOccurrences(of: " ", with: "")
            #expect(
                try ask(console.request("POST", "/enter", "code=\(next)", strange)).contains("403"))
            #expect(
                try ask(console.request("GET", "/", "", ["Host": "evil.example"])).contains("400"))
            #expect(
                try !ask(console.request("GET", "/", "", host), "-tls1_1").contains("id=\"code\""))
            #expect(
                try !tool(
                    "python3 -c 'import urllib.request as u; "
                        + "print(u.urlopen(\"http://127.0.0.1:\(port)/\", timeout=2).read())' || true"
                ).contains("id=\"code\""))
            let rights =
                try FileManager.default.attributesOfItem(
                    atPath: data + "/console-tls/key.pem")[.posixPermissions] as? Int
            #expect(rights == 0o600)
            // Killed, it takes stunnel with it; started again, it has the same certificate.
            console.server.end(SIGKILL)
            let isFree = try wait(seconds: 10) {
                try !tool("openssl s_client -connect 127.0.0.1:\(port) </dev/null || true")
                    .contains("CONNECTED")
            }
            #expect(isFree)
            console = try ServedConsole(data, in: scratch, port: 0, more)
            defer { console.server.end(SIGTERM) }
            #expect(console.said.contains(print ?? "none"))
            for wrong in [
                ["--pair"], ["--address", "127.0.0.1"], ["--pair", "--address", "example.org"],
            ] {
                #expect(try Built.run(["serve", "--data", data] + wrong).exit == 64, "\(wrong)")
            }
        }
    }
}
