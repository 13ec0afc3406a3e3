import MusikRecord
import MusikSession
import MusikTestSupport
import Testing

private let code = SessionCode(StudyCode("M01-017")!, number: 1)

@Suite("How far a session has come")
struct ProceedingsTests {
    private func started(_ rule: DebriefRule = .endOfProgramme) -> Proceedings {
        var state = Proceedings(code)
        state.apply(
            .sessionStarted(SessionStarted(arm: .music, planned: nil, debriefRule: rule)), at: 0)
        return state
    }

    @Test("Steps come one after the other, done or left out, to the last")
    func order() {
        var state = Proceedings(code)
        #expect(state.step == nil)
        state = started()
        for step in SessionStep.allCases {
            #expect(state.step == step)
            state.apply(.stepTaken(StepTaken(step: step, isDone: step != .lastPlan)), at: 1)
        }
        #expect(state.step == nil)
        #expect(state.steps[.lastPlan] == false)
    }

    @Test("Of all ways to take the steps, none brings the line before preflight and consent")
    func line() {
        // Every combination of done, left out and open for all steps before the infusion.
        let before = SessionStep.allCases.filter { $0 < .infusion }
        var combinations = 1
        for _ in before { combinations *= 3 }
        var open = 0
        for number in 0..<combinations {
            var state = started()
            var rest = number
            for step in before {
                if rest % 3 < 2 {
                    state.apply(
                        .stepTaken(StepTaken(step: step, isDone: rest % 3 == 0)), at: 0)
                }
                rest /= 3
            }
            let isReady = state.steps[.preflight] == true && state.steps[.gate] == true
            let isComplete = before.allSatisfy { $0 >= .line || state.steps[$0] != nil }
            if (state.obstacle(to: .line) == nil) != (isReady && isComplete) {
                Issue.record("\(state.steps)")
                return
            }
            open += state.obstacle(to: .line) == nil ? 1 : 0
        }
        print("ways to take the steps: \(combinations), with the line allowed: \(open)")
        #expect(open > 0)
    }

    @Test("Reading the events from the record gives the state that they gave when they happened")
    func replay() {
        var generator = Generator(seed: 20_261_121)
        for _ in 0..<300 {
            var live = Proceedings(code)
            var events: [RecordedEvent] = []
            var seconds = 0.0
            let author = RecordAuthor(
                actor: ActorCode("N07")!, role: .clinician, site: SiteCode("MTL1")!)
            func write(_ body: RecordBody, corrects: Int? = nil) {
                events.append(
                    RecordedEvent(
                        number: events.count + 1,
                        event: RecordEvent(
                            time: WallTime(microseconds: 1_795_276_800_000_000)
                                .adding(seconds: seconds),
                            monotonicNanoseconds: 0, author: author,
                            concern: RecordConcern(session: code, corrects: corrects),
                            body: body)))
            }
            func happen(_ body: RecordBody) {
                live.apply(body, at: seconds)
                write(body)
            }
            func correctLast() {
                let readings = events.standing.filter { $0.event.body.kind == .vitalSigns }
                guard let last = readings.last else { return }
                let vitals = VitalSigns(infusionMinute: 3, systolic: 90, diastolic: 60)
                live.correctLast(vitals)
                write(.vitalSigns(vitals), corrects: last.number)
            }
            happen(
                .sessionStarted(
                    SessionStarted(arm: .cues, planned: nil, debriefRule: .endOfInfusion)))
            for _ in 0..<40 {
                seconds += Double(Int.random(in: 0...120, using: &generator))
                if Int.random(in: 0...5, using: &generator) == 0 {
                    correctLast()
                } else {
                    happen(Self.random(&generator))
                }
            }
            let again = Proceedings(code, replaying: events)
            #expect(again.step == live.step)
            #expect(again.infusion == live.infusion)
            #expect(again.readings == live.readings)
            #expect(again.isDistressed == live.isDistressed)
            #expect(again.openFlags == live.openFlags)
            #expect(again.lastCheckIn == live.lastCheckIn)
        }
    }

    private static func random(_ generator: inout Generator) -> RecordBody {
        switch Int.random(in: 0...5, using: &generator) {
        case 0:
            let changes = InfusionChanged.Change.allCases
            return .infusionChanged(
                InfusionChanged(change: changes.randomElement(using: &generator)!))
        case 1:
            return .stepTaken(
                StepTaken(
                    step: SessionStep.allCases.randomElement(using: &generator)!,
                    isDone: Bool.random(using: &generator)))
        case 2: return .vitalSigns(VitalSigns(infusionMinute: 3, systolic: 120, diastolic: 80))
        case 3: return .checkInMade(CheckInMade(state: .well))
        case 4:
            return .distressChanged(
                DistressChanged(
                    state: DistressChanged.State.allCases.randomElement(using: &generator)!))
        default:
            return .flagChanged(
                FlagChanged(
                    instrument: "madrs", item: "10",
                    isAcknowledged: Bool.random(using: &generator)))
        }
    }

