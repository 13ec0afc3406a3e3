import MusikModel
import MusikRecord
import Testing

@testable import MusikPlay

@Suite("The screen of a session")
struct ScreenTests {
    /// The screen as one text, without the spaces that fill lines up.
    private func drawn(
        _ state: SessionScreenState, _ width: Int, _ height: Int, _ language: Language
    ) -> String {
        SessionScreen.render(state, width: width, height: height, language: language)
            .map { line in
                var line = line
                while line.last == " " { line.removeLast() }
                return line
            }.joined(separator: "\n")
    }

    @Test("A playing session looks as drawn, in both languages at 60, 80 and 120 columns")
    func playing() {
        let state = playingState()
        #expect(drawn(state, 60, 20, .english) == Goldens.english60)
        #expect(drawn(state, 80, 20, .english) == Goldens.english80)
        #expect(drawn(state, 120, 20, .english) == Goldens.english120)
        #expect(drawn(state, 60, 20, .french) == Goldens.french60)
        #expect(drawn(state, 80, 20, .french) == Goldens.french80)
        #expect(drawn(state, 120, 20, .french) == Goldens.french120)
    }

    @Test("A question, the help and a session not yet started look as drawn")
    func others() {
        var question = playingState()
        question.phase = .paused
        question.prompt = .endAfterPause(length: "2:05")
        #expect(drawn(question, 80, 20, .english) == Goldens.promptEnglish)
        #expect(drawn(question, 80, 20, .french) == Goldens.promptFrench)
        question.isHelpShown = true
        for (language, golden) in [
            (Language.english, Goldens.helpEnglish), (.french, Goldens.helpFrench),
        ] {
            #expect(
                drawn(question, 80, 24, language) + "\n" + drawn(question, 80, 16, language)
                    == golden)
        }
        var ready = SessionScreenState()
        ready.purpose = .demonstration
        ready.title = "Body at rest"
        ready.arm = .cues
        ready.total = 3300
        ready.outputs = [
            .init(purpose: .speakers, device: "null:", level: 0, condition: .silent)
        ]
        ready.notices = [.noSoundCard, .placeholderSpeech]
        #expect(drawn(ready, 80, 16, .english) == Goldens.readyEnglish)
        #expect(drawn(ready, 80, 16, .french) == Goldens.readyFrench)
    }

    @Test("Whatever the state and the size, no line is too wide and there are not too many")
    func sizes() {
        var states: [SessionScreenState] = []
        for phase in SessionScreenState.Phase.allCases {
            var state = playingState()
            state.phase = phase
            state.title = "日本語のとても長い題名 🎵 " + String(repeating: "é", count: 90)
            state.notices = Array(repeating: .rightsRefused, count: 12)
            state.prompt = .reserve(bad: String(repeating: "w ", count: 80), reason: "x")
            state.elapsed = .infinity
            states.append(state)
        }
        for state in states {
            for width in [0, 1, 5, 20, 59, 60, 61, 79, 80, 119, 120, 300] {
                for height in [0, 1, 3, 15, 16, 17, 24, 60] {
                    for language in Language.allCases {
                        let lines = SessionScreen.render(
                            state, width: width, height: height, language: language)
                        #expect(lines.count <= height)
                        #expect(lines.allSatisfy { TextWidth.columns(of: $0) <= width })
                    }
                }
            }
        }
    }

    @Test("Questions and the quiet key stay in sight at the smallest full size")
    func importantThings() {
        for language in Language.allCases {
            var state = playingState()
            state.notices = Array(repeating: .rightsRefused, count: 9)
            state.prompt = .stop
            let screen = drawn(
                state, SessionScreen.minimum.columns, SessionScreen.minimum.lines, language)
            #expect(screen.contains(Phrase.askStop.text(language)))
            #expect(screen.contains(Phrase.stopNow.text(language)))
            #expect(screen.contains("q " + Phrase.shortQuiet.text(language)))
        }
    }

    @Test("Minutes of the infusion count to 40 and go on after it")
    func infusion() {
        var state = playingState()
        for (seconds, text) in [
            (0.0, "minute 0 of 40"), (2399.9, "minute 39 of 40"), (2400, "minute 40, ended at 40"),
            (3000, "minute 50, ended at 40"),
        ] {
            state.infusion = seconds
            #expect(drawn(state, 80, 20, .english).contains(text))
        }
    }

    @Test("An infusion of another planned length is counted to that one")
    func otherInfusions() {
        var state = playingState()
        for (planned, seconds, english, french) in [
            (45.0, 2460.0, "minute 41 of 45", "minute 41 sur 45"),
            (45, 2700, "minute 45, ended at 45", "minute 45, finie à 45"),
            (0.7, 30, "minute 0 of 0.7", "minute 0 sur 0,7"),
            (0.7, 60, "minute 1, ended at 0.7", "minute 1, finie à 0,7"),
        ] {
            state.infusionMinutes = planned
            state.infusion = seconds
            #expect(drawn(state, 80, 20, .english).contains(english))
            #expect(drawn(state, 80, 20, .french).contains(french))
            #expect(SessionScreen.summary(state, language: .english).contains(english))
        }
        // The mark is the planned end: the bar has just reached it.
        state.infusionMinutes = 20
        state.infusion = 20 * 60
        let line = drawn(state, 80, 20, .english).split(separator: "\n").first {
            $0.hasPrefix("Infusion")
        }
        #expect(line?.contains("█│░") == true, "\(line ?? "")")
    }

    @Test("With a patient the bottom line names the keys that must never be looked for")
    func patientKeys() {
        var state = playingState()
        state.hasPatient = true
        state.purpose = .patient
        #expect(drawn(state, 60, 20, .english).hasSuffix(Goldens.patientKeysEnglish60))
        #expect(drawn(state, 80, 20, .english).hasSuffix(Goldens.patientKeysEnglish80))
        #expect(drawn(state, 120, 20, .english).hasSuffix(Goldens.patientKeysEnglish120))
        #expect(drawn(state, 60, 20, .french).hasSuffix(Goldens.patientKeysFrench60))
        #expect(drawn(state, 80, 20, .french).hasSuffix(Goldens.patientKeysFrench80))
        #expect(drawn(state, 120, 20, .french).hasSuffix(Goldens.patientKeysFrench120))
        for line in Goldens.patientKeys.flatMap({ $0.components(separatedBy: " · ") }) {
            // Each key that is named is that key.
            let name = String(line.prefix { $0 != " " })
            guard name.count == 1, let letter = name.first else { continue }
            #expect(KeyMap.action(for: .character(letter), withPatient: true) != nil, "\(line)")
        }
    }

    @Test("Every key does one thing, and the emergency key is one press")
    func keys() {
        let bindings = KeyMap.bindings(withPatient: true)
        let keys = bindings.flatMap(\.keys)
        #expect(Set(keys).count == keys.count)
        #expect(Set(bindings.map(\.action)) == Set(SessionAction.allCases))
        #expect(KeyMap.action(for: .character("q")) == .emergencyQuiet)
        #expect(KeyMap.action(for: .character(" ")) == .pause)
        #expect(KeyMap.action(for: .interrupt) == .stop)
        #expect(KeyMap.action(for: .character("z")) == nil)
        #expect(KeyMap.action(for: .character("z"), withPatient: true) == .stopInfusion)
        #expect(SessionScreenState.Prompt.stop.answer(to: .enter) == 0)
        #expect(SessionScreenState.Prompt.stop.answer(to: .character("x")) == 1)
        #expect(SessionScreenState.Prompt.stop.answer(to: .character(" ")) == nil)
    }

    @Test("What is asked of an adverse event leaves the keys for what is urgent as they are")
    func adverse() {
        let urgent = "qtpdxuoz.ijb".map { Key.character($0) } + [.character(" "), .interrupt]
        for prompt in [SessionScreenState.Prompt.severity, .outcome] {
            #expect(prompt.answer(to: .enter) == 0, "the usual answer")
            #expect(urgent.allSatisfy { prompt.answer(to: $0) == nil })
            #expect(Set(prompt.answers.map(\.key)).count == prompt.answers.count)
            for language in Language.allCases {
                var state = playingState()
                state.prompt = prompt
                let screen = drawn(state, 60, 20, language)
                #expect(prompt.answers.allSatisfy { screen.contains($0.meaning.text(language)) })
            }
        }
    }

    @Test("Two keys give an adverse event any severity and outcome; without them it is the usual")
    func grades() {
        var graded: Set<[String]> = []
        for severity in AdverseEntry.severities.indices {
            for outcome in AdverseEntry.outcomes.indices {
                var entry = AdverseEntry("nausea")
                #expect(entry.prompt == .severity)
                #expect(entry.answer(severity) == nil)
                #expect(entry.prompt == .outcome)
                #expect(entry.event.outcome == .unknown)
                guard let event = entry.answer(outcome) else { continue }
                #expect(event.description.text == "nausea")
                graded.insert([event.severity.rawValue, event.outcome.rawValue])
            }
        }
        #expect(
            graded.count == AdverseEvent.Severity.allCases.count
                * AdverseEvent.Outcome.allCases.count)
        #expect(AdverseEntry("").event.severity == .moderate)
    }

    @Test("French says vous, and puts a no-break space before its double signs")
    func french() {
        let phrases: [Phrase] = [
            .placeholderSpeech, .noSoundCard, .rightsRefused, .askStop, .askLandingEnd,
            .askSpokenOpening, .askEndAfterPause(length: "1:00"), .pressToStart,
            .tooNarrow(columns: 60, lines: 16), .infusionNotStarted,
            .askReserve(bad: "a", reason: "b"), .askSeverity, .askOutcome,
            .severity(.serious), .vitalsCorrected("x"), .typeVitalsAgain("x"), .noReading,
        ]
        for phrase in phrases {
            let french = phrase.text(.french)
            #expect(french != phrase.text(.english))
            for sign in [":", ";", "?", "!"] {
                #expect(!french.contains(" " + sign), "\(french)")
            }
            let words = french.lowercased().split { !$0.isLetter }
            #expect(!words.contains("tu") && !words.contains("toi") && !words.contains("ton"))
        }
    }
}
