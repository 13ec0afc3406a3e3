import MusikModel
import MusikProgramme
import MusikRecord
import MusikStore

@testable import MusikPlay

extension ReportFixture {
    /// A record whose first session was held as a whole.
    static func full(isRehearsal: Bool = false) throws -> ReportFixture {
        let fixture = try ReportFixture(isRehearsal: isRehearsal)
        try fixture.addPreparation()
        try fixture.addSound()
        try fixture.addCourse()
        try fixture.addAfterwards()
        return fixture
    }

    func start(_ number: Int, at time: String) throws {
        try add(
            .sessionStarted(
                SessionStarted(
                    arm: number == 4 ? .cues : .music, planned: CalendarDay("2026-11-23"),
                    debriefRule: .endOfProgramme)), to: number, at: time)
    }

    private func addPreparation() throws {
        try start(1, at: "09:00:00")
        try add(.clockConfirmed(ClockConfirmed(shown: clock.now)), at: "09:00:30")
        try add(.stepTaken(StepTaken(step: .clock, isDone: true)), at: "09:01:00")
        try add(
            .checkedIn(CheckedIn(note: Note("Slept well. <script>alert('&')</script>"))),
            at: "09:05:00")
        try add(.stepTaken(StepTaken(step: .checkIn, isDone: true)), at: "09:06:00")
        try add(
            .stepTaken(StepTaken(step: .lastPlan, isDone: false)), at: "09:06:30",
            reason: "the first session")
        try add(
            .intended(Intended(intentions: Note("To let go of the old house."), guiding: .little)),
            at: "09:10:00")
        try add(
            .musicChosen(MusicChosen(playlist: "calm-shore", heardExcerpts: true, seconds: 240)),
            at: "09:14:00")
        try add(
            .preflightPassed(
                PreflightPassed(
                    frames: first.programme.end.value, rate: 48_000, pieces: 5,
                    outputs: ["headphones", "speakers"], hasPlaceholders: false)),
            at: "09:20:00")
        try add(.comfortTried(ComfortTried(levels: [-6, -9], isComfortable: true)), at: "09:24:00")
        try add(
            .gateJudged(
                GateJudged(
                    isStable: true, isReady: true, consents: true,
                    confirmedBy: ActorCode("N07")!)), at: "09:27:00")
        for step in SessionStep.allCases where step > .lastPlan && step < .infusion {
            try add(.stepTaken(StepTaken(step: step, isDone: true)), at: "09:28:00")
        }
    }

    /// The sound: begun at 09:30, skipped at minute 10, held from minute 20 for two minutes.
    private func addSound() throws {
        func frame(_ minutes: Double) -> FrameCount {
            FrameCount(seconds: minutes * 60, at: .standard)
        }
        try planned(first, "start", from: 0, at: "09:21:00")
        try sound("wished", at: "09:30:00", frame: 0, ["command": .text("start")])
        try applied("play", at: "09:30:00", seconds: 0)
        try sound(
            "applied", at: "09:30:00", frame: 0,
            ["output": .integer(0), "command": .text("level"), "value": .number(0.5)])
        try sound("wished", at: "09:32:00", frame: frame(2), ["command": .text("infusionStarted")])
        try add(.infusionChanged(InfusionChanged(change: .started)), at: "09:32:00")
        try sound("wished", at: "09:40:00", frame: frame(10), ["command": .text("skip")])
        try planned(skipped, "skip", from: skipFrame, at: "09:40:00")
        try applied("talkOver", at: "09:45:00", seconds: 900)
        try applied("endTalkOver", at: "09:45:30", seconds: 930)
        try applied("pause", at: "09:50:00", seconds: 1_200)
        try add(.infusionChanged(InfusionChanged(change: .paused)), at: "09:50:00")
        try add(.infusionChanged(InfusionChanged(change: .resumed)), at: "09:52:00")
        try applied("resume", at: "09:52:00", seconds: 1_200)
        try sound(
            "device", at: "09:55:00", frame: frame(23),
            ["output": .integer(1), "command": .text("lost"), "code": .integer(19)])
        try sound(
            "device", at: "09:55:05", frame: frame(23.1),
            ["output": .integer(1), "command": .text("recovered"), "frames": .integer(240_000)])
        try sound(
            "device", at: "10:00:00", frame: frame(28),
            ["output": .integer(0), "command": .text("underrun"), "frames": .integer(4_800)])
        let end = skipped.programme.end
        try sound("programmeEnded", at: "10:12:00", frame: end)
        try sound("finished", at: "10:12:00", frame: end, ["output": .integer(0)])
        try sound("ended", at: "10:12:00", frame: end)
        try add(.infusionChanged(InfusionChanged(change: .stopped)), at: "10:14:00")
    }