    @Test("A corrected reading takes the last one's place; a prompt is as much answered as before")
    func correctedReading() {
        var state = started()
        state.correctLast(VitalSigns(systolic: 120, diastolic: 80))
        #expect(state.readings.isEmpty)
        state.apply(.infusionChanged(InfusionChanged(change: .started)), at: 0)
        let schedule = PromptSchedule(checkIns: nil)
        for minute in [0.2, 10.4] {
            state.apply(
                .vitalSigns(VitalSigns(infusionMinute: minute, systolic: 210, diastolic: 80)),
                at: minute * 60)
        }
        var last = state.readings[1]
        last.systolic = 120
        state.correctLast(last)
        #expect(state.readings.map(\.systolic) == [210, 120])
        #expect(state.dueReading(at: 11 * 60, schedule) == nil)
    }

    @Test("The debrief begins by the rule of the arm")
    func debrief() {
        for rule in DebriefRule.allCases {
            var state = started(rule)
            state.apply(.infusionChanged(InfusionChanged(change: .started)), at: 0)
            state.apply(.programmePassed(ProgrammePassed(end: .first)), at: 0)
            #expect(!state.isDebriefDue(at: 60))
            state.apply(.infusionChanged(InfusionChanged(change: .stopped)), at: 2400)
            #expect(state.isDebriefDue(at: 2400) == (rule == .endOfInfusion))
            state.apply(.programmePassed(ProgrammePassed(end: .last)), at: 3300)
            #expect(state.isDebriefDue(at: 3300))
        }
    }

    @Test("A flag stays until somebody acknowledges it")
    func flags() {
        var state = started()
        let raised = FlagChanged(instrument: "madrs", item: "10", isAcknowledged: false)
        state.apply(.flagChanged(raised), at: 1)
        #expect(state.openFlags == [raised])
        state.apply(
            .flagChanged(FlagChanged(instrument: "phq9", item: "9", isAcknowledged: true)), at: 2)
        #expect(state.openFlags == [raised])
        state.apply(
            .flagChanged(FlagChanged(instrument: "madrs", item: "10", isAcknowledged: true)), at: 3)
        #expect(state.openFlags.isEmpty)
    }
}

@Suite("The infusion's clock and its prompts")
struct InfusionTests {
    @Test("Minutes count from the start, without pauses, and go on after the end")
    func minutes() {
        var clock = InfusionClock()
        #expect(clock.minute(at: 100) == nil)
        clock.apply(.started, at: 600)
        #expect(clock.minute(at: 900) == 5)
        clock.apply(.paused, at: 900)
        #expect(clock.minute(at: 1500) == 5)
        clock.apply(.resumed, at: 1200)
        #expect(clock.minute(at: 1500) == 10)
        clock.apply(.stopped, at: 1800)
        #expect(clock.endMinute == 15)
        #expect(clock.minute(at: 2400) == 25)
    }

    @Test("Changes that can't happen change nothing")
    func impossible() {
        var generator = Generator(seed: 5)
        for _ in 0..<500 {
            var clock = InfusionClock()
            var minute = 0.0
            for second in stride(from: 0.0, to: 3000, by: 60) {
                let change = InfusionChanged.Change.allCases.randomElement(using: &generator)!
                let before = clock
                clock.apply(change, at: second)
                if !before.allows(change) { #expect(clock == before) }
                let now = clock.minute(at: second) ?? 0
                #expect(now >= minute && now - minute <= 1 + 1e-9)
                minute = now
            }
        }
    }

    @Test("Blood pressure is asked at 0, 10, 20, 30 and 40 minutes, then every 15")
    func readings() {
        let schedule = PromptSchedule(checkIns: nil)
        #expect(
            schedule.scheduled(until: 90, end: nil) == [0, 10, 20, 30, 40, 55, 70, 85])
        #expect(schedule.dueReading(at: 0, end: nil, made: []) == 0)
        #expect(schedule.dueReading(at: 9.9, end: nil, made: [0.4]) == nil)
        #expect(schedule.dueReading(at: 10, end: nil, made: [0.4]) == 10)
        #expect(schedule.dueReading(at: 10, end: nil, made: [0.4, 9.2]) == nil)
        #expect(schedule.dueReading(at: 31, end: nil, made: [0.4]) == 30, "the latest")
    }

    @Test("An infusion that ends early is measured at its end, and every 15 minutes from there")
    func early() {
        let schedule = PromptSchedule(checkIns: nil)
        #expect(schedule.scheduled(until: 60, end: 25) == [0, 10, 20, 25, 40, 55])
    }

    @Test("A rehearsal of a minute has every prompt")
    func short() {
        let schedule = PromptSchedule(infusionMinutes: 2.0 / 3, checkIns: 5)
        #expect(schedule.scheduled(until: 2.0 / 3, end: nil).count == 5)
        #expect(!schedule.isCheckInDue(at: 0.05, last: nil))
        #expect(schedule.isCheckInDue(at: 0.09, last: nil))
        #expect(!schedule.isCheckInDue(at: 0.12, last: 0.09))
    }

    @Test("With music nobody is prompted to check in")
    func music() {
        #expect(!PromptSchedule(checkIns: nil).isCheckInDue(at: 39, last: nil))
    }
}
