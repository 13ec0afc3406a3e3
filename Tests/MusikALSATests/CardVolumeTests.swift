import Foundation
import MusikRealtime
import Testing

@testable import MusikALSA

/// What a card's sound goes through, by the names that drivers give.
@Suite struct VolumeElementTests {
    private func elements(_ names: [String]) -> [VolumeElement] {
        names.filter(VolumeElement.isOutputControl).enumerated().map { number, name in
            VolumeElement(
                id: .init(name: name, index: 0), number: UInt32(number),
                isSwitch: name.hasSuffix("Switch"), channels: 2, steps: 0...10,
                hundredths: name.hasSuffix("Switch") ? nil : -1000...0)
        }
    }

    @Test("The path is the outputs' volumes and switches, and nothing that plays an input back")
    func path() {
        let path = VolumeElement.path(
            of: elements([
                "Master Playback Volume", "Master Playback Switch", "Headphone Playback Volume",
                "Headphone Playback Switch", "Speaker Playback Switch", "Line Out Playback Volume",
                "Mic Playback Volume", "Mic Playback Switch", "Internal Mic Boost Volume",
                "Line Playback Volume", "Beep Playback Volume", "Capture Volume",
                "IEC958 Playback Switch", "Loopback Mixing", "Auto-Mute Mode",
            ]))
        #expect(
            path.map(\.id.name) == [
                "Master Playback Volume", "Headphone Playback Volume", "Line Out Playback Volume",
                "Master Playback Switch", "Headphone Playback Switch", "Speaker Playback Switch",
            ])
        #expect(VolumeElement.leader(of: path)?.stem == "Master")
    }

    @Test("Without a usual name the first volume leads, and without any none does")
    func leader() {
        let odd = elements(["Output 2 Playback Volume", "Output 1 Playback Volume"])
        #expect(VolumeElement.leader(of: odd)?.stem == "Output 1")
        #expect(VolumeElement.leader(of: elements(["Master Playback Switch"])) == nil)
    }
}

/// How much louder a card is than wanted.
@Suite struct VolumeStateTests {
    private func volume(_ steps: [Int], _ wanted: Int, _ difference: Int?) -> VolumeState.Reading {
        VolumeState.Reading(
            steps: steps, wanted: wanted, isSwitch: false, difference: difference)
    }

    @Test("What one element is too loud is not made up for by another that is too soft")
    func excess() {
        let state = VolumeState(readings: [
            volume([8, 8], 5, 600), volume([2, 2], 5, -900), volume([5, 6], 5, 200),
        ])
        #expect(state.excess == 800)
        #expect(state.difference == 800)
        #expect(!state.isAsWanted)
    }

    @Test("Softer alone is no excess; louder by an unknown amount counts as 20 dB")
    func unknown() {
        #expect(VolumeState(readings: [volume([2, 2], 5, -900)]).excess == 0)
        #expect(VolumeState(readings: [volume([2, 2], 5, -900)]).difference == -900)
        #expect(VolumeState(readings: [volume([5, 9], 5, nil)]).excess == 2000)
        #expect(VolumeState(readings: [volume([5, 3], 5, nil)]).excess == 0)
        let switchOff = VolumeState.Reading(steps: [0], wanted: 1, isSwitch: true)
        #expect(VolumeState(readings: [switchOff]).excess == 0)
    }
}

extension DaemonTests {
    /// A card's own volume, on simulated cards in real time.
    @Suite struct CardVolumeTests {
        /// A card with an output that plays numbered frames on it.
        private struct Played {
            let card: SimulatedCard
            let output: PatternOutput

            init(_ about: String = "", options: String = "", before lines: String...) throws {
                card = try SimulatedCard(about, isRealTime: true)
                for line in lines { card.script(line) }
                output = try PatternOutput(card.name + options)
            }

