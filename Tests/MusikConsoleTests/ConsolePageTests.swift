import MusikModel
import Testing

@testable import MusikConsole

@Suite("The console's pages")
struct ConsolePageTests {
    private static let markup = "<script>alert('x')</script>\"&\u{202E}"

    /// A session in which every text is one.
    private static func picture(_ text: String, _ change: (inout ConsolePicture) -> Void = { _ in })
        -> ConsolePicture
    {
        var picture = ConsolePicture(
            title: text, kind: text, phase: text, elapsed: text, left: text, share: 0.25,
            infusionEnd: 0.8, infusion: text, now: .init(title: text, time: text),
            next: .init(title: text, time: text),
            course: .init(
                length: 600,
                spans: [
                    .init(
                        title: text, kind: .spoken, start: 0, end: 60, fadeIn: 0, fadeOut: 5),
                    .init(
                        title: text, kind: .music, start: 55, end: 640, fadeIn: 5, fadeOut: 60),
                ], arc: [0, 0.5, 1]),
            readings: [.init(at: 120, systolic: 128, diastolic: 82, minute: text, line: text)],
            outputs: [
                .init(
                    name: text, device: text, level: text, condition: text, isMuted: true,
                    isWell: false)
            ], notices: [text], question: .init(number: 7, text: text, answers: [text, text]),
            switches: .init())
        change(&picture)
        return picture
    }

    private static var sights: [ConsoleSight] {
        [
            .session(picture("Text")), .preparing, .nothing(ConsoleDay()), .refused("Text"),
            .silent("Text"),
            .left(isQuiet: true, isTalkingOver: false),
            .session(picture("Text") { $0.switches.isReady = true }),
            .session(picture("Text") { $0.switches.isEnded = true }),
            .session(
                picture("Text") {
                    $0.switches.isQuiet = true
                    $0.switches.hasPatient = true
                    $0.question = nil
                    $0.next = nil
                }),
        ]
    }

    @Test("No text of a session is markup on its page", arguments: Language.allCases)
    func markup(language: Language) {
        let page = ConsolePage(language: language, token: "t")
        for sight in [
            ConsoleSight.session(Self.picture(Self.markup)), .refused(Self.markup),
        ] {
            let html = page.live(sight)
            #expect(!html.contains("<script>") && !html.contains("alert('x')"))
            #expect(!html.contains("\u{202E}"))
            #expect(html.contains("&lt;script&gt;"))
        }
        #expect(!page.message(.notTaken, detail: Self.markup).contains("<script>"))
    }

    @Test("Whatever there is to see, the page has the same parts", arguments: Language.allCases)
    func parts(language: Language) {
        let page = ConsolePage(language: language, token: "t")
        let parts = Self.sights.map { page.regions($0).map(\.id) }
        #expect(Set(parts).count == 1)
        for sight in Self.sights {
            let html = page.live(sight)
            for id in parts[0] { #expect(html.contains("id=\"\(id)\"")) }
            #expect(html.utf8.count < 150_000)
        }
    }

    @Test("Every control asks for a wish that is understood, and carries the token")
    func controls() {
        let page = ConsolePage(language: .english, token: "secret")
        for sight in Self.sights {
            let html = page.live(sight)
            let wishes = html.split(separator: "name=\"wish\" value=\"").dropFirst().map {
                String($0.prefix { $0 != "\"" })
            }
            #expect(
                wishes.allSatisfy { ConsoleWish($0) != nil || ConsoleEntry(rawValue: $0) != nil },
                "\(wishes)")
            let forms = html.split(separator: "<form").count - 1
            #expect(html.split(separator: "name=\"token\" value=\"secret\"").count - 1 == forms)
        }
    }

    @Test("Silence and speech are on the page of every session that is not over")
    func urgent() {
        let page = ConsolePage(language: .english, token: "t")
        func wishes(_ sight: ConsoleSight) -> String {
            page.regions(sight).last.map(\.content) ?? ""
        }
        for sight in Self.sights {
            let content = wishes(sight)
            switch sight {
            case .session(let picture) where picture.switches.isEnded: #expect(content.isEmpty)
            case .preparing, .nothing: #expect(content.isEmpty)
            default:
                #expect(content.contains("value=\"quiet ") && content.contains("value=\"talk "))
            }
        }
        #expect(wishes(.left(isQuiet: true, isTalkingOver: false)).contains("quiet off"))
        #expect(wishes(.left(isQuiet: true, isTalkingOver: false)).contains("talk on"))
        #expect(wishes(.session(Self.picture("x"))).contains("quiet on"))
    }

    @Test("Before anybody came in there is no control, and no text of a session")
    func signIn() {
        for language in Language.allCases {
            let page = ConsolePage(language: language, token: nil).signIn(.wrongCode)
            #expect(!page.contains("/wish") && page.contains("/enter"))
            #expect(page.contains("lang=\"\(language.rawValue)\""))
        }
    }

    @Test("The picture of the programme stays in its frame, whatever it holds")
    func course() {
        let page = ConsolePage(language: .english, token: "t")
        for length in [0, 0.1, 600, 1e9] {
            var picture = Self.picture("x")
            picture.course.length = length
            picture.share = 7
            picture.readings[0].systolic = 900
            let svg = page.course(picture)
            #expect(svg.isEmpty == (length == 0))
            let numbers = svg.split { !"0123456789.-".contains($0) }.compactMap { Double($0) }
            #expect(numbers.allSatisfy { (0...1000).contains($0) }, "\(numbers)")
        }
    }

    @Test("A form that was refused shows what was typed, and why", arguments: Language.allCases)
    func draft(language: Language) {
        let page = ConsolePage(language: language, token: "t")
        var picture = Self.picture("x")
        picture.switches.hasPatient = true
        let draft = ConsoleDraft(
            entry: .vitals, values: ["systolic": "12\"<", "diastolic": "80"], mistake: Self.markup)
        let html = page.live(.session(picture), draft: draft)
        #expect(html.contains("value=\"12&quot;&lt;\"") && html.contains("value=\"80\""))
        #expect(html.contains("&lt;script&gt;") && !html.contains("<script>"))
        let others = page.live(.session(picture))
        #expect(!others.contains("value=\"80\""))
    }

    @Test("Without a patient, before the start and after the end nothing is noted of one")
    func unknown() {
        let page = ConsolePage(language: .english, token: "t")
        func noted(_ change: (inout ConsolePicture) -> Void) -> Bool {
            let regions = page.regions(.session(Self.picture("x", change)))
            return regions.contains {
                ["care", "entries"].contains($0.id) && !$0.content.isEmpty
            }
        }
        #expect(noted { $0.switches.hasPatient = true })
        #expect(!noted { _ in })
        #expect(
            !noted {
                $0.switches.hasPatient = true
                $0.switches.isReady = true
            })
        #expect(
            !noted {
                $0.switches.hasPatient = true
                $0.switches.isEnded = true
            })
    }
}
