import Foundation
import MusikEngine
import MusikModel
import MusikProgramme
import Testing

@testable import MusikPlay

@Suite("The record of a session")
struct SessionRecordTests {
    /// A line of a log, with what it has besides a name.
    private func line(_ event: String, _ delivered: Int = 0, _ more: String = "") -> String {
        "{\"event\":\"\(event)\",\"utc\":\"x\",\"monotonicNanoseconds\":1,\"programmeFrame\":0,"
            + "\"deliveredFrame\":\(delivered)\(more.isEmpty ? "" : "," + more)}\n"
    }

    private func planned(_ reason: String, end: Int64) throws -> String {
        let programme = Programme(
            rate: .standard, clips: [], end: FrameCount(end), openingEnd: 0)
        let text = String(decoding: try JSONEncoder().encode(programme), as: UTF8.self)
        return line("planned", 0, "\"reason\":\"\(reason)\",\"programme\":\(text)")
    }

    private func applied(_ command: String, _ frame: Int, _ more: String = "") -> String {
        line("applied", frame, "\"output\":0,\"command\":\"\(command)\"" + more)
    }

    private func record(_ text: String) throws -> SessionRecord {
        try SessionRecord(Data(text.utf8), path: "log")
    }

    @Test("is its last plan and what its first output obeyed, the last session of the file")
    func last() throws {
        let old =
            try planned("start", end: 512) + applied("play", 0)
            + line("finished", 512, "\"output\":0") + line("ended", 512) + "{torn\n"
        let text =
            try old + planned("start", end: 96_000) + applied("play", 0)
            + line("applied", 256, "\"output\":1,\"command\":\"mute\"")
            + applied("level", 512, ",\"value\":0.25") + planned("skip", end: 48_000)
            + applied("quiet", 1_024) + applied("endQuiet", 2_048)
            + line("device", 0, "\"output\":0,\"command\":\"lost\"")
            + line("finished", 48_000, "\"output\":0") + line("ended", 48_000)
        let record = try record(text)
        #expect(record.programme.end == 48_000 && record.frames == 48_000)
        #expect(record.script.map(\.frame) == [0, 512, 1_024, 2_048])
        #expect(record.script.map(\.command.kind) == [.play, .level, .quiet, .endQuiet])
        #expect(record.script[1].command.value == 0.25)
        #expect(record.interruptions == 1)
    }

    @Test("is void from where frames were taken back, and ends where a pause was stopped")
    func rewound() throws {
        let text =
            try planned("start", end: 96_000) + applied("play", 0) + applied("talkOver", 1_024)
            + applied("endTalkOver", 4_096) + line("rewound", 2_048, "\"output\":0")
            + applied("pause", 2_304) + line("ended", 9_000)
        let record = try record(text)
        #expect(record.script.map(\.command.kind) == [.play, .talkOver, .pause])
        #expect(record.frames == 9_000)
    }

    @Test("is refused with the reason where it can't prove what was delivered")
    func refused() throws {
        let start = try planned("start", end: 96_000)
        let play = applied("play", 0)
        let end = line("finished", 96_000, "\"output\":0") + line("ended", 96_000)
        let cases: [(String, String)] = [
            ("", "no plan"), (play + end, "no plan"), (start + play, "before its session ended"),
            (start + play + "{\"event\":\"appl\n" + end, "damaged at line 3"),
            (start + play + line("linesLost", 5, "\"lines\":1") + end, "1 line is missing"),
            (start + play + line("eventsLost", 5, "\"output\":0,\"frames\":2") + end, "events of"),
            (start + play + line("starved", 256, "\"output\":0") + end, "starved at frame 256"),
            (start + play + line("jumped", 256, "\"output\":0") + end, "jumped at frame 256"),
            (start + play + line("framesMissing", 256, "\"frames\":9") + end, "lacked frames"),
            (start + applied("dance", 9) + end, "unknown command"),
            (start + line("ended", 0), "played nothing"),
        ]
        for (text, reason) in cases {
            #expect {
                try record(text)
            } throws: {
                guard let failure = $0 as? Failure else { return false }
                return failure.exit == .data && failure.problem.contains(reason)
            }
        }
    }
}
