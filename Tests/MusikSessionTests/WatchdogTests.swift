import MusikModel
import Testing

@testable import MusikRealtime
@testable import MusikSession

@Suite("The watchdog")
struct WatchdogTests {
    private func device(
        _ kind: DeviceEvent.Kind, frames: Int64 = 0, code: Int32 = 0
    ) -> FeedEvent {
        FeedEvent(
            .device(DeviceEvent(kind: kind, code: code, frames: frames, nanoseconds: 1)),
            deliveredFrame: 0, programmeFrame: 0)
    }

    private func bed(_ isOn: Bool, at frame: Int64, gain: Float = 0.5) -> FeedEvent {
        FeedEvent(
            .bed(BedTurn(isOn: isOn, gain: gain, fade: 4608)), deliveredFrame: frame,
            programmeFrame: frame)
    }

    private func position(
        heardAt: UInt64, ahead: Int64? = 48_000, isPlaying: Bool = true
    ) -> FeedPosition {
        FeedPosition(
            programmeFrame: 0, deliveredFrame: 0, programmeOffset: 0, heardFrame: 0,
            heardAt: heardAt,
            isPlaying: isPlaying, isHeld: false, inputLevel: -20, outputLevel: -20,
            exposure: SoundExposure(), framesAhead: ahead, card: nil)
    }

    private func dog(_ outputs: Int = 2) -> Watchdog {
        Watchdog(outputs: outputs, rate: .standard)
    }

    @Test("A device that comes back is one line with how long it was away")
    func back() {
        var dog = dog()
        dog.take(device(.lost, code: 19), from: 0, at: 10)
        #expect(dog.troubles == [Trouble(.deviceLost, output: 0, at: 10)])
        dog.take(device(.lost, code: 19), from: 0, at: 10.5)
        #expect(dog.troubles.map(\.count) == [1], "lost is lost once")
        dog.take(device(.recovered, frames: 57_600), from: 0, at: 11.2)
        #expect(dog.troubles == [Trouble(.deviceBack, output: 0, seconds: 1.2, at: 11.2)])
    }

    @Test("F50: All outputs gone is said at once, and no longer when one is back")
    func all() {
        var dog = dog()
        dog.take(device(.lost), from: 1, at: 3)
        #expect(!dog.troubles.contains { $0.kind == .allLost })
        dog.take(device(.lost), from: 0, at: 4)
        #expect(dog.troubles.last?.kind == .allLost)
        dog.take(device(.recovered, frames: 4_800), from: 1, at: 5)
        #expect(dog.troubles.map(\.kind) == [.deviceLost, .deviceBack])
        #expect(dog.troubles.map(\.output) == [0, 1])
        var single = self.dog(1)
        single.take(device(.lost), from: 0, at: 1)
        #expect(single.troubles.map(\.kind) == [.deviceLost])
    }

    @Test("Repeated troubles are counted over the last minute and never flood the list")
    func bounded() {
        var dog = dog()
        for second in 0..<600 {
            dog.take(device(.underrun, frames: 480), from: 0, at: Double(second))
            for kind in [DeviceEvent.Kind.lostTime, .resumed, .rightsRefused] {
                dog.take(device(kind, frames: 48), from: second % 2, at: Double(second))
            }
        }
        #expect(dog.troubles.count == 7)
        let underrun = dog.troubles.first { $0.kind == .underrun }
        #expect(underrun?.count == 60)
        #expect(underrun?.seconds == 0.01)
        dog.take(device(.underrun, frames: 480), from: 0, at: 700)
        #expect(dog.troubles.last == Trouble(.underrun, output: 0, seconds: 0.01, at: 700))
        var many = self.dog(40)
        for output in 0..<40 { many.take(device(.underrun), from: output, at: 1) }
        #expect(many.troubles.count == TroubleList.most)
        #expect(many.troubles.last?.output == 39)
    }

    @Test("A stall of the mix is told once for all outputs, with how long the bed stood in")
    func stall() {
        var dog = dog()
        dog.take(bed(true, at: 96_000), from: 0, at: 2)
        dog.take(bed(true, at: 96_256), from: 1, at: 2)
        dog.take(bed(true, at: 120_000, gain: 0), from: 0, at: 2.5)
        #expect(dog.troubles == [Trouble(.mixLate, at: 2)])
        dog.take(bed(false, at: 206_400), from: 0, at: 4.3)
        dog.take(bed(false, at: 206_656), from: 1, at: 4.3)
        #expect(dog.troubles == [Trouble(.mixBack, seconds: 2.3, at: 4.3)])
        dog.take(bed(true, at: 480_000), from: 1, at: 10)
        dog.take(bed(false, at: 528_000), from: 1, at: 11)
        #expect(dog.troubles == [Trouble(.mixBack, seconds: 1, at: 11, count: 2)])
    }

    @Test(
        "F41: A pointer that doesn't move while sound is handed over is told, and its moving again")
    func pointer() {
        var dog = dog()
        let second: UInt64 = 1_000_000_000
        func look(_ heardAt: UInt64, _ now: UInt64, isPlaying: Bool = true) -> Bool? {
            dog.look(
                position(heardAt: heardAt, isPlaying: isPlaying), of: 1, nanoseconds: now, at: 5)
        }
        #expect(look(10 * second, 12 * second) == nil)
        #expect(look(10 * second, 13 * second, isPlaying: false) == nil)
        #expect(look(0, 13 * second) == nil, "nothing is known yet")
        #expect(look(10 * second, 13 * second) == true)
        #expect(look(10 * second, 14 * second) == nil)
        #expect(dog.troubles == [Trouble(.pointerStill, output: 1, at: 5)])
        #expect(look(15 * second, 15 * second) == false)
        #expect(dog.troubles.map(\.kind) == [.pointerMoving])
        dog.take(device(.lost), from: 1, at: 6)
        #expect(look(15 * second, 30 * second) == nil, "a lost device is told as that")
    }

    @Test("A mix that is low for half a second is told, not one that is filled again at once")
    func low() {
        var dog = dog()
        func look(_ ahead: Int64?, _ now: Double) {
            _ = dog.look(position(heardAt: 0, ahead: ahead), of: 0, nanoseconds: 1, at: now)
        }
        look(9_000, 1)
        look(40_000, 1.4)
        look(9_000, 1.6)
        look(9_000, 2)
        #expect(dog.troubles.isEmpty)
        look(9_000, 2.2)
        #expect(dog.troubles.map(\.kind) == [.mixLow])
        look(nil, 3)
        look(nil, 9)
        #expect(dog.troubles.count == 1)
        dog.take(bed(true, at: 96_000), from: 0, at: 10)
        look(-4_000, 11)
        look(-90_000, 13)
        #expect(dog.troubles.map(\.kind) == [.mixLow, .mixLate])
        dog.take(bed(false, at: 144_000), from: 0, at: 14)
        #expect(dog.troubles == [Trouble(.mixBack, seconds: 1, at: 14)])
    }

    @Test("A level far from the plan is told and taken back")
    func level() {
        var dog = dog()
        dog.take(isInaudible: true, from: 1, at: 8)
        #expect(dog.troubles == [Trouble(.inaudible, output: 1, at: 8)])
        dog.take(isInaudible: false, from: 1, at: 9)
        #expect(dog.troubles == [Trouble(.audible, output: 1, at: 9)])
    }
}
