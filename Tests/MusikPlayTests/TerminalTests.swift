import Foundation
import Testing

@testable import MusikPlay

@Suite("The terminal")
struct TerminalTests {
    @Test("Bytes become keys, however they are cut into pieces")
    func decoding() {
        let bytes: [UInt8] =
            Array("aQ é日".utf8) + [27, 91, 65, 27, 79, 66, 27, 91, 49, 59, 53, 67]
            + [13, 9, 3, 127, 0xFF] + Array("+".utf8)
        let keys: [Key] = [
            .character("a"), .character("q"), .character(" "), .character("é"), .character("日"),
            .up, .down, .enter, .tab, .interrupt, .backspace, .character("+"),
        ]
        for size in 1...bytes.count {
            var decoder = KeyDecoder()
            var seen: [Key] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                seen += decoder.take(bytes[start..<min(bytes.count, start + size)])
            }
            #expect(seen == keys, "pieces of \(size)")
        }
    }

    @Test("Escape alone is a key after a while; before a letter it is a key at once")
    func escape() {
        var decoder = KeyDecoder()
        #expect(decoder.take([27]) == [])
        #expect(decoder.isWaiting)
        #expect(decoder.flush() == [.escape])
        #expect(decoder.take([27, 113]) == [.escape, .character("q")])
        #expect(decoder.take([27, 91] + [UInt8](repeating: 48, count: 100)) == [])
        #expect(!decoder.isWaiting)
        #expect(decoder.take([113]) == [.character("q")])
    }

    @Test("Random bytes never crash the decoder nor keep it from the next key")
    func random() {
        let seed: UInt64 = 0x5EED_0003
        print("seed of the random keys: \(seed)")
        var state = seed
        for _ in 0..<20_000 {
            var decoder = KeyDecoder()
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let bytes = (0..<8).map { UInt8(truncatingIfNeeded: state >> (UInt64($0) * 8)) }
            _ = decoder.take(bytes)
            _ = decoder.flush()
            #expect(decoder.take([113]) == [.character("q")])
        }
    }

    @Test("Text is measured and cut by columns, not by bytes or characters")
    func widths() {
        #expect(TextWidth.columns(of: "abc") == 3)
        #expect(TextWidth.columns(of: "é") == 1)
        #expect(TextWidth.columns(of: "e\u{301}") == 1)
        #expect(TextWidth.columns(of: "日本") == 4)
        #expect(TextWidth.columns(of: "🎵") == 2)
        #expect(TextWidth.columns(of: "👩‍👩‍👧") == 2)
        #expect(TextWidth.clipped("日本語", to: 5) == "日本…")
        #expect(TextWidth.clipped("日本語", to: 4) == "日…")
        #expect(TextWidth.clipped("abc", to: 0) == "")
        #expect(TextWidth.clipped("a\u{1B}[2Jb", to: 10) == "a[2Jb")
        #expect(TextWidth.padded("日", to: 4) == "日  ")
        #expect(TextWidth.justified("left", "right", width: 12) == "left   right")
    }

    @Test("Only changed lines are written, each at its place")
    func painting() {
        var painter = ScreenPainter()
        #expect(painter.paint(["a", "b"], width: 10, height: 5).hasPrefix("\u{1B}[2J"))
        #expect(painter.paint(["a", "b"], width: 10, height: 5) == "")
        #expect(painter.paint(["a", "c"], width: 10, height: 5) == "\u{1B}[2;1Hc\u{1B}[K")
        #expect(painter.paint(["a"], width: 10, height: 5) == "\u{1B}[2;1H\u{1B}[K")
        #expect(painter.paint(["a"], width: 9, height: 5).contains("\u{1B}[1;1Ha"))
        painter.forget()
        #expect(painter.paint(["a"], width: 9, height: 5).contains("\u{1B}[1;1Ha"))
    }

    @Test("A pipe is no terminal")
    func pipes() {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        #expect(Terminal(input: ends[0], output: ends[1]) == nil)
        for end in ends { close(end) }
    }
}
