import Foundation
import MusikEngine
import Testing

@testable import MusikALSA

@Suite struct DirectoryTests {
    @Test("F40: Sound servers are listed by name; default never is, nor what nobody hears")
    func names() throws {
        Workshop.prepare
        let names = try ALSADeviceList.playback().map(\.name)
        #expect(names.contains("pulse") && names.contains("jack"))
        #expect(!names.contains { ["default", "sysdefault", "null", "samplerate"].contains($0) })
    }

    @Test(
        "F40: Every card the kernel shows is listed, with a name that doesn't depend on its number")
    func cards() {
        Workshop.prepare
        let folders = ProcFile.names(in: "/proc/asound").filter {
            $0.hasPrefix("card") && Int($0.dropFirst(4)) != nil
        }
        let cards = SoundCard.all()
        #expect(Set(cards.map { "card\($0.number)" }) == Set(folders))
        for card in cards {
            for device in card.devices {
                #expect(device.stableID == "hw:CARD=\(card.id),DEV=\(device.number)")
                #expect(DeviceBackend.of(device.name) == .direct)
            }
        }
    }

    @Test("F44: Rights are reported for the priority that was tried")
    func rights() {
        let rights = RealTimeRights.acquire(priority: 5)
        #expect(rights.priority == 5)
        #expect(
            rights.isComplete == (rights.memoryLock == .everything && rights.schedulingCode == 0))
        let impossible = RealTimeRights.acquire(priority: 1000)
        #expect(impossible.schedulingCode == EINVAL)
        #expect(!impossible.isComplete)
    }
}
