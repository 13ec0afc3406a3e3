import Foundation
import Testing

extension EndToEnd {
    /// A whole session on two simulated cards, whose clocks differ; see Tests/SimulatedCard.
    @Suite("Two cards")
    struct TwoCardTests {
        /// The cards' folder, and what points a program to it.
        private struct Cards {
            let scratch: Scratch
            let environment: [String: String]
            private static let libraries =
                (Built.path as NSString).deletingLastPathComponent

            /// - Parameter speed: how many times as fast time passes in the program.
            init(_ cards: [String: String], speed: Int) throws {
                scratch = try Scratch()
                let folder = scratch.path + "/cards"
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: false)
                for (name, about) in cards {
                    _ = try scratch.file("cards/\(name).conf", about + "\n")
                }
                let card = Self.libraries + "/libSimulatedCard.so"
                let configuration = try scratch.file(
                    "asound.conf",
                    """
                    </usr/share/alsa/alsa.conf>
                    simulated_cards "\(folder)"
                    pcm_type.hw { lib "\(card)" open "_snd_pcm_simulated_open" }
                    ctl_type.hw { lib "\(card)" open "_snd_ctl_simulated_open" }
                    """)
                environment = [
                    "ALSA_CONFIG_PATH": configuration, "SIMULATED_SPEED": "\(speed)",
                    "LD_PRELOAD": Self.libraries + "/libSimulatedTime.so",
                ]
            }

            /// The stereo frames that a card played, as 16-bit numbers.
            func record(_ name: String) throws -> [Int16] {
                let data = try Data(
                    contentsOf: URL(fileURLWithPath: "\(scratch.path)/cards/\(name).raw"))
                return data.withUnsafeBytes { Array($0.bindMemory(to: Int16.self)) }
            }

            /// When a card played a frame, in nanoseconds, between two lines of its index.
            func moment(_ name: String, frame: Int) throws -> Double {
                let text = try String(
                    contentsOfFile: "\(scratch.path)/cards/\(name).index", encoding: .utf8)
                var before: (frame: Double, moment: Double)?
                for line in text.split(separator: "\n") {
                    let parts = line.split(separator: " ").prefix(3).compactMap { Double($0) }
                    guard parts.count == 3, parts[2] > 0 else { continue }
                    if let before, parts[0] > Double(frame) {
                        let share = (Double(frame) - before.frame) / (parts[0] - before.frame)
                        return before.moment + share * (parts[1] - before.moment)
                    }
                    before = (parts[0], parts[1])
                }
                throw ToolFailed(description: "\(name) has no frame \(frame)")
            }
        }

        @Test("The headphones get the rendered programme bit for bit, and the speakers keep to it")
        func session() throws {
            let about = "formats [ S16_LE ]\njitter 0.3\n"
            let cards = try Cards(
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
            let phones = try cards.record("phones")
            let room = try cards.record("room")
            let wave = try Wave(out)
            try wave.withShorts { programme in
                #expect(programme.count / 2 == 120 * 48_000)
                // Where the headphones begin: the programme's first stretch that is no silence.
                let loud = try #require(
                    stride(from: 0, to: programme.count, by: 2).first {
                        abs(Int(programme[$0])) > 300
                    })
                let key = Array(programme[loud..<loud + 64])
                let found = try #require(
                    stride(from: 0, to: phones.count - 64, by: 2).first {
                        phones[$0] == key[0] && Array(phones[$0..<$0 + 64]) == key
                    })
                let start = found - loud
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
