import Foundation
import GRDB
import MusikModel
import MusikRecord
import MusikStore
import MusikTestSupport
import Testing

@testable import MusikPlay

extension EndToEnd {
    @Suite("A session that is killed")
    struct KillTests {
        private static let answers = """
            {"answers": {"checkIn.note": "slept well", "intentions.text": "to rest",
             "gate.systolic": 128, "gate.diastolic": 82, "gate.isStable": true,
             "gate.isReady": true, "gate.consents": true, "debrief.ease": 70,
             "preferences.liking": 80, "preferences.wish": "more bells",
             "discharge.isReady": true, "discharge.isStable": true,
             "discharge.isReminded": true},
             "keys": [{"at": 0, "keys": "\\r"}, {"at": 1, "keys": "b12882\\r"},
             {"at": 5, "keys": "k"}, {"at": 20, "keys": "d"}, {"at": 25, "keys": "e"},
             {"at": 41, "keys": "j"}]}
            """

        /// How often it is killed; `MUSIK_KILLS` says otherwise.
        private static let kills =
            ProcessInfo.processInfo.environment["MUSIK_KILLS"].flatMap { Int($0) } ?? 40

        /// A record in a folder of its own. Each holds few sessions, because all of it is checked
        /// and rebuilt after each kill.
        private struct Site {
            static let mostSessions = 5
            let scratch: Scratch
            let data: String
            let environment: [String: String]
            let file: String

            init() throws {
                scratch = try Scratch()
                data = try dataFolder(in: scratch)
                environment = ["MUSIK_DATA": data, "MUSIK_AS": "NB"]
                file = try scratch.file("answers.json", answers)
                try run("init", "--site", "MTL1", "--rehearsal")
            }

            func run(_ arguments: String...) throws {
                let result = try Built.run(arguments, environment: environment)
                try #require(result.exit == 0, "\(result.errors)")
            }
        }

        @Test("At random moments: the record opens, verifies, holds what was said, and goes on")
        func killed() throws {
            var site = try Site()
            let seed: UInt64 = 20_261_121
            var generator = Generator(seed: seed)
            var (patient, resumed, completed, beforeSound) = (1000, 0, 0, 0)
            var code = ""
            for kill in 0..<Self.kills {
                if code.isEmpty {
                    patient += 1
                    code = "M01-\(patient)"
                    if patient % Site.mostSessions == 0 { site = try Site() }
                    try site.run("patient", "add", code, "--language", "fr")
                    try site.run(
                        "course", "start", code, "--kind", "maintenance", "--from", "2026-11-23")
                }
                let said = site.scratch.path + "/said"
                let session = try Running(
                    Built.path,
                    [
                        "session", code, "--window", "1m", "--infusion", "40s", "--headphones",
                        "null:?speed=100", "--answers", site.file,
                    ],
                    environment: site.environment.merging(["PATH": "/usr/bin"]) { $1 }, output: said
                )
                usleep(UInt32.random(in: 20_000...1_700_000, using: &generator))
                session.end(SIGKILL)
                // As the disk had it at that moment, with the log beside it.
                let copy = site.scratch.path + "/copy-\(kill)"
                try FileManager.default.createDirectory(
                    atPath: copy, withIntermediateDirectories: true)
                for name in ["record.sqlite", "record.sqlite-wal"] {
                    try? FileManager.default.copyItem(
                        atPath: site.data + "/" + name, toPath: copy + "/" + name)
                }
                let store = try RecordStore(path: copy + "/record.sqlite", clock: .system)
                #expect(try store.check().fault == nil, "kill \(kill)")
                let views = try store.rebuildViews()
                #expect(views.before == views.after, "kill \(kill)")
                // A step that was announced says that the one before it is on record.
                let text = (try? String(contentsOfFile: said, encoding: .utf8)) ?? ""
                let announced = text.split(separator: "\n").compactMap { line in
                    line.split(separator: "/").first.flatMap { Int($0) }
                }
                let events = try store.events(of: SessionCode(code + "-S01")!)
                let steps = Set(
                    events.compactMap { recorded in
                        if case .stepTaken(let taken) = recorded.event.body {
                            taken.step
                        } else {
                            nil
                        }
                    })
                if let last = announced.last { #expect(steps.count >= last - 1, "kill \(kill)") }
                if let first = announced.first, first > 1 { resumed += 1 }
                if !steps.contains(.line) { beforeSound += 1 }
                if text.contains("The session is closed") || text.contains("La séance est close") {
                    let state = try store.session(SessionCode(code + "-S01")!)?.state
                    #expect(state == .completed, "kill \(kill)")
                }
                if try store.session(SessionCode(code + "-S01")!)?.state == .completed {
                    completed += 1
                    code = ""
                }
                try FileManager.default.removeItem(atPath: copy)
            }
            print(
                "seed \(seed): \(Self.kills) kills, \(resumed) of a session that had gone on, "
                    + "\(beforeSound) before the line, \(completed) sessions came to their end")
            #expect(resumed > 0)
            #expect(completed > 0)
        }
    }
}
