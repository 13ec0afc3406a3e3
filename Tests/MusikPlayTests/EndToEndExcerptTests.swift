import Foundation
import GRDB
import Testing

@testable import MusikPlay

extension EndToEnd {
    @Suite("Pieces heard again at the debrief")
    struct ExcerptTests {
        private let scratch: Scratch
        private let data: String

        init() throws {
            scratch = try Scratch()
            data = try dataFolder(in: scratch)
            try run("init", "--site", "MTL1", "--rehearsal")
            try run("patient", "add", "M01-001", "--language", "en")
            try run("course", "start", "M01-001", "--from", "2026-11-23")
        }

        @discardableResult
        private func run(_ arguments: String..., exits code: Int32 = 0) throws -> Built.Result {
            let result = try Built.run(arguments, in: root, environment: environment)
            #expect(result.exit == code, "\(arguments): \(result.errors) \(result.output)")
            return result
        }

        private var environment: [String: String] { ["MUSIK_DATA": data, "MUSIK_AS": "NB"] }

        /// Leads a session to its preference log, which it leaves because no answer fits.
        private func leadToPreferences(
            arm: String, pieces: String, window: String = "1m"
        ) throws -> Built.Result {
            let answers: [String: Any] = [
                "gate.systolic": 128, "gate.diastolic": 82, "gate.isStable": true,
                "gate.isReady": true, "gate.consents": true,
                arm == "cues" ? "preferences.support" : "preferences.pieces": pieces,
            ]
            let object: [String: Any] = [
                "answers": answers, "keys": [["at": 0, "keys": "\r"], ["at": 41, "keys": "j"]],
            ]
            let file = scratch.path + "/answers.json"
            try JSONSerialization.data(withJSONObject: object)
                .write(to: URL(fileURLWithPath: file))
            return try run(
                "session", "M01-001", "--arm", arm, "--window", window, "--infusion", "40s",
                "--headphones", "null:?speed=20", "--answers", file, exits: 65)
        }

        /// Goes on in a terminal, to the question which pieces are remembered.
        private func resume(
            _ output: String, asked: String = "Which are remembered?"
        ) throws -> (PseudoTerminal, Running) {
            let window = try PseudoTerminal()
            let session = try Running(
                Built.path,
                [
                    "session", "M01-001", "--window", "1m", "--infusion", "40s", "--headphones",
                    output, "--data", data, "--as", "NB", "--language", "en",
                ], environment: ["TERM": "xterm"], terminal: window.path)
            for question in ["How much was it liked", "How well did it fit", "How open was"] {
                #expect(window.shows(question), "\(window.shown)")
                window.forget()
                window.type("\r")
            }
            #expect(window.shows(asked), "\(window.shown)")
            return (window, session)
        }

        /// Answers what is left, and waits for the end.
        private func finish(_ window: PseudoTerminal, _ session: Running) {
            for question in ["The wish for next time", "Plans for the next days"] {
                #expect(window.shows(question), "\(window.shown)")
                window.forget()
                window.type("\r")
            }
            for question in ["ready to leave", "within limits", "reminders given", "card given"] {
                #expect(window.shows(question), "\(window.shown)")
                window.forget()
                window.type("y\r")
            }
            #expect(session.exit(within: 20) == 0, "\(window.shown)")
        }

        private func count(_ kind: String) throws -> Int? {
            let queue = try DatabaseQueue(path: data + "/record.sqlite")
            return try queue.read {
                try Int.fetchOne(
                    $0, sql: "SELECT count(*) FROM entry WHERE kind = ?", arguments: [kind])
            }
        }

        @Test("A piece is heard again, until Enter, and is on record; a file hears none")
        func again() throws {
            let left = try leadToPreferences(arm: "music", pieces: "1?")
            #expect(left.errors.contains("preferences.pieces"), "\(left.errors)")
            #expect(try count("excerpt.heard") == 0)
            let (window, session) = try resume("null:?speed=1")
            window.forget()
            window.type("9?\r")
            #expect(window.shows("That is no answer here"))
            window.forget()
            window.type("1?\r")
            #expect(window.shows("10 s (Enter ends it)"))
            usleep(1_500_000)
            window.forget()
            window.type("\r")
            #expect(window.shows("Which are remembered?", within: 5), "\(window.shown)")
            #expect(try count("excerpt.heard") == 1)
            window.forget()
            window.type("1+\r")
            finish(window, session)
            let report = try run("report", "M01-001-S01").output
            #expect(report.contains("heard again"), "\(report)")
            let heard = try #require(
                report.split(separator: "\n").first { $0.contains("heard again") })
            let isEarly = ["for 1 s", "for 2 s", "for 3 s", "for 4 s"].contains {
                heard.contains($0)
            }
            #expect(isEarly, "\(heard)")
            #expect(try run("records", "verify").output.contains("as it was written"))
            #expect(try run("records", "rebuild").output.contains("identical"))
            let late = try Built.run(
                ["debrief", "M01-001-S01", "--file", scratch.path + "/answers.json"],
                environment: environment)
            #expect(late.exit == 65, "a file presses no keys and hears nothing")
        }

        @Test("Cues are heard again in their own arm, to their end")
        func cues() throws {
            _ = try leadToPreferences(arm: "cues", pieces: "x", window: "6m")
            let (window, session) = try resume("null:?speed=max", asked: "The support?")
            window.forget()
            window.type("1?\r")
            #expect(window.shows("(Enter ends it)"))
            #expect(window.shows("The support?"), "\(window.shown)")
            #expect(try count("excerpt.heard") == 1)
            window.forget()
            window.type("\r")
            finish(window, session)
            let report = try run("report", "M01-001-S01").output
            #expect(report.contains("for 10 s"), "\(report)")
        }

        @Test("`debrief` in a terminal says that nothing can be played there")
        func late() throws {
            _ = try leadToPreferences(arm: "music", pieces: "x")
            let window = try PseudoTerminal()
            let debrief = try Running(
                Built.path,
                ["debrief", "M01-001-S01", "--data", data, "--as", "NB", "--language", "en"],
                environment: ["TERM": "xterm"], terminal: window.path)
            #expect(window.shows("["), "\(window.shown)")
            // The checklist and the debrief stay as they are.
            window.type("-\r-\r")
            for question in ["How much was it liked", "How well did it fit", "How open was"] {
                #expect(window.shows(question), "\(window.shown)")
                window.forget()
                window.type("\r")
            }
            #expect(window.shows("Which are remembered?"), "\(window.shown)")
            window.type("1?\r")
            #expect(window.shows("Nothing can be played here"), "\(window.shown)")
            window.type("\r\r\r\r")
            #expect(debrief.exit(within: 10) == 0, "\(window.shown)")
            #expect(try count("excerpt.heard") == 0)
        }
    }
}
