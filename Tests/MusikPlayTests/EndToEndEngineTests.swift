import Foundation
import MusikTestSupport
import Testing

extension EndToEnd {
    /// The engine as a process of its own, on simulated cards in real time.
    @Suite("The engine's process")
    struct EngineTests {
        private struct Status: Decodable {
            var phase: String
            var enginePid: Int32?
            var quiet: Bool
        }

        /// A session in a terminal, and what it plays on.
        private final class Played {
            let cards: SimulatedCards
            let data: String
            let log: String
            var window: PseudoTerminal
            var session: Running

            init(window length: String = "10m") throws {
                cards = try SimulatedCards(
                    [
                        "phones": "formats [ S16_LE ]\nppm 30\n",
                        "room": "formats [ S16_LE ]\nppm -40\n",
                    ], speed: 1)
                data = try dataFolder(in: cards.scratch)
                log = cards.scratch.path + "/events.jsonl"
                window = try PseudoTerminal()
                session = try Running(
                    Built.path,
                    [
                        "session", "--rehearsal", "--window", length, "--playlist", "calm-shore",
                        "--opening", "none", "--no-landing", "--headphones",
                        "hw:CARD=phones,DEV=0", "--speakers", "hw:CARD=room,DEV=0", "--events",
                        log, "--data", data,
                    ], environment: ["TERM": "xterm"].merging(cards.environment) { $1 },
                    terminal: window.path)
                try #require(window.shows("Ready", within: 60), "\(window.shown)")
                window.type("\r")
                let plays = try wait(seconds: 10) {
                    try events(log).contains { $0.command == "play" }
                }
                try #require(plays)
            }

            func ask(_ command: String) throws -> Built.Result {
                try Built.run([command, "--data", data], in: root)
            }

            func status() throws -> Status {
                let result = try ask("status")
                try #require(result.exit == 0, "\(result.errors)")
                return try JSONDecoder().decode(Status.self, from: Data(result.output.utf8))
            }

            func enginePid() throws -> Int32 { try #require(try status().enginePid) }

            /// Takes the session back in another terminal.
            func attach() throws {
                window = try PseudoTerminal()
                session = try Running(
                    Built.path, ["session", "--attach", "--data", data],
                    environment: ["TERM": "xterm"].merging(cards.environment) { $1 },
                    terminal: window.path)
                try #require(window.shows("taken back"), "\(window.shown)")
            }

            /// Stops the session, and renders what its log says that the headphones were given.
            func rendered() throws -> [Int16] {
                try #require(try ask("stop").exit == 0)
                try #require(session.exit(within: 20) == 0, "\(window.shown)")
                let out = cards.scratch.path + "/out.wav"
                let render = try Built.run(
                    ["render", "--events", log, "--out", out, "--bits", "16", "--data", data],
                    in: root)
                try #require(render.exit == 0, "\(render.errors)")
                return try Wave(out).withShorts { Array($0) }
            }
        }

        private static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) }

        /// A place where the record and the rendering are the same for 64 frames of sound.
        private static func match(
            _ programme: [Int16], around frame: Int, within reach: Int, in record: [Int16],
            at place: Int
        ) -> Int? {
            let key = record[2 * place..<2 * place + 128]
            guard key.contains(where: { abs(Int($0)) > 200 }) else { return nil }
            let first = max(0, frame - reach)
            let candidates = first..<max(first, min(programme.count / 2 - 63, frame + reach + 1))
            return candidates.first { candidate in
                programme[2 * candidate] == key.first
                    && programme[2 * candidate..<2 * candidate + 128].elementsEqual(key)
            }
        }

