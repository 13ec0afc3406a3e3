import Foundation
import MusikModel
import Testing

extension EndToEnd {
    @Suite("With another opening")
    struct OpeningTests {
        private struct Status: Decodable { var phase: String }

        @Test(
            "A spoken opening: nothing sounds until the key that says it is over",
            arguments: [Arm.music, .cues])
        func live(arm: Arm) throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let log = scratch.path + "/events.jsonl"
            let window = try PseudoTerminal()
            let session = try Running(
                Built.path,
                [
                    "session", "--rehearsal", "--arm", arm.rawValue, "--language", "fr",
                    "--opening", "live", "--window", "10m", "--headphones", "null:", "--events",
                    log, "--data", data,
                ], environment: ["TERM": "xterm"], terminal: window.path)
            #expect(window.shows("Prêt"))
            window.type("\r")
            #expect(window.shows("Dites maintenant l’exercice d’ouverture"))
            let result = try Built.run(["status", "--data", data])
            let status = try JSONDecoder().decode(Status.self, from: Data(result.output.utf8))
            #expect(status.phase == "openingLive")
            #expect(try !events(log).contains { $0.command == "play" })
            window.type("\r")
            let plays = try wait(seconds: 5) {
                try events(log).contains { $0.command == "play" && $0.event == "applied" }
            }
            #expect(plays)
            let titles = try events(log).first?.programme?.clips.map(\.title) ?? []
            #expect(!titles.isEmpty && !titles.contains("Exercice d’ouverture"))
            #expect(try Built.run(["stop", "--data", data]).exit == 0)
            #expect(session.exit(within: 10) == 0)
        }

        @Test("None, one by its name, and a name that there is not")
        func named() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            func rehearse(_ opening: String) throws -> (exit: Int32, said: String, first: String) {
                let log = scratch.path + "/\(opening).jsonl"
                let result = try Built.run([
                    "session", "--rehearsal", "--unattended", "--window", "10m", "--headphones",
                    "null:?speed=max", "--opening", opening, "--events", log, "--data", data,
                ])
                let first = try events(log).first?.programme?.clips.first
                return (result.exit, result.errors, first?.source.path ?? "")
            }
            let none = try rehearse("none")
            #expect(none.exit == 0 && !none.first.isEmpty)
            #expect(!none.first.contains("/cues/") && !none.said.contains("placeholders"))
            let named = try rehearse("breath")
            #expect(named.exit == 0 && named.first.hasSuffix("/cues/en/breath.opus"))
            let wrong = try rehearse("nothing-of-the-kind")
            #expect(wrong.exit == 66 && wrong.said.contains("body-scan"))
            let live = try Built.run([
                "session", "--demo", "--unattended", "--opening", "live", "--data", data,
            ])
            #expect(live.exit == 64 && live.errors.contains("Nobody is there to speak"))
        }
    }
}
