import Foundation
import MusikEngine
import MusikModel
import MusikProgramme
import MusikRealtime
import MusikTestSupport
import Synchronization
import Testing

@testable import MusikPlay
@testable import MusikSession

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

    @Test("keeps what took effect at the very frame that was taken back to")
    func rewoundToACommand() throws {
        let text =
            try planned("start", end: 96_000) + applied("play", 0) + applied("quiet", 2_048)
            + line("bed", 2_048, "\"output\":0,\"command\":\"on\",\"value\":0.5,\"frames\":4608")
            + applied("endQuiet", 2_304)
            + line("bed", 2_304, "\"output\":0,\"command\":\"off\",\"value\":0")
            + line("rewound", 2_048, "\"output\":0") + line("finished", 96_000, "\"output\":0")
            + line("ended", 96_000)
        let record = try record(text)
        #expect(record.script.map(\.command.kind) == [.play, .quiet])
        #expect(
            record.turns == [.init(frame: 2_048, turn: BedTurn(isOn: true, gain: 0.5, fade: 4608))])
        #expect(record.bedCount == 1)
    }

    /// A source that doesn't come back from decoding beyond a frame while the gate is shut.
    private final class Gate: Sendable {
        let isShut = Atomic<Bool>(true)
    }

    @Test("renders what was delivered while the mix was late, from the log's own lines")
    func bed() throws {
        let frames = 20 * 48_000
        let gate = Gate()
        var library = ToyLibrary()
        let source = library.add(1, frames: frames) { n in
            while n > 144_000, gate.isShut.load(ordering: .acquiring) {
                MonotonicClock.sleep(nanoseconds: 1_000_000)
            }
            return 0.3 * Float((n &* 7919) % 997 - 498) / 498
        }
        let clip = Clip(
            id: 1, kind: .music, source: source, title: "noise", sourceRate: .standard,
            sourceStart: 0, start: 0, length: FrameCount(frames),
            gain: GainLine(constant: Decibels(-6)))
        let programme = Programme(
            rate: .standard, clips: [clip], end: FrameCount(frames), openingEnd: 0)
        let output = ManualOutput()
        var options = OutputFeed.Options(dither: false)
        options.keepsTime = true
        let engine = Engine(programme: programme, library: library, outputs: [(output, options)])
        try engine.start()
        engine.send(FeedCommand(.play))
        var live: [Float] = []
        var isFinished = false
        // Never faster than the mix, which would be late by itself on a busy machine.
        func playOn(to end: FrameCount) throws {
            while !isFinished, engine.position().deliveredFrame < end {
                let next = min(FrameCount(frames), engine.position().programmeFrame + 40_000)
                try #require(MonotonicClock.wait(milliseconds: 20_000) { engine.mixHead >= next })
                let (samples, hasEnded) = output.pull(8_192)
                live += samples
                isFinished = hasEnded
            }
        }
        try playOn(to: 81_920)
        live += output.pull(218_080, waits: false).samples
        gate.isShut.store(false, ordering: .releasing)
        let hasCaughtUp = MonotonicClock.wait(milliseconds: 20_000) {
            engine.mixHead >= engine.position().programmeFrame + 40_000
        }
        #expect(hasCaughtUp)
        try playOn(to: .init(Int64.max))
        engine.stop()
        var text = Data()
        func log(_ kind: SessionEvent.Kind) throws {
            let event = SessionEvent(
                kind: kind, programmeFrame: 0, deliveredFrame: 0, monotonicNanoseconds: 1)
            text += try JSONEncoder().encode(SessionEventLine(event)) + [10]
        }
        try log(
            .planned(Plan(programme: programme, notes: [], nextID: 2), reason: "start", from: 0))
        for case .output(let place, let event) in engine.takeEvents() {
            try log(.output(place, event))
        }
        try log(.ended)
        let record = try SessionRecord(text, path: "log")
        #expect(record.bedCount == 1)
        #expect(record.frames == FrameCount(frames))
        var renderer = OfflineRenderer()
        renderer.format = .float32
        renderer.options = OutputFeed.Options(dither: false)
        var again: [Float] = []
        try renderer.render(
            record.programme, library: library, script: record.script, turns: record.turns
        ) { stretch in
            for n in stride(from: 0, to: stretch.samples.count, by: 2) {
                again.append(stretch.samples[n])
            }
        }
        #expect(live.count == again.count)
        #expect(live.indices.first { live[$0] != again[$0] } == nil)
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