            /// Waits until so many events of a kind were told.
            func hasTold(_ kind: DeviceEvent.Kind, _ count: Int = 1) -> Bool {
                Workshop.wait(seconds: 4) { output.count(kind) >= count }
            }

            /// The volumes that the card's frames went out at, by the index: left and right in dB,
            /// with how many frames of sound.
            var heard: [(volume: String, frames: Int)] {
                var (heard, volume): ([(volume: String, frames: Int)], String) = ([], "found")
                for entry in card.index {
                    if entry.event.hasPrefix("volume") {
                        volume = String(entry.event.dropFirst("volume ".count))
                    } else if entry.event.hasPrefix("play") {
                        if heard.last?.volume != volume { heard.append((volume, 0)) }
                        heard[heard.count - 1].frames += entry.count
                    }
                }
                return heard
            }

            var volumes: [String] { heard.map(\.volume) }
        }

        @Test("F35: A card that comes back at full volume, one side first, is never heard so")
        func comesBackLoud() throws {
            let both = try Played("volume -20")
            let side = try Played("volume -20")
            for played in [both, side] { try played.output.start() }
            Workshop.pause(seconds: 0.2)
            both.card.script("unplug 300", "after ms 200 volume 0")
            side.card.script("unplug 300", "after ms 200 volume -20 0")
            for played in [both, side] {
                #expect(played.hasTold(.recovered))
                #expect(played.hasTold(.volumeRestored))
                Workshop.pause(seconds: 0.2)
                played.output.stop()
                let output = played.output
                #expect(output.count(.volumeRestored) == 1 && output.count(.volumeRefused) == 0)
                #expect(output.last(.volumeRestored)?.hundredths == 2000)
                #expect(output.feed.trimmedTo == 1)
                // It was put back before a frame was heard: the stream began after that.
                #expect(played.volumes == ["found", "-20 -20 on"])
                let entries = played.card.index
                let plug = try #require(entries.firstIndex { $0.event == "plug" })
                let back = try #require(entries.lastIndex { $0.event == "volume -20 -20 on" })
                let heard = try #require(
                    entries.indices.first { $0 > plug && entries[$0].event.hasPrefix("play") })
                #expect(plug < back && back < heard)
            }
        }

        @Test("F35: The first opening keeps what it finds, both channels as the softer one")
        func firstOpening() throws {
            let played = try Played("volume -20", before: "volume -20 -6")
            try played.output.start()
            #expect(played.hasTold(.volumeSet))
            Workshop.pause(seconds: 0.2)
            played.output.stop()
            #expect(played.volumes == ["-20 -20 on"])
            #expect(played.output.last(.volumeSet)?.hundredths == -2000)
            #expect(played.output.count(.volumeRestored) == 0)
        }

        @Test("F35: A named volume is written at each opening, unmuted, and read back")
        func named() throws {
            let played = try Played("", options: "?volume=-12.2", before: "mute on")
            try played.output.start()
            #expect(played.hasTold(.volumeSet))
            Workshop.pause(seconds: 0.1)
            played.card.script("unplug 200", "after ms 100 volume -40")
            #expect(played.hasTold(.volumeRestored))
            Workshop.pause(seconds: 0.2)
            played.output.stop()
            // A step of half a decibel, never above what is named.
            #expect(played.output.last(.volumeSet)?.hundredths == -1250)
            #expect(played.output.last(.volumeRestored)?.hundredths == -2750)
            #expect(played.volumes == ["-12.5 -12.5 on"])
            #expect(played.output.feed.trimmedTo == 1)
        }

