import Foundation
import MusikModel
import MusikRecord
import MusikStore
import Testing

@testable import MusikPlay

@Suite("The report of a session that was not held as planned")
struct ReportStateTests {
    @Test("A session that has not begun has a report that says so")
    func planned() throws {
        let fixture = try ReportFixture()
        let text = try fixture.text(5)
        #expect(text.contains("not begun yet") && text.contains("Nothing of this session"))
        #expect(!text.contains("Signature"))
        #expect(try fixture.page(5).contains("not begun yet"))
    }

    @Test("A missed session says who missed it, why, and from which day it was moved")
    func missed() throws {
        let fixture = try ReportFixture()
        try fixture.add(
            .sessionMoved(SessionMoved(day: CalendarDay("2026-11-27")!)), to: 2, at: "09:00:00",
            reason: "a holiday")
        try fixture.add(
            .sessionMissed(SessionMissed(by: .patient)), to: 2, at: "10:00:00", reason: "flu")
        let text = try fixture.text(2)
        for words in [
            "MISSED: it did not take place", "missed, by patient", "flu", "moved to 2026-11-27",
            "a holiday", "Planned for", "2026-11-27",
        ] {
            #expect(text.contains(words), "\(words)")
        }
    }

    @Test("What was heard to choose by, what was compared, and what was heard again afterwards")
    func excerpts() throws {
        let fixture = try ReportFixture()
        try fixture.start(1, at: "09:00:00")
        let digests = [1, 2].map { ContentDigest(bytes: [UInt8](repeating: $0, count: 32)) }
        for (place, title) in ["Tide", "Brook"].enumerated() {
            try fixture.add(
                .excerptHeard(
                    ExcerptHeard(
                        digest: digests[place], title: title, start: 81.5, seconds: 30,
                        arm: .music)), at: "09:05:0\(place)")
        }
        try fixture.add(
            .excerptsCompared(
                ExcerptsCompared(first: digests[0], second: digests[1], choice: .second)),
            at: "09:06:00")
        try fixture.add(.stepTaken(StepTaken(step: .infusion, isDone: true)), at: "10:00:00")
        try fixture.add(
            .excerptHeard(
                ExcerptHeard(
                    digest: digests[1], title: "Brook", start: 12, seconds: 10, arm: .music)),
            at: "10:10:00")
        let text = try fixture.text(1)
        for words in [
            "Tide, from 1:21, for 30 s", "Tide or Brook: Brook", "heard again",
            "Brook, from 0:12, for 10 s",
        ] {
            #expect(text.contains(words), "\(words)")
        }
        let french = try fixture.text(1, .french)
        #expect(french.contains("Tide ou Brook\u{A0}: Brook") && french.contains("réécouté"))
        let parts = text.components(separatedBy: "Preferences and plans")
        #expect(parts.count == 2 && !parts[0].contains("heard again"))
    }

    @Test("A running session is marked as not over, and its last clip as open")
    func running() throws {
        let fixture = try ReportFixture()
        try fixture.start(1, at: "09:00:00")
        try fixture.planned(fixture.first, "start", from: 0, at: "09:21:00")
        try fixture.applied("play", at: "09:30:00", seconds: 0)
        try fixture.sound(
            "wished", at: "09:31:00", frame: FrameCount(seconds: 60, at: .standard),
            ["command": .text("marker"), "title": .text("<b>")])
        let report = try fixture.report(1)
        let sound = try #require(report.sounds.first)
        #expect(sound.clips.map(\.ending) == [.open])
        #expect(sound.clips.first?.end == FrameCount(seconds: 60, at: .standard))
        let text = try fixture.text(1)
        #expect(text.contains("NOT OVER") && text.contains("No end of") == false)
        #expect(text.contains("No infusion is recorded."))
    }

    @Test("An aborted session gives its reason; its cue track says that it departs from the trial")
    func aborted() throws {
        let fixture = try ReportFixture()
        try fixture.start(4, at: "09:00:00")
        try fixture.add(
            .sessionClosed(SessionClosed(outcome: .aborted)), to: 4, at: "09:20:00",
            reason: "pressure too high")
        let text = try fixture.text(4)
        #expect(text.contains("ABORTED: pressure too high"))
        #expect(text.contains("departs from the published trial"))
        #expect(text.contains("No sound is recorded."))
        #expect(text.contains("No reading is recorded."))
        #expect(try fixture.page(4, .french).contains("s’écarte de l’essai publié"))
    }

    @Test("A session that the record doesn't know is refused with what helps")
    func unknown() throws {
        let fixture = try ReportFixture()
        #expect {
            try fixture.report(99)
        } throws: {
            ($0 as? Failure)?.exit == .noInput
                && ($0 as? Failure)?.remedy.contains("patient show M01-017") == true
        }
    }

    @Test("A player that was started twice has two programmes, one after the other")
    func restarted() throws {
        let fixture = try ReportFixture()
        try fixture.start(1, at: "09:00:00")
        for hour in ["09", "10"] {
            try fixture.planned(fixture.first, "start", from: 0, at: "\(hour):00:00")
            try fixture.applied("play", at: "\(hour):01:00", seconds: 0)
            try fixture.sound(
                "ended", at: "\(hour):02:00", frame: FrameCount(seconds: 60, at: .standard))
        }
        let report = try fixture.report(1)
        #expect(report.sounds.map { $0.clips.count } == [1, 1])
        #expect(report.sounds[1].clips[0].began == WallTime("2026-11-23T10:01:00.000000Z"))
        #expect(report.sounds[1].clips[0].ending == .soundEnded)
        #expect(try fixture.text(1).contains("Start 2 of the player, 10:00:00 UTC"))
    }

    @Test("Without a programme the readings stand over the infusion's time")
    func withoutSound() throws {
        let fixture = try ReportFixture()
        try fixture.start(1, at: "09:00:00")
        try fixture.add(.infusionChanged(InfusionChanged(change: .started)), at: "09:30:00")
        for (time, systolic) in [("09:30:00", 120), ("09:50:00", 130), ("10:10:00", 125)] {
            try fixture.add(
                .vitalSigns(VitalSigns(systolic: systolic, diastolic: 80)), at: time)
        }
        let report = try fixture.report(1)
        let axis = try #require(ChartAxis(report, InfusionSpans(report)))
        #expect(!axis.isProgrammeClock)
        #expect(
            report.all(VitalSigns.self).map { axis.place($0.entry, $0.payload) } == [0, 20, 40])
        #expect(try fixture.page(1).contains("data-value=\"130\""))
        #expect(try fixture.text(1).contains("No end of the infusion is recorded."))
    }

    @Test("Frames that were taken back unheard leave no trace")
    func rewound() throws {
        let fixture = try ReportFixture()
        try fixture.start(1, at: "09:00:00")
        try fixture.planned(fixture.first, "start", from: 0, at: "09:00:00")
        try fixture.applied("play", at: "09:01:00", seconds: 0)
        try fixture.applied("quiet", at: "09:02:00", seconds: 62)
        try fixture.sound(
            "rewound", at: "09:02:00", frame: FrameCount(seconds: 60, at: .standard),
            ["output": .integer(0)])
        try fixture.sound(
            "ended", at: "09:02:00", frame: FrameCount(seconds: 61, at: .standard))
        let sound = try #require(try fixture.report(1).sounds.first)
        #expect(sound.states.map(\.output) == [1])
        #expect(sound.clips.last?.end == FrameCount(seconds: 61, at: .standard))
    }
}
