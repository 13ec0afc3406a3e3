import Foundation
import MusikEngine
import MusikRealtime
import Testing

@testable import MusikALSA

extension DaemonTests {
    /// What goes wrong with devices in players; the numbers are those of FailureCases. Cards of one
    /// test play at the same time, because the time is real.
    @Suite struct DeviceCaseTests {
        /// A card with an output that plays numbered frames on it.
        private struct Played {
            let card: SimulatedCard
            let output: PatternOutput

            init(_ about: String = "", options: String = "") throws {
                card = try SimulatedCard(about, isRealTime: true)
                output = try PatternOutput(card.name + options)
            }

            /// A machine that is busy elsewhere may be late; then it is told, and no more is sure.
            var wasLate: Bool { output.count(.underrun) > 0 }

            /// The whole record is the pattern, unless it was told that it isn't.
            func expectUntouched(_ about: String = "") {
                #expect(output.count(.lost) == 0, "\(about)")
                #expect(output.feed.collisions == 0, "\(about)")
                if wasLate { return }
                let played = PlayedPattern(card)
                #expect(played.music.count > 4800, "\(about)")
                let isWhole = played.isWhole && played.isUnbroken
                #expect(isWhole, "\(about)")
            }
        }

        /// A way for a card to be gone.
        private struct Loss {
            var name: String
            var lines: [String]
            /// Losses that are told: the card may be gone again as it is opened.
            var losses = 1
        }

        private static let losses = [
            Loss(name: "write", lines: ["fail write ENODEV"]),
            Loss(name: "prepare", lines: ["fail prepare ENODEV", "xrun"]),
            Loss(name: "start", lines: ["fail start ENODEV", "xrun"]),
            Loss(name: "hw_params", lines: ["fail hw_params ENODEV 2", "fail write ENODEV"]),
            Loss(name: "open", lines: ["fail open ENODEV 3", "fail write ENODEV"]),
            Loss(name: "pulled", lines: ["unplug ENODEV 300"]),
            Loss(name: "pulled and no file", lines: ["after ms 3.3 unplug ENOENT 300"]),
            Loss(
                name: "pulled twice", lines: ["unplug 200", "after ms 700 unplug 200"], losses: 2),
        ]

        @Test(
            "F36, F37, F38, F39: A card gone at any call is back in 2 s at the right frame, alone")
        func gone() throws {
            let other = try Played()
            let cards = try Self.losses.map { _ in try Played() }
            for played in cards + [other] { try played.output.start() }
            Workshop.pause(seconds: 0.3)
            for (loss, played) in zip(Self.losses, cards) {
                for line in loss.lines { played.card.script(line) }
            }
            let areBack = Workshop.wait(seconds: 4) {
                zip(Self.losses, cards).allSatisfy { $1.output.count(.recovered) == $0.losses }
            }
            #expect(areBack)
            Workshop.pause(seconds: 0.3)
            for played in cards + [other] { played.output.stop() }
            for (loss, played) in zip(Self.losses, cards) {
                let output = played.output
                #expect(output.count(.lost) == loss.losses, "\(loss.name)")
                #expect(output.last(.lost)?.code == ENODEV, "\(loss.name)")
                #expect(output.feed.collisions == 0, "\(loss.name)")
                let record = PlayedPattern(played.card)
                // Where its first stream ended.
                let index = record.index
                let first = try #require(index.firstIndex { $0.event.hasPrefix("close") })
                let (off, away) = try #require(record.interruption(at: index[first].frame))
                print("\(loss.name): off by \(off) ms after \(away) ms")
                if !played.wasLate { #expect(abs(off) < 5, "\(loss.name)") }
                #expect(away < 2300, "\(loss.name)")
            }
            other.expectUntouched("the other card")
        }

        @Test("F41: A pointer that stands while every call succeeds is an alarm until it moves")
        func stuck() throws {
            let (played, other) = (try Played(), try Played())
            for played in [played, other] { try played.output.start() }
            played.card.script("stick ever")
            let output = played.output
            #expect(Workshop.wait(seconds: 3) { output.count(.lost) == 1 })
            #expect(output.last(.lost)?.code == ETIMEDOUT)
            // Opened again at once, and still it isn't believed.
            Workshop.pause(seconds: 0.5)
            #expect(output.count(.recovered) == 0)
            played.card.script("unstick")
            #expect(Workshop.wait(seconds: 4) { output.count(.recovered) == 1 })
            for played in [played, other] { played.output.stop() }
            other.expectUntouched()
        }

        @Test("F42: An under-run is told and made up for on the open stream")
        func underrun() throws {
            let (stopped, dry, other) = (try Played(), try Played(), try Played())
            for played in [stopped, dry, other] { try played.output.start() }
            Workshop.pause(seconds: 0.3)
            stopped.card.script("note here", "xrun")
            dry.card.script("note here", "hang 120")
            let areTold = Workshop.wait(seconds: 3) {
                [stopped, dry].allSatisfy { $0.output.count(.underrun) > 0 }
            }
            #expect(areTold)
            Workshop.pause(seconds: 0.3)
            for played in [stopped, dry, other] { played.output.stop() }
            for (name, played) in [("stopped", stopped), ("ran dry", dry)] {
                let record = PlayedPattern(played.card)
                let events = played.output.feed.events.map { "\($0.kind) \($0.frames)" }
                #expect(played.output.count(.lost) == 0)
                #expect(played.card.entries("open").count == 1)
                let note = try #require(played.card.entries("note").first)
                let gap = try #require(
                    zip(record.music, record.music.dropFirst()).first {
                        $1.frame >= note.frame && $1.number != $0.number + 1
                    })
                let (off, away) = try #require(record.interruption(at: gap.1.frame))
                print("\(name): off by \(off) ms after \(away) ms; \(events)")
                if played.output.count(.underrun) == 1 {
                    #expect(abs(off) < 5)
                    #expect(away < 250)
                }
            }
            // Nothing was prepared anew where it only ran dry.
            if dry.output.count(.underrun) == 1 {
                let note = try #require(dry.card.entries("note").first)
                #expect(!dry.card.entries("prepare").contains { $0.moment > note.moment })
                #expect(dry.output.last(.underrun)?.code == 0)
            }
            other.expectUntouched()
        }

