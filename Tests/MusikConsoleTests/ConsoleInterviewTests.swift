import MusikModel
import Testing

@testable import MusikConsole

@Suite("The console's page of an interview")
struct ConsoleInterviewTests {
    private static let markup = "<script>alert('x')</script>\"&\u{202E}"

    private static let answers: [ConsoleInterview.Answers] = [
        .choices([.init(line: "y", label: markup), .init(line: markup, label: "No")]),
        .number(lowest: 0, highest: 3, isOptional: true),
        .number(lowest: 30, highest: 300, isOptional: false), .text(isOptional: true),
        .text(isOptional: false), .reactions(pieces: [markup, "Two"]),
        .support(
            kinds: [.init(line: "b", label: markup), .init(line: "q", label: "quiet")],
            hasSpacing: true, cues: [markup]), .read,
    ]

    private static func interview(
        _ answers: ConsoleInterview.Answers?, usual: String? = nil, isForPatient: Bool = true,
        isSounding: Bool = false
    ) -> ConsoleInterview {
        ConsoleInterview(
            title: "M01-001-S01 \(markup)", step: markup, number: 3, count: 15, said: [markup],
            question: answers.map {
                .init(
                    number: 12, text: markup, answers: $0, usual: usual,
                    isForPatient: isForPatient, canGoBack: true)
            }, isSounding: isSounding)
    }

    @Test("No text of an interview is markup, and every form carries the token and is understood")
    func forms() {
        for language in Language.allCases {
            for isHandedOver in [false, true] {
                let page = ConsolePage(
                    language: language, token: "secret", isHandedOver: isHandedOver)
                for answers in Self.answers {
                    for usual in [nil, "y", Self.markup] {
                        let html = page.live(.interview(Self.interview(answers, usual: usual)))
                        #expect(!html.contains("<script>") && !html.contains("\u{202E}"))
                        let forms = html.split(separator: "<form").count - 1
                        let tokens = html.split(separator: "name=\"token\" value=\"secret\"")
                        #expect(tokens.count - 1 == forms && forms > 0)
                        #expect(html.contains("value=\"reply\"") && html.utf8.count < 150_000)
                    }
                }
            }
        }
    }

    @Test("What isn't the patient's to answer is not on a device that was handed over")
    func patient() {
        let page = ConsolePage(language: .english, token: "t", person: "NB", isHandedOver: true)
        let own = page.live(.interview(Self.interview(.read)))
        #expect(own.contains("id=\"asked\"") && !own.contains("M01-001"))
        for sight in [
            ConsoleSight.interview(Self.interview(.read, isForPatient: false)),
            .interview(Self.interview(nil)), .preparing, .silent("M01-001"), .refused("M01-001"),
            .nothing(
                ConsoleDay(
                    due: [.init(patient: "M01-001", line: "M01-001")], trouble: "M01-001")),
            .left(isQuiet: false, isTalkingOver: false),
        ] {
            let html = page.live(sight)
            #expect(!html.contains("id=\"asked\"") && !html.contains("M01-001"))
            #expect(!html.contains("NB") && html.contains("/take-back"))
            for route in ["/leave", "/hand-over", "/start", "/sign", "/patient"] {
                #expect(!html.contains("\"\(route)"), "\(route)")
            }
        }
    }

    @Test("Silence is in reach while something is tried out, for the patient as well")
    func silence() {
        for isHandedOver in [false, true] {
            let page = ConsolePage(language: .english, token: "t", isHandedOver: isHandedOver)
            let sounding = page.live(.interview(Self.interview(nil, isSounding: true)))
            #expect(sounding.contains("value=\"quiet on\""))
            #expect(!page.live(.interview(Self.interview(.read))).contains("value=\"quiet on\""))
        }
    }

    @Test("What a page can know to be no answer is said before the session is asked")
    func mistakes() {
        func mistake(
            _ line: String, _ answers: ConsoleInterview.Answers, usual: String? = nil
        ) -> ConsoleWords? {
            Self.interview(answers, usual: usual).question?.mistake(line)
        }
        let pressure = ConsoleInterview.Answers.number(lowest: 30, highest: 300, isOptional: false)
        #expect(mistake("120", pressure) == nil && mistake("30", pressure) == nil)
        for line in ["", "29", "301", "12x", "-40", "120 "] {
            #expect(mistake(line, pressure) == .wholeNumber(30, 300), "\(line)")
        }
        #expect(mistake("", pressure, usual: "120") == nil)
        #expect(mistake("", .number(lowest: 0, highest: 3, isOptional: true)) == nil)
        #expect(mistake("", .text(isOptional: false)) == .wordsNeeded)
        #expect(mistake("", .text(isOptional: true)) == nil && mistake("", .read) == nil)
    }

    @Test("What was no answer stays in its form, with why")
    func draft() {
        let page = ConsolePage(language: .french, token: "t")
        let draft = ConsoleDraft(
            entry: nil, values: ["answer": "12\"<"], mistake: Self.markup)
        let html = page.live(
            .interview(Self.interview(.number(lowest: 30, highest: 300, isOptional: false))),
            draft: draft)
        #expect(html.contains("value=\"12&quot;&lt;\"") && html.contains("&lt;script&gt;"))
    }

    @Test("A patient's page has no markup of the record's, and an empty one says what to do")
    func pages() {
        for language in Language.allCases {
            let page = ConsolePage(language: language, token: "t", person: "NB")
            let text = Self.markup
            let patient = ConsolePatient(
                code: text, facts: [.init(label: text, value: text)],
                sessions: [
                    .init(
                        code: text, line: text, hasReport: true, isToBeSigned: true, signedBy: text)
                ],
                next: .init(
                    code: text, isLeft: false, arms: [.init(line: text, label: text)], minutes: 55,
                    headphones: text, speakers: text, asksPerson: true))
            let html = page.patient(patient, started: ["headphones": text], mistake: text)
            #expect(!html.contains("<script>") && html.contains("&lt;script&gt;"))
            let day = ConsoleDay(
                due: [.init(patient: text, line: text)], coming: [.init(patient: text, line: text)],
                unsigned: [.init(patient: text, line: text)], trouble: text)
            #expect(!page.live(.nothing(day)).contains("<script>"))
            #expect(page.live(.nothing(ConsoleDay())).contains("musik-play patient add"))
            let empty = ConsolePatient(code: "M01-001", facts: [], sessions: [], next: nil)
            #expect(page.patient(empty).contains("musik-play course start"))
            #expect(!page.whoAreYou(text, person: text).contains("<script>"))
        }
    }
}
