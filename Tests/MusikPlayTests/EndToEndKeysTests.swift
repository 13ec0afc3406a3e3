import Foundation
import Testing

@testable import MusikPlay

extension EndToEnd {
    @Suite("Keys that a session takes")
    struct KeysTests {
        /// One question, what it shows, and what is typed for it.
        private struct Asked {
            var step: Int
            var shown: String
            var keys = "\r"
            /// Whether the published protocol, or the music discussion that precedes it, asks it.
            var isProtocol = true
        }

        /// Everything from the command to the programme's first frame, with the fewest keys.
        private static let asked: [Asked] = [
            Asked(step: 1, shown: "Is that right?", isProtocol: false),
            Asked(step: 2, shown: "what is worth keeping?"),
            Asked(step: 3, shown: "Read?"),
            Asked(step: 4, shown: "Intentions for today:"),
            Asked(step: 4, shown: "How much guiding is wanted?"),
            Asked(step: 5, shown: "Is music wanted today?"),
            Asked(step: 5, shown: "How does the patient feel"),
            Asked(step: 5, shown: "Today’s wish?"),
            Asked(step: 5, shown: "Which programme?"),
            Asked(step: 5, shown: "Were excerpts listened to?"),
            Asked(step: 7, shown: "Headphones on?"),
            Asked(step: 7, shown: "Is that comfortable?"),
            Asked(step: 8, shown: "Systolic, mmHg", keys: "128\r"),
            Asked(step: 8, shown: "Diastolic, mmHg", keys: "82\r"),
            Asked(step: 8, shown: "Heart rate, /min"), Asked(step: 8, shown: "Saturation, %"),
            Asked(step: 8, shown: "saturation satisfactory?", keys: "y\r"),
            Asked(step: 8, shown: "Is the patient ready?", keys: "y\r"),
            Asked(step: 8, shown: "consent to proceed?", keys: "y\r"),
            Asked(step: 9, shown: "The line is in?"),
            Asked(step: 10, shown: "Enter start", isProtocol: false),
        ]

        private static let steps = [
            "clock", "check-in", "last plan", "intentions", "music", "preflight", "comfort", "gate",
            "line", "infusion",
        ]

        /// A patient's session that waits for its start, and its terminal.
        static func ready(
            _ data: String, log: String, language: String = "en"
        ) throws -> (session: Running, window: PseudoTerminal) {
            for line in [
                ["init", "--site", "MTL1", "--rehearsal"],
                ["patient", "add", "M01-001", "--language", language],
                ["course", "start", "M01-001", "--from", "2026-11-23"],
            ] {
                let result = try Built.run(line + ["--as", "NB", "--data", data])
                try #require(result.exit == 0, "\(result.errors)")
            }
            let window = try PseudoTerminal()
            let session = try Running(
                Built.path,
                [
                    "session", "M01-001", "--window", "10m", "--headphones", "null:?speed=4",
                    "--events", log, "--as", "NB", "--data", data,
                ], environment: ["TERM": "xterm"], terminal: window.path)
            for (place, question) in asked.enumerated() {
                let isAsked = window.shows(question.shown, within: 60)
                try #require(isAsked, "\(question.shown): \(window.shown)")
                window.forget()
                if place < asked.count - 1 { window.type(question.keys) }
            }
            return (session, window)
        }

        @Test("From the command to the first sound, two keys beyond the protocol's own questions")
        func toFirstSound() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let log = scratch.path + "/events.jsonl"
            let (session, window) = try Self.ready(data, log: log)
            window.type(Self.asked.last?.keys ?? "")
            let sounds = try wait(seconds: 10) {
                try events(log).contains { $0.event == "applied" && $0.command == "play" }
            }
            #expect(sounds)
            printTable()
            let beyond = Self.asked.filter { !$0.isProtocol }.map(\.keys.count).reduce(0, +)
            #expect(beyond <= 2)
            try duringTheProgramme(window, data)
            #expect(!session.hasEnded)
        }

        /// One line a step: its questions, its keys, and those that only musik-play asks for.
        private func printTable() {
            var rows = [["step", "questions", "keys", "beyond the protocol"]]
            for (index, name) in Self.steps.enumerated() {
                rows.append(row("\(index + 1) \(name)", Self.asked.filter { $0.step == index + 1 }))
            }
            rows.append(row("to the first sound", Self.asked))
            for row in rows {
                print(
                    zip(row, [20, 11, 6, 0]).map { cell, width in
                        cell.padding(
                            toLength: max(width, cell.count), withPad: " ", startingAt: 0)
                    }.joined())
            }
        }

        private func row(_ name: String, _ asked: [Asked]) -> [String] {
            let beyond = asked.filter { !$0.isProtocol }.map(\.keys.count).reduce(0, +)
            return [
                name, "\(asked.count)", "\(asked.map(\.keys.count).reduce(0, +))", "\(beyond)",
            ]
        }

        /// What is entered while it plays: the keys, what they show, and the record's kind.
        private func duringTheProgramme(_ window: PseudoTerminal, _ data: String) throws {
            let entries: [(name: String, keys: String, shown: String, kind: String, most: Int)] = [
                ("blood pressure", "b12882\r", "Noted: 128/82 mmHg", "vitals", 9),
                ("the highest one", "b210110\r", "Noted: 210/110 mmHg", "vitals", 9),
                ("check-in", "a", "Check-in noted.", "prompt.checkIn", 1),
                ("marker", "k", "Marked", "marked", 1),
                ("distress", "d", "The patient is in distress.", "distress", 1),
            ]
            for entry in entries {
                let before = try recorded(entry.kind, data)
                window.forget()
                window.type(entry.keys)
                #expect(window.shows(entry.shown), "\(entry.name): \(window.shown)")
                let isKept = try wait(seconds: 5) { try recorded(entry.kind, data) == before + 1 }
                #expect(isKept, "\(entry.name) is not on record")
                #expect(entry.keys.count <= entry.most)
                print("\(entry.name): \(counted(entry.keys.count, "key", "keys"))")
            }
        }
    }
}
