import Foundation
import GRDB
import Testing

@testable import MusikPlay

extension EndToEnd {
    @Suite("Patients' sessions, walked by files of answers")
    struct WalkTests {
        private let scratch: Scratch
        private let data: String

        init() throws {
            scratch = try Scratch()
            data = try dataFolder(in: scratch)
            try run("init", "--site", "MTL1", "--rehearsal")
        }

        @discardableResult
        private func run(_ arguments: String..., exits code: Int32 = 0) throws -> Built.Result {
            let result = try Built.run(
                arguments, in: root, environment: ["MUSIK_DATA": data, "MUSIK_AS": "NB"])
            #expect(result.exit == code, "\(arguments): \(result.errors) \(result.output)")
            return result
        }

        private static let answers: [String: any Sendable] = [
            "intentions.text": "to rest", "gate.systolic": 128, "gate.diastolic": 82,
            "gate.isStable": true, "gate.isReady": true, "gate.consents": true,
            "debrief.ease": 70, "preferences.liking": 80, "preferences.wish": "more bells",
            "nextPlan.text": "a walk each day", "discharge.isReady": true,
            "discharge.isStable": true, "discharge.isReminded": true,
        ]

        /// A session of a rehearsal minute, ten times as fast as time unless its output is a file.
        @discardableResult
        private func session(
            _ patient: String, arm: String = "music", _ changes: [String: Any?] = [:],
            keys: [(Double, String)], output: String = "null:?speed=20", window: String = "1m",
            arc: String = "flat", exits code: Int32 = 0
        ) throws -> Built.Result {
            var answers: [String: Any] = Self.answers
            for (name, value) in changes { answers[name] = value }
            let object: [String: Any] = [
                "answers": answers, "keys": keys.map { ["at": $0.0, "keys": $0.1] },
            ]
            let file = scratch.path + "/answers.json"
            try JSONSerialization.data(withJSONObject: object)
                .write(to: URL(fileURLWithPath: file))
            return try run(
                "session", patient, "--arm", arm, "--window", window, "--infusion", "40s",
                "--arc", arc,
                "--headphones", output, "--answers", file, exits: code)
        }

        private static let usual: [(Double, String)] = [
            (0, "\r"), (1, "b12882\r"), (41, "j"), (42, "b12080\r"),
        ]

        private func value<Value: DatabaseValueConvertible>(
            _ sql: String, _ arguments: StatementArguments = []
        ) throws -> Value? {
            let queue = try DatabaseQueue(path: data + "/record.sqlite")
            return try queue.read { try Value.fetchOne($0, sql: sql, arguments: arguments) }
        }