        @Test("F43: A driver that wakes slowly is waited for and told once, and the place stays")
        func suspended() throws {
            let cards = try [20, 400, nil].map { (milliseconds: $0, played: try Played()) }
            for (_, played) in cards { try played.output.start() }
            Workshop.pause(seconds: 0.3)
            for (milliseconds, played) in cards {
                // The last one never wakes by itself and is prepared anew.
                played.card.script("suspend \(milliseconds.map(String.init) ?? "ever")")
            }
            let areBack = Workshop.wait(seconds: 5) {
                cards.allSatisfy { $0.played.output.count(.resumed) > 0 }
            }
            #expect(areBack)
            Workshop.pause(seconds: 0.3)
            for (_, played) in cards { played.output.stop() }
            for (milliseconds, played) in cards {
                let name = milliseconds.map { "\($0) ms" } ?? "for ever"
                #expect(played.output.count(.resumed) == 1, "\(name)")
                #expect(played.output.count(.lost) == 0, "\(name)")
                let entry = try #require(played.card.entries("suspend").first)
                let record = PlayedPattern(played.card)
                let (_, away) = try #require(record.interruption(at: entry.frame))
                let before = try #require(record.around(entry.frame)).before
                let last = try #require(record.music.last)
                let off =
                    try (#require(record.lead(of: last)) - #require(record.lead(of: before))) / 48
                print("suspended \(name): away for \(away) ms, in the end off by \(off) ms")
                if played.wasLate { continue }
                #expect(away < Double(milliseconds ?? 2000) + 100, "\(name)")
                #expect(abs(off) < 5, "\(name)")
            }
        }

        @Test("F43: A machine that falls asleep as the device is opened starts all the same")
        func suspendedEarly() throws {
            let played = try Played()
            played.card.script("at frame 100 suspend 100")
            try played.output.start()
            #expect(Workshop.wait(seconds: 2) { played.output.feed.renderedFrames > 12_000 })
            played.output.stop()
            #expect(played.card.entries("suspend").count == 1)
            #expect(played.output.count(.opened) == 1)
            played.expectUntouched()
        }

        @Test("F4, F51: Any period plays that is a quarter of the mix at most; longer is refused")
        func periods() throws {
            // The mix of these outputs is a second ahead.
            let played = try [16, 33, 441, 1023, 4096, 12_000].map { period in
                try Played("period_min \(period)\nperiod_max \(period)")
            }
            for one in played { try one.output.start() }
            Workshop.pause(seconds: 1)
            for one in played { one.output.stop() }
            for (one, period) in zip(played, [16, 33, 441, 1023, 4096, 12_000]) {
                let configuration = one.output.core.configuration.withLock { $0 }
                #expect(configuration?.periodFrames == period)
                one.expectUntouched("\(period)")
            }
            let long = try Played("period_min 12001\nperiod_max 12001")
            let error = #expect(throws: ALSAError.self) { try long.output.start() }
            #expect(error?.reason == .periodTooLong(periodFrames: 12_001, mostFrames: 12_000))
        }

        @Test("F48: A busy card is refused as busy at the start, and waited for afterwards")
        func busy() throws {
            let (held, back) = (try Played(), try Played())
            try back.output.start()
            back.card.script("unplug 100", "after ms 100 busy 300")
            held.card.script("busy 300")
            let error = #expect(throws: ALSAError.self) { try held.output.start() }
            #expect(error?.code == EBUSY && error?.call == "snd_pcm_open")
            #expect(Workshop.wait(seconds: 3) { back.output.count(.recovered) == 1 })
            back.output.stop()
            #expect(back.output.count(.lost) == 1)
        }
    }
}
