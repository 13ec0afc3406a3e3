import Foundation
import MusikEngine
import MusikModel
import MusikRealtime
import Testing

@testable import MusikALSA

extension DaemonTests {
    /// What goes wrong with two cards in players; the numbers are those of FailureCases. Pairs of
    /// cards play at the same time, because the time is real.
    @Suite struct TwoClockCaseTests {
        /// Two cards and what is special about them.
        private struct Pair: Sendable {
            var partsPerMillion: (Int, Int)
            var options = ("", "")
            var tone = TestTone()
        }

        private struct Heard: Sendable {
            var events: [DeviceEvent]
            /// Milliseconds by seconds from the first sound of the later card.
            var skews: [(second: Double, skew: Double)]
            /// The reference begins with the programme's first frame, and all that follows is the
            /// programme bit for bit.
            var isExact: Bool
            /// Nothing was late: the machine had time for it.
            var isPunctual: Bool { !events.contains { $0.kind == .underrun } }
        }

        private static func play(
            _ pair: Pair, _ cards: (SimulatedCard, SimulatedCard), leadIn: Double, seconds: Double,
            at places: [Double]
        ) throws -> Heard {
            let player = TonePair(tone: pair.tone, leadIn: leadIn)
            let names = (cards.0.name + pair.options.0, cards.1.name + pair.options.1)
            let began = (cards.0.record.count / 8, cards.1.record.count / 8)
            let events = try player.play(names, seconds: seconds).flatMap { $0 }
            let one = PlayedTone(cards.0, partsPerMillion: pair.partsPerMillion.0)
            let other = PlayedTone(cards.1, partsPerMillion: pair.partsPerMillion.1)
            let first = (
                try #require(one.firstSound(from: began.0)),
                try #require(other.firstSound(from: began.1))
            )
            let start = max(
                try #require(one.moment(of: first.0)), try #require(other.moment(of: first.1)))
            // The tone begins with 0.
            let length = Int((seconds - 0.3) * 48_000)
            let isExact = (1..<length).allSatisfy {
                one.record[2 * (first.0 - 1 + $0)] == pair.tone.word($0)
            }
            return Heard(
                events: events,
                skews: places.compactMap { second in
                    one.skew(to: other, at: start + UInt64(second * 1e9), coarse: 1200)
                        .map { (second, $0) }
                }, isExact: isExact)
        }

        private static func cards(_ pair: Pair) throws -> (SimulatedCard, SimulatedCard) {
            let about = "formats [ S32_LE ]\njitter 0.3\nbuffer_max 48000\n"
            return (
                try SimulatedCard(about + "ppm \(pair.partsPerMillion.0)", isRealTime: true),
                try SimulatedCard(about + "ppm \(pair.partsPerMillion.1)", isRealTime: true)
            )
        }

        @Test("F3, F6, F10: 1 ms from the first sound on, any buffers, 10 s of zeros, 1000 ppm")
        func startsTogether() throws {
            let pairs = [
                Pair(partsPerMillion: (100, -100), options: ("", "?buffer=200")),
                Pair(partsPerMillion: (-60, 90), options: ("?buffer=200", "?buffer=20")),
                Pair(partsPerMillion: (1000, 0)), Pair(partsPerMillion: (0, -1000)),
                Pair(
                    partsPerMillion: (50, -50),
                    tone: TestTone(zeros: 96_000..<576_000)),
            ]
            let places = [0.06, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 12.1, 12.3, 13]
            let heard = try TonePair.atOnce(pairs.count) { number in
                try Self.play(
                    pairs[number], Self.cards(pairs[number]), leadIn: 4, seconds: 13.5, at: places)
            }
            for (pair, heard) in zip(pairs, heard) {
                let text = heard.skews.map { String(format: "%g s %.3f", $0.second, $0.skew) }
                print("\(pair.partsPerMillion) ppm, skew in ms:", text.joined(separator: ", "))
                #expect(!heard.events.contains { $0.kind == .lost || $0.kind == .dropped })
                guard heard.isPunctual else { continue }
                #expect(heard.skews.count == places.count)
                #expect(heard.skews.allSatisfy { abs($0.skew) <= 1 })
                #expect(heard.isExact)
            }
        }

        @Test("F15: Of twenty starts on the same cards each is as the first")
        func starts() throws {
            let pair = Pair(partsPerMillion: (80, -80))
            let heard = try TonePair.atOnce(4) { _ in
                let cards = try Self.cards(pair)
                return try (0..<5).map { _ in
                    try Self.play(pair, cards, leadIn: 2, seconds: 0.6, at: [0.1, 0.3])
                }
            }.flatMap { $0 }
            print(heard.map { $0.skews.map { String(format: "%.3f", $0.skew) } })
            for start in heard where start.isPunctual {
                #expect(start.skews.count == 2)
                #expect(start.skews.allSatisfy { abs($0.skew) <= 1 })
                #expect(start.isExact)
            }
        }
    }
}