        @Test("A course of six for three patients in three arms, with all that goes amiss")
        func course() throws {
            for (patient, language) in [("M01-001", "fr"), ("M01-002", "en"), ("M01-003", "fr")] {
                try run("patient", "add", patient, "--language", language)
                try run("course", "start", patient, "--from", "2026-11-23")
            }
            // The first: music, a distress, an infusion that starts late and one that pauses.
            try session("M01-001", keys: Self.usual)
            try session(
                "M01-001",
                keys: [
                    (0, "\r"), (10, "d"), (14, "r"), (18, "e"), (30, "k"), (41, "j"),
                ])
            try session("M01-001", keys: [(0, " \r"), (45, "i"), (50, "b12080\r"), (55, "j")])
            try session("M01-001", keys: [(0, "\r"), (10, "i"), (20, "i"), (50, "j")])
            try run(
                "course", "miss", "M01-001-S05", "--by", "technical", "--reason", "a power cut")
            try session("M01-001", keys: Self.usual)
            // The second: cues; one session stopped, one programme refused, one put off.
            try session("M01-002", arm: "cues", keys: Self.usual)
            try session(
                "M01-002", arm: "cues", ["explained.stopSession": "the fire alarm"],
                keys: [(0, "\r"), (10, ".")])
            try session(
                "M01-002", arm: "cues",
                [
                    "explained.stopMusic": "the voice was too near",
                    "explained.stopMusic.by": "clinician",
                ],
                keys: [(0, "\r"), (10, "x"), (41, "j")])
            try session(
                "M01-002", arm: "cues",
                [
                    "intentions.text": "!", "explained.notToday": "a cold",
                    "explained.stopSession": "a cold",
                ], keys: [])
            try session("M01-002", arm: "live", keys: [(0, "\r"), (10, "a"), (41, "j")])
            // The third: silence.
            for _ in 1...6 { try session("M01-003", arm: "silence", keys: Self.usual) }

            let verified = try run("records", "verify")
            #expect(verified.output.contains("Every event is as it was written."))
            #expect(try run("records", "rebuild").output.contains("identical"))
            let states = { (patient: String) throws -> [String] in
                let shown = try self.run("patient", "show", patient).output
                let sessions = shown.split(separator: "\n").filter { $0.contains("\(patient)-S") }
                return sessions.map {
                    String($0.split(separator: " ")[1])
                }
            }
            #expect(
                try states("M01-001") == [
                    "completed", "completed", "completed", "completed", "missed", "completed",
                ])
            #expect(
                try states("M01-002") == [
                    "completed", "aborted", "completed", "aborted", "completed", "planned",
                ])
            #expect(try states("M01-003") == Array(repeating: "completed", count: 6))
            // The third session's infusion began with the key after the programme, not with it.
            let late = try run("report", "M01-001-S03").output
            #expect(late.contains("the infusion has started"), "\(late)")
            let corrected: Int? = try value(
                "SELECT count(*) FROM entry WHERE kind = 'deviation' AND corrects IS NOT NULL")
            #expect(corrected == 1, "whose wish it was is corrected where it was somebody else's")
            let kinds: Int? = try value(
                "SELECT count(DISTINCT kind) FROM entry WHERE kind IN "
                    + "('distress', 'deviation', 'explained', 'session.missed', 'prompt.checkIn')")
            #expect(kinds == 5)
        }

        @Test("The wish of one session is shown at the next")
        func wish() throws {
            try run("patient", "add", "M01-001", "--language", "fr")
            try run("course", "start", "M01-001", "--from", "2026-11-23")
            #expect(try session("M01-001", keys: Self.usual).output.contains("No plan and no wish"))
            let second = try session("M01-001", keys: Self.usual).output
            #expect(second.contains("a walk each day") && second.contains("more bells"))
            #expect(second.contains("Après cette séance"), "the card is in the patient's language")
        }

        @Test("Without consent there is no line and no infusion, and the session ends")
        func consent() throws {
            try run("patient", "add", "M01-001", "--language", "en")
            try run("course", "start", "M01-001", "--from", "2026-11-23")
            try session(
                "M01-001",
                [
                    "gate.consents": false, "explained.notToday": "not well",
                    "explained.stopSession": "not well",
                ], keys: [])
            let infusions: Int? = try value(
                "SELECT count(*) FROM entry WHERE kind = 'infusion.changed'")
            #expect(infusions == 0)
            #expect(try run("patient", "show", "M01-001").output.contains("S01  aborted"))
        }

        @Test("A file of answers or a pack that is wrong leaves the record as it was")
        func wrongFiles() throws {
            try run("patient", "add", "M01-001", "--language", "en")
            try run("course", "start", "M01-001", "--from", "2026-11-23")
            let head = try run("records", "verify").output
            for text in ["", "{", "[]", #"{"answer": {}}"#, #"{"keys": [{"at": -1, "keys": ""}]}"#]
            {
                let file = try scratch.file("wrong.json", text)
                let refused = try run(
                    "session", "M01-001", "--window", "1m", "--headphones", "null:", "--answers",
                    file, exits: 65)
                #expect(refused.errors.contains("wrong.json"), "\(text)")
            }
            let packs = data + "/instruments"
            try FileManager.default.createDirectory(
                atPath: packs, withIntermediateDirectories: true)
            try Data("{}".utf8).write(to: URL(fileURLWithPath: packs + "/site.json"))
            let file = try scratch.file("answers.json", "{}")
            let refused = try run(
                "session", "M01-001", "--window", "1m", "--headphones", "null:", "--answers", file,
                exits: 65)
            #expect(refused.errors.contains("site.json"))
            #expect(try run("records", "verify").output == head)
        }

        /// Writes a file of answers for `debrief`.
        private func answers(_ answers: [String: Any]) throws -> String {
            let file = scratch.path + "/debrief.json"
            try JSONSerialization.data(withJSONObject: ["answers": answers])
                .write(to: URL(fileURLWithPath: file))
            return file
        }

        @Test("A debrief that was left out is entered, then corrected; both entries are seen")
        func debrief() throws {
            try run("patient", "add", "M01-001", "--language", "en")
            try run("course", "start", "M01-001", "--from", "2026-11-23")
            let none = try answers(["debrief.ease": 7])
            let early = try run("debrief", "M01-001-S01", "--file", none, exits: 64)
            #expect(early.errors.contains("no infusion that is over"))
            try run("debrief", "M01-001-S09", "--file", none, exits: 66)
            try session(
                "M01-001",
                [
                    "debrief.ease": "-", "debrief.skipped": "in haste", "preferences.liking": "-",
                    "preferences.skipped": "in haste", "nextPlan.text": nil,
                    "discharge.outcome": "resolved",
                ], keys: Self.usual + [(50, "gnausea\rs\r")])
            let adverse = try run("report", "M01-001-S01").output
            #expect(adverse.contains("at discharge") && adverse.contains("resolved"))

            let head = try run("records", "verify").output
            for (given, words) in [
                (["debrief.eese": 7], "debrief.eese"), (["debrief.ease": 700], "debrief.ease"),
            ] {
                let refused = try run(
                    "debrief", "M01-001-S01", "--file", try answers(given), exits: 65)
                #expect(refused.errors.contains(words))
            }
            try run("debrief", "M01-001-S01", "--file", root + "/Samples/rehearsal.json", exits: 65)
            #expect(try run("records", "verify").output == head, "what was refused left nothing")

            let first = try run(
                "debrief", "M01-001-S01", "--file",
                try answers([
                    "fidelity.opening": true, "debrief.ease": 7, "preferences.liking": 80,
                    "preferences.wish": "more bells", "debrief.reason": "not needed yet",
                ])
            ).output
            #expect(first.contains("(fidelity.checked) is in the record"))
            #expect(first.contains("(debriefed) is in the record"))
            #expect(first.contains("(preference) is in the record"))
            #expect(!first.contains("next.planned"), "nothing was said of it")

            let change = ["debrief.ease": 70, "preferences.liking": 80] as [String: Any]
            let unreasoned = try run(
                "debrief", "M01-001-S01", "--file", try answers(change), exits: 65)
            #expect(unreasoned.errors.contains("debrief.reason"))
            let second = try run(
                "debrief", "M01-001-S01", "--file", try answers(change), "--reason", "mistyped"
            ).output
            #expect(second.contains("(debriefed) corrects entry"))
            #expect(!second.contains("preference"), "unchanged is unchanged")
            #expect(
                try run("debrief", "M01-001-S01", "--file", try answers([:])).output
                    .contains("Nothing new was said"))
            let report = try run("report", "M01-001-S01").output
            for words in ["~7~", " 70 ", "mistyped", "more bells", "in haste"] {
                #expect(report.contains(words), "\(words)")
            }
            #expect(try run("patient", "show", "M01-001").output.contains("S01  completed"))
            #expect(try run("records", "rebuild").output.contains("identical"))
            // The wish that stands is the one that the next session is shown.
            let wish = try answers(["preferences.wish": "fewer bells"])
            try run("debrief", "M01-001-S01", "--file", wish, "--reason", "misheard")
            let next = try session("M01-001", keys: Self.usual).output
            #expect(next.contains("fewer bells") && !next.contains("more bells\n"))
            #expect(next.contains("musik-play card M01-001 --format pdf"))
        }

        @Test("A session that was left at its debrief goes on after it; one that runs is refused")
        func leftAtDebrief() throws {
            try run("patient", "add", "M01-001", "--language", "fr")
            try run("course", "start", "M01-001", "--from", "2026-11-23")
            // No answer fits: the session is left there.
            try session(
                "M01-001", ["debrief.ease": "much"], keys: Self.usual, exits: 65)
            #expect(try run("patient", "show", "M01-001").output.contains("after step infusion"))
            let file = try answers([
                "debrief.ease": 60, "preferences.liking": 50, "nextPlan.text": "rest",
            ])
            do {
                let folder = try DataFolder(
                    option: data, environment: [:], currentFolder: scratch.path)
                let lock = try SessionLock.take(folder)
                let refused = try run("debrief", "M01-001-S01", "--file", file, exits: 69)
                #expect(refused.errors.contains("Answer there"))
                _ = consume lock
            }
            let entered = try run("debrief", "M01-001-S01", "--file", file).output
            #expect(entered.contains("goes on at “Questionnaires”"))
            let resumed = try session("M01-001", keys: []).output
            #expect(resumed.contains("12/15") && resumed.contains("15/15"))
            for step in ["11/15", "13/15", "14/15"] { #expect(!resumed.contains(step)) }
            #expect(try run("patient", "show", "M01-001").output.contains("S01  completed"))
            let taken: Int? = try value(
                "SELECT count(*) FROM entry WHERE kind = 'session.step'")
            #expect(taken == 15)
        }

        @Test("The card is in the patient's language, for a patient or a session, and as a PDF")
        func card() throws {
            try run("patient", "add", "M01-001", "--language", "fr")
            for code in ["M01-001", "M01-001-S03"] {
                #expect(try run("card", code).output.contains("appelez la clinique"))
            }
            #expect(
                try run("card", "M01-001", "--language", "en").output.contains("call the clinic"))
            try run("card", "M01-009", exits: 66)
            let file = scratch.path + "/card.pdf"
            try run("card", "M01-001", "--format", "pdf", "--out", file)
            let text = try tool("pdftotext -layout \(file) - && pdfinfo \(file)")
            #expect(text.contains("appelez la clinique") && text.contains("REHEARSAL"))
            // A6 is 105 mm by 148 mm, in points of 1/72 inch.
            #expect(text.contains("298 x 420") || text.contains("297.6"), "\(text)")
            try run("card", "M01-001", "--format", "pdf", "--out", file, exits: 73)
        }

        @Test("A reading is corrected by key and by command; each first entry stays")
        func corrected() throws {
            try run("patient", "add", "M01-001", "--language", "en")
            try run("course", "start", "M01-001", "--from", "2026-11-23")
            try session(
                "M01-001",
                keys: [
                    (0, "\r"), (1, "v"), (2, "12080\r"), (4, "b21880 64 98\r"), (6, "v12882\r"),
                    (8, "b11070\r"), (10, "gnausea\rq"), (12, "qs"), (14, "tr"), (16, "t"),
                    (20, "gdizzy\r\r\r"), (30, "g\rl"), (41, "j"),
                ])
            let standing =
                "SELECT group_concat(systolic || '/' || diastolic || ' ' || "
                + "coalesce(heartRate, ''), ', ') FROM vitals"
            let readings: String? = try value(standing)
            // The gate's reading was corrected by the first `v12080`, the minute's by the second.
            #expect(readings == "120/80 , 128/82 64, 110/70 ")
            let adverse: Int? = try value(
                "SELECT count(*) FROM entry WHERE kind = 'adverseEvent' AND corrects IS NULL")
            #expect(adverse == 3)
            let report = try run("report", "M01-001-S01").output
            for words in ["~218/80~", "128/82", "mistyped", "nausea", "severe", "dizzy"] {
                #expect(report.contains(words), "\(words)")
            }
            let number: Int? = try value(
                "SELECT number FROM vitals WHERE systolic = 110")
            let corrected = try run(
                "records", "correct", "\(number ?? 0)", "--set", "systolic=115", "--set",
                "saturation=97", "--reason", "the wrong cuff")
            #expect(corrected.output.contains("is corrected by entry"))
            let again = try run(
                "records", "correct", "\(number ?? 0)", "--set", "systolic=116", "--reason", "x",
                exits: 64)
            #expect(again.errors.contains("corrected already, by entry"))
            let last: String? = try value(standing)
            #expect(last == "120/80 , 128/82 64, 115/70 ")
            #expect(try run("records", "rebuild").output.contains("identical"))
            #expect(try run("report", "M01-001-S01").output.contains("the wrong cuff"))
        }

        @Test("What the record says sounded is what the engine wrote, sample for sample")
        func heard() throws {
            try run("patient", "add", "M01-001", "--language", "en")
            try run("course", "start", "M01-001", "--from", "2026-11-23")
            let live = scratch.path + "/live.wav"
            let again = scratch.path + "/again.wav"
            try run("settings", "set", "--other-programme", "--reason", "a wish is a wish")
            // The last begins late, is held and ends early, under an arc that follows it.
            let sessions: [(String, [(Double, String)])] = [
                ("music", [(0, "\r"), (4, "t"), (7, "t"), (10, "-"), (14, " "), (16, " ")]),
                ("cues", [(0, "\r"), (5, "d"), (8, "e")]),
                ("music", [(0, "\r"), (4, "x\r"), (10, "u"), (15, "n"), (25, "j")]),
                ("cues", [(0, "\r"), (6, "uy"), (18, "xy")]),
                ("music", [(0, " "), (8, "i"), (9, "y"), (12, "i"), (16, "i"), (17, "rj\r")]),
            ]
            for (arm, keys) in sessions {
                try session(
                    "M01-001", arm: arm,
                    ["explained.stopMusic": "too much", "explained.musicWanted": "again"],
                    keys: keys, output: "file:\(live)?paced", window: "30s", arc: "clements")
                let number: String? = try value(
                    "SELECT max(code) FROM session WHERE state = 'completed'")
                try run("render", "--session", number ?? "", "--out", again)
                let (one, other) = try (
                    Data(contentsOf: URL(fileURLWithPath: live)),
                    Data(contentsOf: URL(fileURLWithPath: again))
                )
                let isSame = one == other
                #expect(
                    isSame && one.count > 48_000 * 4 * 20, "\(arm): \(one.count) \(other.count)")
            }
        }
    }
}