    /// Readings, one of them mistyped and corrected; a wish, distress and an adverse event.
    private func addCourse() throws {
        func reading(_ minute: Double, _ systolic: Int, _ diastolic: Int) -> RecordBody {
            .vitalSigns(
                VitalSigns(
                    infusionMinute: minute,
                    programmeFrame: FrameCount(seconds: (minute + 2) * 60, at: .standard).value,
                    systolic: systolic, diastolic: diastolic, heartRate: 60 + Int(minute) / 4,
                    saturation: 99 - Int(minute) / 20))
        }
        try add(.vitalSigns(VitalSigns(systolic: 117, diastolic: 74)), at: "09:26:00")
        try add(reading(0, 118, 76), at: "10:14:10")
        let wrong = try add(reading(10, 218, 81), at: "10:14:20")
        try add(reading(10, 128, 81), at: "10:14:30", corrects: wrong, reason: "mistyped")
        try add(reading(20, 133, 84), at: "10:14:40")
        try add(reading(38, 124, 79), at: "10:14:50")
        try add(
            .deviated(Deviated(wish: .headphonesOff, by: .patient)), at: "10:15:00",
            reason: "too tight")
        let unexplained = try add(.distressChanged(DistressChanged(state: .began)), at: "10:15:10")
        try add(.explained(Explained()), at: "10:15:20", corrects: unexplained, reason: "a memory")
        try add(.distressChanged(DistressChanged(state: .eased)), at: "10:15:30")
        try add(
            .adverseEvent(
                AdverseEvent(
                    description: Note("Nausea."), severity: .mild, outcome: .resolved)),
            at: "10:15:40")
        try add(.marked(Marked(programmeFrame: 48_000)), at: "10:15:50")
    }

    private func addAfterwards() throws {
        try add(.debriefPassed(DebriefPassed(began: true)), at: "10:16:00")
        try add(
            .fidelityChecked(
                FidelityChecked(
                    arm: .music,
                    answers: [
                        .opening: true, .programme: false, .quietPresence: true, .level: true,
                    ])),
            at: "10:15:55")
        try add(
            .debriefed(
                Debriefed(
                    lettingGo: Note("On the shore."), difficulty: Note("The beginning."), ease: 70)),
            at: "10:35:00")
        try add(
            .answered(
                Answered(
                    instrument: "ebi", version: "1", language: .french,
                    answers: ["1": 50, "2": 60],
                    scores: ["mean": 55, "sum": 110])), at: "10:40:00")
        try add(
            .flagChanged(FlagChanged(instrument: "phq9", item: "9", isAcknowledged: false)),
            at: "10:41:00")
        try add(
            .preferenceLogged(
                PreferenceLogged(liking: 70, remembered: ["Piece 1"], wish: Note("The same."))),
            at: "10:45:00")
        try add(.nextPlanned(NextPlanned(plan: Note("A walk each day."))), at: "10:46:00")
        try add(
            .discharged(
                Discharged(isReady: true, isStable: true, isReminded: true, card: .french)),
            at: "10:50:00")
        for step in SessionStep.allCases where step >= .infusion {
            try add(.stepTaken(StepTaken(step: step, isDone: true)), at: "10:50:30")
        }
        try add(.sessionClosed(SessionClosed(outcome: .completed)), at: "10:51:00")
    }
}
