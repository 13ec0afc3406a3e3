import MusikTestSupport
import Testing

@testable import MusikConsole

@Suite("What the console asks for")
struct ConsoleWishTests {
    static let all: [ConsoleWish] =
        [true, false].flatMap { isOn in
            [.quiet(isOn), .talkOver(isOn), .pause(isOn)]
                + [0, 1, 15].map { .mute(output: $0, isOn) }
        }
        + [-6, -1, 1, 6].map { .level(output: 1, by: $0) }
        + [
            .start, .infusion, .skip, .calmer, .stronger, .windDown, .extend, .marker, .distress,
            .stop, .answer(question: 0, place: 0), .answer(question: .max, place: 15),
        ]

    @Test("Every wish is read as it was written, in at most 40 bytes", arguments: all)
    func words(wish: ConsoleWish) {
        #expect(ConsoleWish(wish.word) == wish)
        #expect(wish.word.utf8.count <= 40)
    }

    @Test(
        "Nothing else is a wish",
        arguments: [
            "", " ", "quiet", "quiet on ", " quiet on", "quiet  on", "Quiet on", "quiet maybe",
            "mute on", "mute 16 on", "mute -1 on", "mute 0 on off", "level 0 0", "level 0 7",
            "level 0 -7", "level 16 1", "level 0", "answer -1 0", "answer 0 16", "answer 0",
            "answer a b", "skip on", "stop now", "infusion\n", "start;stop", "level 0 1 1",
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