        @Test("F49: Killed at any moment it is back within a second, at its frame, as commanded")
        func killed() throws {
            let kills = Int(ProcessInfo.processInfo.environment["MUSIK_KILLS"] ?? "") ?? 8
            let played = try Played(window: "\(10 + kills / 10)m")
            let seed = UInt64.random(in: 0...UInt64.max)
            print("seed \(seed)")
            var generator = Generator(seed: seed)
            // The headphones 3 dB down throughout.
            played.window.type("---")
            usleep(6_000_000)
            // In turn: playing with the speakers muted, quiet, held, and with talk over.
            let states: [(on: String, off: String)] = [
                ("\tm", "m\t"), ("q", "q"), ("p", "p"), ("t", "t"),
            ]
            var moments: [(kill: Double, state: Int)] = []
            for number in 0..<kills {
                let state = number % states.count
                played.window.type(states[state].on)
                usleep(900_000)
                usleep(UInt32.random(in: 0..<1_000_000, using: &generator))
                let before = try played.enginePid()
                let moment = Self.now
                try #require(kill(before, SIGKILL) == 0)
                moments.append((moment, state))
                let isBack = try wait(seconds: 5) {
                    try events(played.log).filter { $0.event == "engineRestarted" }.count
                        == number + 1
                }
                try #require(isBack, "seed \(seed): kill \(number)")
                usleep(1_200_000)
                let status = try played.status()
                #expect(status.quiet == (state == 1), "seed \(seed): kill \(number)")
                let isHeld = status.phase == "paused"
                #expect(isHeld == (state == 2), "seed \(seed): kill \(number)")
                played.window.type(states[state].off)
                // A pause asks where the end is to be; quiet and talk over come back in 3 s.
                usleep(state == 2 ? 500_000 : 3_200_000)
                if state == 2 { played.window.type("1") }
                usleep(700_000)
            }
            let programme = try played.rendered()
            let record = try played.cards.record("phones")
            let stretches = try played.cards.stretches("phones")
            var gaps: [Double] = []
            for (number, (moment, state)) in moments.enumerated() {
                // The first sound of the stream after it: zeros come before.
                let after = stretches.filter { $0.moment > moment }
                let first = try #require(after.first)
                // A second of it: less than passes until the next key.
                let end = min(first.frame + 48_000, record.count / 2)
                let sound = (first.frame..<end).first {
                    record[2 * $0] != 0 || record[2 * $0 + 1] != 0
                }
                if state == 0 {
                    let back = try played.cards.moment("phones", frame: try #require(sound))
                    gaps.append((back - moment) * 1e-9)
                    #expect(gaps.last! < 1, "seed \(seed): kill \(number)")
                } else if state == 1 {
                    let loudest = (first.frame..<end).map { abs(Int(record[2 * $0])) }.max() ?? 0
                    #expect(loudest < 3, "seed \(seed): kill \(number): quiet stays quiet")
                }
            }
            gaps.sort()
            print("away for \(gaps) s, median \(gaps[gaps.count / 2]) s")
            let places = try expectPlace(record, programme, stretches, moments, seed)
            let room = try played.cards.record("room")
            for (number, (moment, state)) in moments.enumerated() {
                let place = try #require(places.last { $0.moment < moment })
                let rise = moment + 0.8e9
                let length = 14_400
                let start = try frame("phones", of: played, at: rise)
                let due = place.frame + Int((rise - place.moment) * 48e-6 * 1.00003)
                let heard = Self.level(record, from: start, frames: length)
                let wanted = Self.level(programme, from: due, frames: length)
                // Both are dither at most while it is quiet or held.
                #expect(
                    abs(heard - wanted) < 1.5 || (heard < -90 && wanted < -90),
                    "seed \(seed): kill \(number) in state \(state): \(heard), \(wanted) dBFS")
                if state == 1 || state == 2 { #expect(heard < -90, "seed \(seed): kill \(number)") }
                if state == 0 {
                    let muted = try Self.level(
                        room, from: frame("room", of: played, at: rise), frames: length)
                    #expect(muted < -90, "seed \(seed): kill \(number): muted stays muted")
                }
            }
        }

        /// Which frame of a record a card played at a moment.
        private func frame(_ card: String, of played: Played, at moment: Double) throws -> Int {
            let stretch = try #require(
                try played.cards.stretches(card).last { $0.moment <= moment })
            return stretch.frame + Int((moment - stretch.moment) * 48e-6)
        }

