import MusikTestSupport
import Testing

@testable import MusikConsole

@Suite("What the console asks for")
struct ConsoleWishTests {
    static let all: [ConsoleWish] =
        [true, false].flatMap { isOn in
            [.quiet(isOn), .talkOver(isOn), .pause(isOn), .blindfold(isOn)]
                + [0, 1, 15].map { .mute(output: $0, isOn) }
        }
        + [-6, -1, 1, 6].map { .level(output: 1, by: $0) }
        + ConsoleDeed.allCases.map { .deed($0) }
        + ConsoleInfusion.allCases.map { .infusion($0) }
        + ConsoleEntry.allCases.flatMap { entry in
            ["120 80 64 98", "  fell  asleep ", "é", String(repeating: "x", count: 500)].map {
                .entry(entry, $0)
            }
        }
        + [.answer(question: 0, place: 0), .answer(question: .max, place: 15)]
        + [
            .line(""), .line("y"), .line("  2+ 5-- 7!x "), .line("é – “x”"), .line("back"),
            .line(String(repeating: "x", count: 2000)), .back, .leaveOut, .notToday, .stop,
        ].map { .reply(question: 17, $0) }

    @Test("Every wish is read as it was written, in at most 40 bytes and its line", arguments: all)
    func words(wish: ConsoleWish) {
        #expect(ConsoleWish(wish.word) == wish)
        switch wish {
        case .entry(_, let line), .reply(_, .line(let line)):
            #expect(wish.word.utf8.count <= 40 + line.utf8.count)
        default: #expect(wish.word.utf8.count <= 40)
        }
    }

    @Test("A reply's fields make the line that would be typed at the terminal")
    func replies() {
        func line(_ fields: [String: String]) -> ConsoleReply? { ConsoleReply(fields) }
        #expect(line(["answer": " 12 "]) == .line("12") && line(["answer": ""]) == .line(""))
        #expect(line(["answer": "a\n b\t c"]) == .line("a b c"))
        #expect(line([:]) == .line(""))
        #expect(line(["reply": "stop", "answer": "y"]) == .stop)
        #expect(line(["reply": "line x"]) == .line("x") && line(["reply": "other"]) == nil)
        #expect(line(["answer": String(repeating: "x", count: 2001)]) == nil)
        #expect(line(["answer": "\u{202E}x"]) == nil)
        #expect(
            line([
                "like-1": "++", "intense-1": "on", "like-2": "", "never-2": "on", "like-3": "0",
                "like-10": "known", "like-4": "", "never-11": "on", "intense-11": "on",
            ]) == .line("1++! 2x 3/0 10 11!x"))
        #expect(
            line(["kind-b": "+", "kind-q": "0", "kind-s": "", "spacing": "<", "never-3": "on"])
                == .line("b+ q < 3x"))
    }

    @Test("A form's values make a line in which what wasn't read is a hyphen")
    func lines() {
        func line(_ values: [String]) -> String {
            let names = ["systolic", "diastolic", "heartRate", "saturation"]
            return ConsoleEntry.vitals.line(
                Dictionary(uniqueKeysWithValues: zip(names, values)))
        }
        #expect(line(["120", "80", "64", "98"]) == "120 80 64 98")
        #expect(line([" 120 ", "80", "", "98"]) == "120 80 - 98")
        #expect(line(["120", "80", " ", ""]) == "120 80")
        #expect(line(["", "", "", ""]) == "" && line([]) == "")
        #expect(ConsoleEntry.handOver.line(["code": " nb "]) == "nb")
        #expect(ConsoleEntry.adverseEvent.line(["description": "-"]) == "-")
    }

    @Test(
        "Nothing else is a wish",
        arguments: [
            "", " ", "quiet", "quiet on ", " quiet on", "quiet  on", "Quiet on", "quiet maybe",
            "mute on", "mute 16 on", "mute -1 on", "mute 0 on off", "level 0 0", "level 0 7",
            "level 0 -7", "level 16 1", "level 0", "answer -1 0", "answer 0 16", "answer 0",
            "answer a b", "skip on", "stop now", "vitals", "vitals ", "adverseEvent \n",
            "handOver \u{202E}NB",
            "adverseEvent a\nb", "adverseEvent " + String(repeating: "x", count: 501),
            "reply", "reply 1", "reply 1 ", "reply -1 stop", "reply x stop", "reply 1 Stop",
            "reply 1 line a\nb", "reply 1 line " + String(repeating: "x", count: 2001),
            "blindfold", "infusion\n", "start;stop", "level 0 1 1",
        ])
    func nonsense(word: String) { #expect(ConsoleWish(word) == nil) }

    @Test("A wish whose letters were changed is none, or reads back the same", arguments: 1...200)
    func damaged(seed: UInt64) {
        var generator = Generator(seed: seed)
        var bytes = Array(Self.all[generator.index(below: Self.all.count)].word.utf8)
        for _ in 0...generator.index(below: 3) {
            bytes[generator.index(below: bytes.count)] = UInt8(generator.index(below: 128))
        }
        let word = String(decoding: bytes, as: UTF8.self)
        if let wish = ConsoleWish(word) { #expect(ConsoleWish(wish.word) == wish, "\(word)") }
    }
}
