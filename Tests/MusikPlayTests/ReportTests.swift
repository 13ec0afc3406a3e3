import Foundation
import MusikModel
import MusikProgramme
import MusikRecord
import MusikStore
import Testing

@testable import MusikPlay

@Suite("The report of a session")
struct ReportTests {
    /// A frame as the programme's clock shows it at 48 kHz, worked out anew.
    private func clock(_ frame: FrameCount) -> String {
        let milliseconds = Int((Double(frame.value) / 48).rounded())
        return String(
            format: "%d:%02d:%02d.%03d", milliseconds / 3_600_000, milliseconds / 60_000 % 60,
            milliseconds / 1000 % 60, milliseconds % 1000)
    }

    @Test("Every clip sounds from and to the frames of the last programme, and the text says so")
    func clips() throws {
        let fixture = try ReportFixture.full()
        let report = try fixture.report(1)
        let sound = try #require(report.sounds.first)
        #expect(report.sounds.count == 1)
        let planned = fixture.skipped.programme.clips.filter {
            $0.start < fixture.skipped.programme.end
        }
        #expect(planned.count > 3)
        #expect(sound.clips.map(\.clip) == planned)
        #expect(sound.clips.map(\.start) == planned.map(\.start))
        #expect(sound.clips.map(\.end) == planned.map(\.end))
        let text = try fixture.text(1)
        for clip in planned {
            let line = try #require(
                text.split(separator: "\n").first {
                    $0.contains(clock(clip.start)) && $0.contains(clip.title)
                }, "\(clip.title)")
            #expect(line.contains(clock(clip.end)))
        }
    }

    @Test("What was said of the support stands among the preferences, in words of both languages")
    func support() throws {
        let fixture = try ReportFixture()
        try fixture.add(
            .sessionStarted(
                SessionStarted(arm: .cues, planned: nil, debriefRule: .endOfInfusion)),
            at: "09:00:00")
        let said = try fixture.add(
            .preferenceLogged(
                PreferenceLogged(
                    liking: 70, remembered: [],
                    support: SupportReactions(breath: 1, quiet: 0, voice: -2, spacing: .tooClose),
                    wish: nil)), at: "10:00:00")
        let english = try fixture.text(1)
        #expect(english.contains("breath +1; quiet 0; voice -2; cues too close together"))
        let french = try fixture.text(1, .french)
        #expect(french.contains("souffle +1"))
        #expect(french.contains("voix -2") && french.contains("repères trop rapprochés"))
        try fixture.add(
            .preferenceLogged(PreferenceLogged(liking: 70, remembered: [], wish: nil)),
            at: "11:00:00", corrects: said, reason: "mistyped")
        #expect(try fixture.report(1).standing(PreferenceLogged.self).last?.payload.support == nil)
    }

    @Test("A skipped clip ends where the new plan cut it, and what it displaced is not listed")
    func skip() throws {
        let fixture = try ReportFixture.full()
        let sound = try #require(try fixture.report(1).sounds.first)
        let playing = try #require(
            fixture.first.programme.clips.last { $0.start <= fixture.skipFrame })
        let after = try #require(
            fixture.skipped.programme.clips.first { $0.id == playing.id })
        let reported = try #require(sound.clips.first { $0.clip.id == playing.id })
        #expect(after.end < playing.end)
        #expect(reported.end == after.end)
        #expect(reported.ending == .cut(reasons: ["skip"]))
        #expect(sound.clips.filter { $0.ending != .planned }.count == 1)
        let displaced = fixture.first.programme.clips.filter { $0.start > fixture.skipFrame }
        #expect(!displaced.isEmpty)
        #expect(!sound.clips.contains { displaced.map(\.id).contains($0.clip.id) })
        #expect(try fixture.text(1).contains("cut: skip"))
    }

    @Test("What comes after a pause is later by its length, to the second")
    func pause() throws {
        let fixture = try ReportFixture.full()
        let sound = try #require(try fixture.report(1).sounds.first)
        let begun = try #require(WallTime("2026-11-23T09:30:00.000000Z"))
        for clip in sound.clips {
            let held = clip.start.seconds(at: .standard) >= 1_200 ? 120.0 : 0
            let expected = begun.adding(seconds: clip.start.seconds(at: .standard) + held)
            #expect(clip.began == expected)
        }
        #expect(sound.clips.contains { $0.start.seconds(at: .standard) > 1_200 })
        #expect(
            sound.times.frame(at: begun.adding(seconds: 1_260))
                == FrameCount(seconds: 1_200, at: .standard))
    }

    @Test("Pauses, talk, levels, underruns and lost devices are told for their output")
    func outputs() throws {
        let fixture = try ReportFixture.full()
        let sound = try #require(try fixture.report(1).sounds.first)
        #expect(sound.states.map(\.kind) == [.talkOver, .pause, .talkOver, .pause])
        #expect(sound.states.map(\.output) == [0, 0, 1, 1])
        let pause = try #require(sound.states.first { $0.kind == .pause })
        #expect(pause.ended?.seconds(since: pause.began) == 120)
        #expect(abs(try #require(sound.levels.first).level.value + 6.02) < 0.01)
        let text = try fixture.text(1)
        for words in [
            "UNDERRUN: 0.100 s were lost", "DEVICE LOST (errno 19)", "is back after 5.000 s",
            "speakers", "headphones (reference)", "-6.0 dB",
        ] {
            #expect(text.contains(words), "\(words)")
        }
    }

    @Test("The cards' clocks are told by output: how far off, and how far from the reference")
    func clocks() throws {
        let fixture = try ReportFixture.full()
        #expect(try !fixture.text(1).contains("ppm"), "nothing was known of them")
        for (minute, error, skew) in [(0, -97.4, 0.012), (1, -97.9, -0.031), (2, -98.2, 0.02)] {
            let frame = FrameCount(seconds: Double(20 + 60 * minute), at: .standard)
            try fixture.sound(
                "clock", at: "10:16:0\(minute)", frame: frame,
                ["output": .integer(0), "value": .number(101.25)])
            try fixture.sound(
                "clock", at: "10:16:0\(minute)", frame: frame,
                [
                    "output": .integer(1), "value": .number(error),
                    "skewMilliseconds": .number(skew),
                ])
        }
        let sound = try #require(try fixture.report(1).sounds.first)
        #expect(sound.clocks.count == 6)
        #expect(!sound.happenings.contains { $0.event == "clock" })
        let text = try fixture.text(1)
        for words in ["-97.4", "-98.2", "0.031 ms, 0:01:20", "101.3"] {
            #expect(text.contains(words), "\(words) in \(text)")
        }
        #expect(try fixture.text(1, .french).contains("Plus grand écart"))
    }

    @Test("An infusion's minutes leave out its pause")
    func infusion() throws {
        let fixture = try ReportFixture.full()
        let spans = InfusionSpans(try fixture.report(1))
        #expect(spans.spans.count == 2)
        #expect(spans.minutes == 40)
        #expect(try fixture.text(1).contains("The infusion ran for 40.0 min. Planned: 40 min."))
    }

    @Test("A corrected reading stays visible beside the one that took its place")
    func corrected() throws {
        let fixture = try ReportFixture.full()
        let report = try fixture.report(1)
        let wrong = try #require(report.all(VitalSigns.self).first { $0.payload.systolic == 218 })
        let right = try #require(report.all(VitalSigns.self).first { $0.payload.systolic == 128 })
        #expect(wrong.entry.correctedBy == right.entry.number && right.entry.stands)
        #expect(right.entry.moment == wrong.entry.moment)
        let lines = try fixture.text(1).split(separator: "\n")
        let struck = try #require(lines.first { $0.contains("~218/81~") })
        #expect(struck.contains("~\(wrong.entry.number) corrected by"))
        #expect(lines.contains { $0.contains(" 128/81 ") && $0.contains("corrects") })
        let made = try #require(lines.first { $0.contains("mistyped") })
        #expect(made.contains("10:14:30") && made.contains(" \(wrong.entry.number) "))
        let page = try fixture.page(1)
        #expect(page.contains("<td><s>218/81</s></td>") && page.contains("<td>128/81</td>"))
    }

    @Test(
        "A corrected time of the infusion counts no more, and its correction at the first one's time"
    )
    func correctedInfusion() throws {
        let fixture = try ReportFixture()
        try fixture.start(1, at: "09:00:00")
        let wrong = try fixture.add(
            .infusionChanged(InfusionChanged(change: .resumed)), at: "09:30:00")
        try fixture.add(
            .infusionChanged(InfusionChanged(change: .started)), at: "09:45:00", corrects: wrong)
        try fixture.add(.infusionChanged(InfusionChanged(change: .stopped)), at: "10:10:00")
        let spans = InfusionSpans(try fixture.report(1))
        #expect(spans.minutes == 40 && spans.spans.count == 1)
    }

    @Test("A reason that was given afterwards stands beside what it explains")
    func explained() throws {
        let lines = try ReportFixture.full().text(1).split(separator: "\n")
        let line = try #require(lines.first { $0.contains("noticed; outputs lowered") })
        #expect(line.contains("a memory"))
    }

    @Test("An own reason and one that was given afterwards are both shown")
    func bothReasons() throws {
        let fixture = try ReportFixture.full()
        let deviation = try #require(try fixture.report(1).all(Deviated.self).first)
        try fixture.add(
            .explained(Explained()), at: "10:40:00", corrects: deviation.entry.number,
            reason: "they were new")
        let lines = try fixture.text(1).split(separator: "\n")
        #expect(lines.contains { $0.contains("too tight; they were new") })
    }

    @Test("A text that was destroyed is shown as destroyed, its digest kept")
    func destroyed() throws {
        let fixture = try ReportFixture.full()
        let report = try fixture.report(1)
        let note = try #require(report.all(CheckedIn.self).first?.payload.note)
        let reference = try #require(note.reference)
        try fixture.store.destroyNote(
            reference, reason: Note("demanded"), by: ReportFixture.nurse)
        let text = try fixture.text(1)
        #expect(!text.contains("Slept well"))
        #expect(text.contains("[text destroyed on lawful demand]"))
        #expect(
            text.split(separator: "\n").contains {
                $0.contains(reference) && $0.contains("DESTROYED")
            })
        let said = try #require(try fixture.report(1).all(NoteDestroyed.self).first)
        #expect(said.payload.note == reference)
        #expect(text.contains("demanded"))
    }

    @Test("What the clinician said of the arm stands beside what was measured, in both languages")
    func fidelity() throws {
        let fixture = try ReportFixture.full()
        let lines = try fixture.text(1).split(separator: "\n")
        func line(_ words: String) throws -> Substring {
            try #require(lines.first { $0.contains(words) }, "\(words)")
        }
        #expect(try line("Was the opening exercise held?").contains(" yes "))
        #expect(try line("Was a blindfold offered?").contains("left open"))
        #expect(try line("Measured: opening").contains("no recorded exercise"))
        #expect(try line("Measured: programme").contains("to its end: "))
        #expect(try line("Measured: deviations").hasSuffix(" 1"))
        #expect(try line("Measured: check-ins").hasSuffix(" 0"))
        #expect(try line("Measured: outputs").contains("headphones, speakers; 2 losses of sound"))
        #expect(try line("Measured: choosing").hasSuffix("4.0 min"))
        let french = try fixture.text(1, .french)
        #expect(french.contains("Un masque a-t-il été proposé") && french.contains("sans réponse"))
        // Without answers what was measured is there all the same.
        let bare = try ReportFixture()
        try bare.start(1, at: "09:00:00")
        try bare.planned(bare.first, "start", from: 0, at: "09:21:00")
        let text = try bare.text(1)
        #expect(text.contains("Nobody answered") && text.contains("nothing was played"))
    }

    @Test("The same record gives the same text and the same page, whoever opens it")
    func deterministic() throws {
        let fixture = try ReportFixture.full()
        let (text, page) = (try fixture.text(1), try fixture.page(1, .french))
        fixture.clock.set("23:59:59")
        let again = try RecordStore(path: fixture.store.path, clock: fixture.clock.clock)
        let report = try SessionReport(fixture.code(1), in: again)
        #expect(TextReport.text(ReportWriter(report, .english).document) == text)
        #expect(HTMLReport.page(ReportWriter(report, .french).document) == page)
        #expect(text.contains("musik-play records verify --head \(report.head.digest.hex)"))
        #expect(try fixture.store.check(head: report.head.digest).fault == nil)
    }

    @Test("The sound's lines, written for render, prove the same programme and frames")
    func events() throws {
        let fixture = try ReportFixture.full()
        let record = try SessionRecord(
            fixture.code(1), events: fixture.store.events(of: fixture.code(1)))
        #expect(record.programme == fixture.skipped.programme)
        #expect(record.frames == fixture.skipped.programme.end)
    }
}