        /// The root mean square of some frames, in dB of full scale.
        private static func level(_ samples: [Int16], from frame: Int, frames: Int) -> Double {
            let part = samples[2 * frame..<2 * (frame + frames)]
            let sum = part.reduce(0.0) { $0 + Double($1) * Double($1) }
            return 10 * log10(max(sum, 1e-9) / Double(part.count)) - 20 * log10(32768)
        }

        /// Where sound is, it is the rendering's: the same frame at the same moment as before the
        /// kills. Returns the places that were found, as frames of the rendering and moments.
        ///
        /// A pause in which the engine was killed may have been longer or shorter than its log says,
        /// by what a board that is written fifty times a second doesn't tell: 50 ms at most.
        private func expectPlace(
            _ record: [Int16], _ programme: [Int16],
            _ stretches: [(frame: Int, moment: Double, count: Int)],
            _ kills: [(kill: Double, state: Int)], _ seed: UInt64
        ) throws -> [(frame: Int, moment: Double)] {
            var places: [(frame: Int, moment: Double)] = []
            var missed = 0
            for stretch in stretches where stretch.count > 24_000 {
                for part in stride(from: 2000, to: stretch.count - 64, by: 6000) {
                    let place = stretch.frame + part
                    guard 2 * place + 128 <= record.count else { break }
                    let moment = stretch.moment + Double(part) / 48_000 * 1e9
                    // Not while it rises, 0.6 s after a kill.
                    if kills.contains(where: { moment > $0.kill && moment < $0.kill + 2e9 }) {
                        continue
                    }
                    guard
                        record[2 * place..<2 * place + 128].contains(where: { abs(Int($0)) > 200 })
                    else { continue }
                    guard let last = places.last else {
                        let frame = Self.match(
                            programme, around: 0, within: programme.count / 2, in: record, at: place
                        )
                        if let frame { places.append((frame, moment)) }
                        continue
                    }
                    let wasHeld = kills.contains {
                        $0.state == 2 && $0.kill > last.moment && $0.kill < moment
                    }
                    let expected =
                        Double(last.frame) + (moment - last.moment) * 1e-9 * 48_000 * 1.00003
                    let frame = Self.match(
                        programme, around: Int(expected), within: wasHeld ? 2400 : 48, in: record,
                        at: place)
                    if let frame {
                        places.append((frame, moment))
                    } else {
                        missed += 1
                    }
                }
            }
            print("\(places.count) places checked, \(missed) not found")
            #expect(missed == 0, "seed \(seed)")
            #expect(places.count > 8 * kills.count, "seed \(seed)")
            return places
        }

        @Test(
            "A session's process that is killed changes not one frame, and --attach takes it back")
        func attached() throws {
            let played = try Played()
            let seed = UInt64.random(in: 0...UInt64.max)
            print("seed \(seed)")
            var generator = Generator(seed: seed)
            for round in 0..<3 {
                usleep(UInt32.random(in: 500_000..<2_500_000, using: &generator))
                let engine = try played.enginePid()
                played.session.end(SIGKILL)
                usleep(500_000)
                #expect(kill(engine, 0) == 0, "the engine lives")
                if round == 1 {
                    // Whoever is there can silence it, also without the session.
                    #expect(try played.ask("quiet").exit == 0)
                    #expect(try played.status().quiet)
                    #expect(try played.status().phase == "left")
                    usleep(500_000)
                    #expect(try played.ask("quiet").exit == 0)
                    let other = try Built.run(
                        ["session", "--demo", "--unattended", "--data", played.data], in: root)
                    #expect(other.exit == 69 && other.errors.contains("--attach"))
                    let tones = try Built.run(
                        ["devices", "test", "null:", "--data", played.data], in: root)
                    #expect(tones.exit == 69 && tones.errors.contains("--attach"))
                }
                try played.attach()
                #expect(try played.enginePid() == engine)
            }
            usleep(1_000_000)
            let programme = try played.rendered()
            let record = try played.cards.record("phones")
            let start = try #require(SimulatedCards.start(of: programme, in: record))
            let wrong = programme.indices.first { record[start + $0] != programme[$0] }
            #expect(wrong == nil, "seed \(seed): frame \((wrong ?? 0) / 2)")
            #expect(programme.count / 2 > 5 * 48_000)
        }
    }
}
