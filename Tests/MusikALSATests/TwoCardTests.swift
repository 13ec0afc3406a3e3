import Foundation
import MusikEngine
import MusikModel
import MusikRealtime
import Synchronization
import Testing

@testable import MusikALSA

extension DaemonTests {
    /// Two cards with clocks of their own, and one programme.
    @Suite struct TwoCardTests {
        @Test("F1, F7: Two cards 200 ppm apart stay together, and the reference plays bit for bit")
        func together() throws {
            let about = "formats [ S32_LE ]\njitter 0.3\n"
            let one = try SimulatedCard(about + "ppm 100", isRealTime: true)
            let other = try SimulatedCard(about + "ppm -100", isRealTime: true)
            _ = try TonePair().play((one.name, other.name), seconds: 25)
            let left = PlayedTone(one, partsPerMillion: 100)
            let right = PlayedTone(other, partsPerMillion: -100)
            let end = try #require(left.index.last { $0.count > 0 }).moment
            var worst = 0.0
            var shown: [String] = []
            for step in stride(from: 24.5, through: 1, by: -0.25) {
                guard let skew = left.skew(to: right, at: end - UInt64(step * 1e9)) else {
                    continue
                }
                if step.truncatingRemainder(dividingBy: 1) == 0 {
                    shown.append(String(format: "%.3f", skew))
                }
                if step < 10 { worst = max(worst, abs(skew)) }
            }
            // What the reference played is the programme, frame after frame, untouched.
            let tone = TestTone()
            let first = try #require(left.firstSound())
            let start = try #require(
                (0..<9600).first { start in
                    (0..<64).allSatisfy {
                        left.record[2 * (first + $0)] == tone.word(start + $0)
                    }
                })
            let wrong = (0..<(48_000 * 24)).first {
                left.record[2 * (first + $0)] != tone.word(start + $0)
            }
            #expect(wrong == nil)
            print("skew in ms, each second:", shown.joined(separator: " "))
            print("worst from 15 s on:", worst)
            #expect(worst <= 0.2)
        }

        @Test("F37, F39: A card that comes back is in step and rises, and the other never notices")
        func lostAndBack() throws {
            let about = "formats [ S32_LE ]\njitter 0.3\n"
            let one = try SimulatedCard(about + "ppm 60", isRealTime: true)
            let other = try SimulatedCard(about + "ppm -90", isRealTime: true)
            let events = try TonePair().play((one.name, other.name), seconds: 6) {
                Workshop.pause(seconds: 7)
                other.script("unplug 1500")
                Workshop.pause(seconds: 6)
                one.script("unplug 1500")
            }
            print(events.map { $0.map { "\($0.kind) \($0.frames)" } })
            for known in events {
                #expect(known.count { $0.kind == .lost } == 1)
                #expect(known.count { $0.kind == .recovered } == 1)
                #expect(!known.contains { $0.kind == .underrun || $0.kind == .lostTime })
            }
            let left = PlayedTone(one, partsPerMillion: 60)
            let right = PlayedTone(other, partsPerMillion: -90)
            for (card, played, others) in [(one, left, right), (other, right, left)] {
                let (record, index) = (played.record, played.index)
                let gone = try #require(card.entries("unplug").first).moment
                let back = try #require(card.entries("plug").first).moment
                // When it is heard again, and how it rises.
                let start = try #require(index.first { $0.count > 0 && $0.moment > back })
                let first = try #require(played.firstSound(from: start.frame))
                let entry = try #require(index.last { $0.count > 0 && $0.frame <= first })
                let heard = Double(entry.moment - back) / 1e6
                print("heard again \(heard) ms after it was back")
                #expect(heard < 2000)
                func loudest(_ from: Double) -> Double {
                    let begin = first + Int(from * 48_000)
                    return (begin..<begin + 4800).map { abs(Double(record[2 * $0])) }.max()!
                }
                #expect(loudest(0) < 0.01 * loudest(1))
                // Once it sounds nothing jumps: what is left of the way is steered.
                var place: Double?
                for frame in stride(from: first + 12_000, to: first + 48_000, by: 960) {
                    let now = try #require(played.phase(at: Double(frame), period: 192))
                    if let place {
                        let step = (now - place) / 192
                        #expect(abs(step - step.rounded()) * 192 < 2, "at frame \(frame - first)")
                    }
                    place = now
                }
                // The other one plays on, frame after frame at its pace.
                var last: Double?
                var worst = 0.0
                for moment in stride(
                    from: gone - 500_000_000, to: back + 1_500_000_000, by: 20_000_000)
                {
                    let at = try #require(others.frame(at: moment))
                    let place = try #require(others.phase(at: at, period: 192))
                    // 20 ms are 960 frames, five periods of the tone.
                    if let last {
                        let step = (place - last) / 192
                        worst = max(worst, abs(step - step.rounded()) * 192 / 48)
                    }
                    last = place
                }
                print("the other moved by at most \(worst) ms in 20")
                #expect(worst < 0.01)
                for (seconds, most) in [(1.2, 1.0), (3.0, 0.2)] {
                    let moment = entry.moment + UInt64(seconds * 1e9)
                    let apart = try #require(left.skew(to: right, at: moment))
                    print("skew \(seconds) s after it: \(apart) ms")
                    #expect(abs(apart) < most)
                }
            }
        }

        @Test(
            "A pause leaves both together, and the follower alone goes on while the reference is away"
        )
        func pauses() throws {
            let about = "formats [ S32_LE ]\njitter 0.3\n"
            let one = try SimulatedCard(about + "ppm 50", isRealTime: true)
            let other = try SimulatedCard(about + "ppm -50", isRealTime: true)
            var resumed: [UInt64] = []
            var pair = TonePair()
            pair.leadIn = 3
            let events = try pair.play(
                (one.name, other.name), seconds: 3.5,
                led: { send in
                    func hold() {
                        send(.pause)
                        Workshop.pause(seconds: 1.2)
                        resumed.append(MonotonicClock.nanoseconds)
                        send(.resume)
                    }
                    Workshop.pause(seconds: 2)
                    hold()
                    Workshop.pause(seconds: 3)
                    one.script("unplug 6500")
                    Workshop.pause(seconds: 0.8)
                    hold()
                })
            let left = PlayedTone(one, partsPerMillion: 50)
            let right = PlayedTone(other, partsPerMillion: -50)
            for seconds in [1.0, 2.0] {
                let moment = resumed[0] + UInt64(seconds * 1e9)
                let apart = try #require(left.skew(to: right, at: moment))
                print("skew \(seconds) s after the pause: \(apart) ms")
                #expect(abs(apart) < 0.2)
            }
            #expect(!events[1].contains { [.dropped, .lost, .underrun].contains($0.kind) })
            let begin = try #require(right.frame(at: resumed[1] + 800_000_000))
            var place: Double?
            for frame in stride(from: Int(begin), to: Int(begin) + 110_000, by: 960) {
                let now = try #require(right.phase(at: Double(frame), period: 192))
                if let place {
                    let step = (now - place) / 192
                    #expect(abs(step - step.rounded()) * 192 < 1, "frame \(frame - Int(begin))")
                }
                place = now
                #expect((frame..<frame + 48).contains { right.record[2 * $0] != 0 })
            }
        }
    }
}
