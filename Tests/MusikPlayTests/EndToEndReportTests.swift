import Foundation
import MusikRecord
import MusikStore
import Testing

@testable import MusikPlay

extension EndToEnd {
    @Suite("Reported from the record")
    struct ReportTests {
        /// Puts the lines that a session logged on record, as that of a patient's first session.
        private func record(_ log: String, in data: String) throws {
            let author = RecordAuthor(
                actor: ActorCode("N07")!, role: .clinician, site: SiteCode("MTL1")!)
            let store = try RecordStore.create(
                at: data + "/record.sqlite", by: author, isRehearsal: true, clock: .system)
            let concern = RecordConcern(session: SessionCode("M01-017-S01")!)
            let started = SessionStarted(arm: .music, planned: nil, debriefRule: .endOfProgramme)
            try store.append(
                .patientAdded(PatientNoted(language: .english)),
                RecordConcern(subject: StudyCode("M01-017")!), by: author)
            try store.append(.sessionStarted(started), concern, by: author)
            for line in try Data(contentsOf: URL(fileURLWithPath: log)).split(separator: 10) {
                let value = try JSONDecoder().decode(JSONValue.self, from: Data(line))
                try store.append(.soundLine(SoundLine(line: value)), concern, by: author)
            }
        }

        @Test("What a session logged is reported, and its lines render the same bytes as its log")
        func session() throws {
            let scratch = try Scratch()
            let data = try dataFolder(in: scratch)
            let log = scratch.path + "/events.jsonl"
            let window = try PseudoTerminal()
            let session = try Running(
                Built.path,
                [
                    "session", "--rehearsal", "--window", "10m", "--opening", "none",
                    "--headphones", "null:", "--events", log, "--data", data,
                ], environment: ["TERM": "xterm"], terminal: window.path)
            try #require(window.shows("Ready"), "\(window.shown)")
            let keys = [
                ("\r", "play"), ("n", "skip"), ("t", "talkOver"), ("t", "endTalkOver"),
                ("-", "level"), ("p", "pause"), ("p", "resume"),
            ]
            for (key, effect) in keys {
                window.type(key)
                let isSeen = try wait(seconds: 10) {
                    try events(log).contains {
                        ($0.event == "applied" && $0.command == effect)
                            || ($0.event == "planned" && $0.reason == effect)
                    }
                }
                try #require(isSeen, "\(effect)")
            }
            #expect(try Built.run(["stop", "--data", data]).exit == 0)
            #expect(session.exit(within: 15) == 0)
            try record(log, in: data)

            let report = try Built.run(
                ["report", "M01-017-S01", "--format", "html", "--data", data])
            #expect(report.exit == 0, "\(report.errors)")
            for words in ["<title>REHEARSAL", ">cut: skip", ">talk over", ">pause", ">-1.0 dB"] {
                #expect(report.output.contains(words), "\(words)")
            }
            let sources = [["--events", log], ["--session", "M01-017-S01"]]
            let rendered = try sources.enumerated().map { place, source in
                let file = scratch.path + "/\(place).wav"
                let result = try Built.run(
                    ["render"] + source + ["--out", file, "--data", data])
                #expect(result.exit == 0, "\(result.errors)")
                return try Data(contentsOf: URL(fileURLWithPath: file))
            }
            #expect(rendered[0].count > 48_000 && rendered[0] == rendered[1])
        }
    }
}
