import Foundation
import Testing

extension EndToEnd {
    /// A whole session on two simulated cards, whose clocks differ; see Tests/SimulatedCard.
    @Suite("Two cards")
    struct TwoCardTests {
        /// What the log says of the threads, at the end: that no page was missing on those of sound,
        /// and that none was so late that a card ran dry.
        static func checkHealth(_ events: [EndToEnd.Event]) throws {
            for output in [0, 1] {
                let last = try #require(
                    events.last { $0.event == "health" && $0.output == output })
                print("thread \(output): \(last)")
                #expect(last.majorFaults == 0)
                if geteuid() == 0 { #expect(last.minorFaults == 0, "memory is locked") }
                #expect((last.value ?? -1) >= 0)
                #expect((last.frames ?? 0) > 0, "the card never ran dry")
            }
            let mixer = try #require(events.last { $0.event == "health" && $0.output == nil })
            print("mixer: \(mixer)")
            #expect((mixer.frames ?? 0) > 0)
            #expect(!events.contains { $0.event == "bed" })
        }

        @Test("The headphones get the rendered programme bit for bit, and the speakers keep to it")
        func session() throws {
            let about = "formats [ S16_LE ]\njitter 0.3\n"
            let cards = try SimulatedCards(
                ["phones": about + "ppm 100", "room": about + "ppm -100"], speed: 4)
            let data = try dataFolder(in: cards.scratch)
            let events = cards.scratch.path + "/events.jsonl"
            let result = try Built.run(
                [
                    "session", "--rehearsal", "--unattended", "--window", "2m", "--playlist",
                    "calm-shore", "--headphones", "hw:CARD=phones,DEV=0?buffer=400", "--speakers",
                    "hw:CARD=room,DEV=0?buffer=400", "--events", events, "--data", data,
                ], in: root, environment: cards.environment)
            try #require(result.exit == 0, "\(result.errors)")
            let out = cards.scratch.path + "/out.wav"
            let render = try Built.run(
                ["render", "--events", events, "--out", out, "--bits", "16", "--data", data],
                in: root)
            try #require(render.exit == 0, "\(render.errors)")
            let clocks = try EndToEnd.events(events).filter { $0.event == "clock" }
            for (output, error) in [(0, 100.0), (1, -100.0)] {
                let known = clocks.filter { $0.output == output }
                #expect(known.count == 2, "at 20 s and at 80 s")
                #expect(known.allSatisfy { abs(($0.value ?? 0) - error) < 3 }, "\(known)")
                #expect(
                    known.allSatisfy {
                        output == 0
                            ? $0.skewMilliseconds == nil : abs($0.skewMilliseconds ?? 1) < 0.1
                    }, "\(known)")
            }
            try Self.checkHealth(EndToEnd.events(events))
            let phones = try cards.record("phones")
            let room = try cards.record("room")
            let wave = try Wave(out)
            try wave.withShorts { programme in
                #expect(programme.count / 2 == 120 * 48_000)
                let start = try #require(SimulatedCards.start(of: programme, in: phones))
                try #require(start >= 0 && start + programme.count <= phones.count)
                let wrong = programme.indices.first { phones[start + $0] != programme[$0] }
                #expect(wrong == nil, "frame \((wrong ?? 0) / 2)")

                // Where the speakers are, against the headphones, by the greatest likeness.
                for second in [16, 40, 70, 100] {
                    let at = second * 96_000
                    let length = 9600
                    let heard = try cards.moment("phones", frame: (start + at) / 2)
                    var best = (likeness: -Double.infinity, frame: 0)
                    let guess = (start + at) / 2 - second * 9
                    for frame in stride(from: guess - 24_000, to: guess + 24_000, by: 1)
                    where frame >= 0 && 2 * frame + 2 * length < room.count {
                        var sum = 0.0
                        for step in stride(from: 0, to: 2 * length, by: 8) {
                            sum += Double(programme[at + step]) * Double(room[2 * frame + step])
                        }
                        if sum > best.likeness { best = (sum, frame) }
                    }
                    let skew = (try cards.moment("room", frame: best.frame) - heard) / 1e6
                    print("skew at \(second) s: \(skew) ms")
                    // To a frame, of 0.02 ms.
                    #expect(abs(skew) < 0.2)
                }
            }
        }
    }
}