        @Test("F35: A volume turned behind our back is put back at once, and the music plays on")
        func turned() throws {
            let played = try Played("volume -20")
            try played.output.start()
            Workshop.pause(seconds: 0.3)
            played.card.script("volume 0 -20")
            #expect(played.hasTold(.volumeRestored))
            played.card.script("mute on")
            Workshop.pause(seconds: 0.3)
            played.output.stop()
            #expect(played.output.last(.volumeRestored)?.hundredths == 2000)
            let entries = played.card.entries("volume")
            let turned = try #require(entries.firstIndex { $0.event == "volume 0 -20 on" })
            let back = try #require(
                entries[turned...].first { $0.event == "volume -20 -20 on" })
            let loud = Double(back.moment - entries[turned].moment) / 1e6
            print("turned: loud for \(loud) ms")
            #expect(loud < 200)
            #expect(entries.last?.event == "volume -20 -20 on")
            #expect(played.output.count(.lost) == 0)
        }

        @Test("F35: A card that stays louder than wanted is made up for by the programme's gain")
        func deaf() throws {
            let played = try Played("volume -20")
            try played.output.start()
            Workshop.pause(seconds: 0.2)
            played.card.script("unplug 300", "after ms 200 deaf on", "after ms 200 volume 0 -10")
            #expect(played.hasTold(.recovered))
            #expect(played.hasTold(.volumeRefused))
            #expect(played.output.last(.volumeRefused)?.hundredths == 2000)
            #expect(abs(played.output.feed.trimmedTo - 0.1) < 0.0001)
            // Softer than wanted is told and never made up for.
            played.card.script("volume -40")
            #expect(played.hasTold(.volumeRefused, 2))
            #expect(played.output.last(.volumeRefused)?.hundredths == 0)
            #expect(Workshop.wait(seconds: 1) { played.output.feed.trimmedTo == 1 })
            played.card.script("deaf off")
            #expect(played.hasTold(.volumeRestored))
            Workshop.pause(seconds: 0.1)
            played.output.stop()
            #expect(played.volumes.last == "-20 -20 on")
        }

        @Test("F35: A card that can't be as soft as is named plays softer by the difference")
        func notSoftEnough() throws {
            let played = try Played("", options: "?volume=-80")
            try played.output.start()
            #expect(played.hasTold(.volumeRefused))
            #expect(played.output.last(.volumeRefused)?.hundredths == 2000)
            #expect(Workshop.wait(seconds: 1) { abs(played.output.feed.trimmedTo - 0.1) < 0.0001 })
            played.output.stop()
            #expect(played.volumes == ["-60 -60 on"])
        }

        @Test("F35: Controls that fail or never answer are told, and music plays all the same")
        func unanswered() throws {
            let failing = try Played("", before: "fail control EIO ever")
            let hanging = try Played("", before: "hang 3000 control")
            try failing.output.start()
            #expect(failing.hasTold(.volumeRefused))
            #expect(failing.output.last(.volumeRefused)?.code == EIO)
            let began = Date.now
            try hanging.output.start()
            let waited = Date.now.timeIntervalSince(began)
            print("hanging control: started after \(waited) s")
            #expect(waited < 2)
            #expect(hanging.hasTold(.volumeRefused))
            #expect(hanging.output.last(.volumeRefused)?.code == ETIMEDOUT)
            Workshop.pause(seconds: 0.3)
            for played in [failing, hanging] {
                played.output.stop()
                #expect(PlayedPattern(played.card).music.count > 4800)
            }
        }

        @Test("F35: What a session found first is kept by its next output on the same card")
        func nextOutput() throws {
            Workshop.prepare
            let card = try SimulatedCard("volume -30", isRealTime: true)
            let memory = VolumeMemory()
            for isSecond in [false, true] {
                let feed = PatternFeed()
                let core = OutputCore(
                    request: try DeviceRequest(card.name), feed: feed, priority: 70,
                    volumes: memory)
                try core.launch()
                Workshop.pause(seconds: 0.1)
                core.end()
                let kind: DeviceEvent.Kind = isSecond ? .volumeRestored : .volumeSet
                #expect(feed.events.contains { $0.kind == kind })
                card.script("volume 0")
            }
            let heard = card.index.filter { !$0.event.hasPrefix("close") }
            #expect(heard.contains { $0.event == "volume -30 -30 on" })
        }
    }
}
