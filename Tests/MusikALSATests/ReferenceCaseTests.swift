import Foundation
import MusikEngine
import MusikModel
import MusikRealtime
import Testing

@testable import MusikALSA

extension DaemonTests {
    /// What happens to the reference's card must not be heard from the other one.
    @Suite struct ReferenceCaseTests {
        @Test(
            "F16, F41, F43: A reference that stands, sleeps or hangs for long doesn't hold up the other"
        )
        func standing() throws {
            let faults = [
                "stick 2500", "stall 1800", "suspend 60", "suspend 1500", "hang 700", "hang 2500",
            ]
            let about = "formats [ S32_LE ]\njitter 0.3\n"
            let cards = try faults.map { _ in
                (
                    try SimulatedCard(about + "ppm 60", isRealTime: true),
                    try SimulatedCard(about + "ppm -90", isRealTime: true)
                )
            }
            let events = try TonePair.atOnce(faults.count) { number in
                let (one, other) = cards[number]
                return try TonePair().play((one.name, other.name), seconds: 6) {
                    Workshop.pause(seconds: 2)
                    one.script("note fault", faults[number])
                }
            }
            for (number, fault) in faults.enumerated() {
                let (one, other) = cards[number]
                let told = events[number]
                print(fault, told.map { $0.map { "\($0.kind) \($0.frames)" } })
                #expect(
                    !told[1].contains { [.lost, .dropped, .lostTime].contains($0.kind) },
                    "\(fault)")
                // A machine that is busy elsewhere may be late; then it is told.
                if told[1].contains(where: { $0.kind == .underrun }) { continue }
                let begin = try #require(one.entries("note fault").first).moment
                let left = PlayedTone(one, partsPerMillion: 60)
                let right = PlayedTone(other, partsPerMillion: -90)
                var last: Double?
                var worst = 0.0
                for moment in stride(
                    from: begin - 500_000_000, to: begin + 5_000_000_000, by: 20_000_000)
                {
                    let at = try #require(right.frame(at: moment))
                    let place = try #require(right.phase(at: at, period: 192))
                    if let last {
                        let step = (place - last) / 192
                        worst = max(worst, abs(step - step.rounded()) * 192 / 48)
                    }
                    last = place
                    #expect(
                        (Int(at)..<Int(at) + 200).contains { right.record[2 * $0] != 0 },
                        "\(fault): silent \(Double(moment - begin) / 1e9) s after it")
                }
                let apart = try #require(left.skew(to: right, at: begin + 5_000_000_000))
                print("\(fault): the other moved by at most \(worst) ms in 20, skew \(apart) ms")
                #expect(worst < 0.02, "\(fault)")
                #expect(abs(apart) < 1, "\(fault)")
            }
        }

        @Test("F37, F42: Joins of the reference don't add up: after sixteen it is where it belongs")
        func joins() throws {
            let about = "formats [ S32_LE ]\njitter 0.3\n"
            let one = try SimulatedCard(about + "ppm 60", isRealTime: true)
            let other = try SimulatedCard(about + "ppm -90", isRealTime: true)
            let events = try TonePair().play((one.name, other.name), seconds: 3) {
                Workshop.pause(seconds: 2)
                one.script("note begin")
                for _ in 0..<16 {
                    Workshop.pause(seconds: 0.9)
                    one.script("xrun")
                }
            }
            #expect(events[0].count { $0.kind == .underrun } == 16)
            let begin = try #require(one.entries("note begin").first).moment
            let tone = PlayedTone(one, partsPerMillion: 60)
            func place(_ moment: UInt64) throws -> Double {
                let frame = try #require(tone.frame(at: moment))
                return try #require(tone.phase(at: frame, period: 192))
            }
            let last = begin + 16 * 900_000_000 + 2_000_000_000
            let passed = Double(last - begin) / 1e9 * tone.rate
            // A place further on is a phase that is less.
            let turns = (try place(last) - place(begin) + passed) / 192
            let off = (turns - turns.rounded()) * 192 / 48
            print("after sixteen joins off by \(off) ms")
            #expect(abs(off) < 0.4)
        }
    }
}
