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
        private final class Stop: Sendable { let isWanted = Atomic<Bool>(false) }

        /// The programme: a tone of 250 Hz, whose phase tells the place to a microsecond, and one of
        /// 5 Hz, which tells the one of its periods.
        private static func tone(_ frame: Int) -> Float {
            let fine = sin(2 * Double.pi * Double(frame % 192) / 192)
            let coarse = sin(2 * Double.pi * Double(frame % 9600) / 9600)
            return Float(0.2 * fine + 0.2 * coarse)
        }

        /// Which frame of a card's record is heard at a moment, between two lines of its index.
        private func frame(_ index: [SimulatedCard.Entry], at moment: UInt64) -> Double? {
            guard let number = index.lastIndex(where: { $0.count > 0 && $0.moment <= moment }),
                let next = index[(number + 1)...].first(where: { $0.count > 0 })
            else { return nil }
            let stretch = index[number]
            let share = Double(moment - stretch.moment) / Double(next.moment - stretch.moment)
            return Double(stretch.frame) + share * Double(next.frame - stretch.frame)
        }

        /// Where a tone of a period is at a place of a record, in its frames.
        private func phase(_ record: [Int32], at frame: Double, period: Int) -> Double? {
            let count = max(1920, 4 * period)
            let first = Int(frame) - count / 2
            guard first >= 0, first + count <= record.count / 2 else { return nil }
            var (real, imaginary) = (0.0, 0.0)
            for number in 0..<count {
                let angle = 2 * Double.pi * (Double(first + number) - frame) / Double(period)
                let window = 0.5 - 0.5 * cos(2 * Double.pi * (Double(number) + 0.5) / Double(count))
                let value = Double(record[2 * (first + number)]) * window
                real += value * cos(angle)
                imaginary += value * sin(angle)
            }
            return atan2(real, -imaginary) / (2 * Double.pi) * Double(period)
        }

        /// By how many milliseconds one card is ahead of another at a moment.
        private func skew(
            _ one: ([Int32], [SimulatedCard.Entry]), _ other: ([Int32], [SimulatedCard.Entry]),
            at moment: UInt64
        ) -> Double? {
            func difference(_ period: Int) -> Double? {
                guard let here = frame(one.1, at: moment), let there = frame(other.1, at: moment),
                    let a = phase(one.0, at: here, period: period),
                    let b = phase(other.0, at: there, period: period)
                else { return nil }
                let turns = (a - b) / Double(period)
                return (turns - turns.rounded()) * Double(period)
            }
            guard let coarse = difference(9600), let fine = difference(192) else { return nil }
            return (fine + ((coarse - fine) / 192).rounded() * 192) / 48
        }

        /// A sample as a card of 32 bits gets it.
        private static func word(_ value: Float) -> Int32 {
            Int32((Double(value) * 2_147_483_648).rounded(.toNearestOrEven))
        }

        private func words(_ card: SimulatedCard) -> [Int32] {
            card.record.withUnsafeBytes { Array($0.bindMemory(to: Int32.self)) }
        }

        /// Plays the tone on two cards for some seconds.
        private func play(
            _ one: SimulatedCard, _ other: SimulatedCard, seconds: Double,
            during: () -> Void = {}
        ) throws -> [[DeviceEvent]] {
            let ring = MixRing(rate: .standard, aheadSeconds: 1)
            let stop = Stop()
            let mixer = NamedThread("tone") {
                var frame = 0
                while !stop.isWanted.load(ordering: .acquiring) {
                    let room = min(ring.room, 512 - frame % 512)
                    if room > 0 {
                        ring.write(count: room) { samples in
                            for number in 0..<room {
                                samples[2 * number] = Self.tone(frame + number)
                                samples[2 * number + 1] = samples[2 * number]
                            }
                        }
                        frame += room
                    } else {
                        MonotonicClock.sleep(nanoseconds: 2_000_000)
                    }
                }
            }
            defer {
                stop.isWanted.store(true, ordering: .releasing)
                mixer.join()
            }
            let feeds = [
                OutputFeed(ring: ring, options: .init(isReference: true, dither: false)),
                OutputFeed(ring: ring, options: .init(isReference: false, dither: false)),
            ]
            let outputs = [try ALSAOutput(one.name), try ALSAOutput(other.name)]
            for (output, feed) in zip(outputs, feeds) { try output.start(feed) }
            defer { for output in outputs { output.stop() } }
            // A clinician takes longer to begin; the clocks are known by then.
            Workshop.pause(seconds: 5)
            for feed in feeds { #expect(feed.send(FeedCommand(.play))) }
            during()
            Workshop.pause(seconds: seconds)
            return feeds.map { feed in
                var events: [DeviceEvent] = []
                while let event = feed.nextEvent() {
                    if case .device(let device) = event.kind { events.append(device) }
                }
                return events
            }
        }

        @Test("F1, F7: Two cards 200 ppm apart stay together, and the reference plays bit for bit")
        func together() throws {
            let about = "formats [ S32_LE ]\njitter 0.3\n"
            let one = try SimulatedCard(about + "ppm 100", isRealTime: true)
            let other = try SimulatedCard(about + "ppm -100", isRealTime: true)
            _ = try play(one, other, seconds: 25)
            let (left, right) = ((words(one), one.index), (words(other), other.index))
            let end = try #require(left.1.last { $0.count > 0 }).moment
            var worst = 0.0
            var shown: [String] = []
            for step in stride(from: 24.5, through: 1, by: -0.25) {
                guard let skew = skew(left, right, at: end - UInt64(step * 1e9)) else { continue }
                if step.truncatingRemainder(dividingBy: 1) == 0 {
                    shown.append(String(format: "%.3f", skew))
                }
                if step < 10 { worst = max(worst, abs(skew)) }
            }
            // What the reference played is the programme, frame after frame, untouched.
            let first = try #require(left.0.indices.first { $0 % 2 == 0 && left.0[$0] != 0 }) / 2
            let start = try #require(
                (0..<9600).first { start in
                    (0..<64).allSatisfy {
                        left.0[2 * (first + $0)] == Self.word(Self.tone(start + $0))
                    }
                })
            let wrong = (0..<(48_000 * 24)).first {
                left.0[2 * (first + $0)] != Self.word(Self.tone(start + $0))
            }
            #expect(wrong == nil)
            print("skew in ms, each second:", shown.joined(separator: " "))
            print("worst from 15 s on:", worst)
            #expect(worst <= 0.2)
        }

        @Test("F37: A card that comes back is in step and rises, and the other never notices")
        func lostAndBack() throws {
            let about = "formats [ S32_LE ]\njitter 0.3\nburst 16\n"
            let one = try SimulatedCard(about + "ppm 60", isRealTime: true)
            let other = try SimulatedCard(about + "ppm -90", isRealTime: true)
            let events = try play(one, other, seconds: 6) {
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
            let (left, right) = ((words(one), one.index), (words(other), other.index))
            for (card, (record, index), (others, times)) in [
                (one, left, right), (other, right, left),
            ] {
                let gone = try #require(card.entries("unplug").first).moment
                let back = try #require(card.entries("plug").first).moment
                // When it is heard again, and how it rises.
                let start = try #require(index.first { $0.count > 0 && $0.moment > back })
                let first = try #require(
                    (start.frame..<record.count / 2).first { record[2 * $0] != 0 })
                let entry = try #require(index.last { $0.count > 0 && $0.frame <= first })
                let heard = Double(entry.moment - back) / 1e6
                print("heard again \(heard) ms after it was back")
                #expect(heard < 2000)
                func loudest(_ from: Double) -> Double {
                    let begin = first + Int(from * 48_000)
                    return (begin..<begin + 4800).map { abs(Double(record[2 * $0])) }.max()!
                }
                #expect(loudest(0) < 0.01 * loudest(1))
                // The other one plays on, frame after frame at its pace.
                var last: Double?
                var worst = 0.0
                for moment in stride(
                    from: gone - 500_000_000, to: back + 1_500_000_000, by: 20_000_000)
                {
                    let at = try #require(frame(times, at: moment))
                    let place = try #require(phase(others, at: at, period: 192))
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
                    let apart = try #require(skew(left, right, at: moment))
                    print("skew \(seconds) s after it: \(apart) ms")
                    #expect(abs(apart) < most)
                }
            }
        }
    }
}
