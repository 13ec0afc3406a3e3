import Foundation
import Testing

@testable import MusikALSA

@Suite struct DirectoryTests {
    @Test("Names that sound servers go by are listed as served, and default never by itself")
    func names() {
        Workshop.prepare
        let entries = OutputDirectory.entries()
        #expect(entries.first { $0.name == "pulse" }?.backend == .served)
        #expect(entries.first { $0.name == "null" }?.backend == .direct)
        #expect(!entries.contains { $0.name == "default" || $0.name == "sysdefault" })
    }

    @Test("Every card the kernel shows is listed, with a name that doesn't depend on its number")
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

    @Test("Rights are reported for the priority that was tried")
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
