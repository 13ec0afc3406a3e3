import Foundation
import MusikRealtime
import Testing

@testable import MusikALSA

@Suite struct DeviceRequestTests {
    @Test("A plain ALSA name is taken as it is")
    func plain() throws {
        let request = try DeviceRequest("hw:CARD=PCH,DEV=0")
        #expect(request.pcmName == "hw:CARD=PCH,DEV=0")
        #expect(request.bufferMilliseconds == nil)
        #expect(request.format == nil)
        #expect(!request.isServed)
    }

    @Test("Options follow a question mark")
    func options() throws {
        let request = try DeviceRequest("pulse?buffer=100&format=s16&served")
        #expect(request.name == "pulse?buffer=100&format=s16&served")
        #expect(request.pcmName == "pulse")
        #expect(request.bufferMilliseconds == 100)
        #expect(request.format == .s16)
        #expect(request.isServed)
    }

    @Test(
        "An option outside its range is refused, with the range",
        arguments: [
            ("hw:CARD=A?delay=201", DeviceOption.delay), ("hw:CARD=A?delay=-1", .delay),
            ("hw:CARD=A?buffer=1001", .buffer), ("hw:CARD=A?volume=0.1", .volume),
            ("hw:CARD=A?volume=-100.1", .volume), ("hw:CARD=A?volume=loud", .volume),
            ("hw:CARD=A?volume=nan", .volume),
        ])
    func outOfRange(name: String, option: DeviceOption) {
        let error = #expect(throws: ALSAError.self) { try DeviceRequest(name) }
        #expect(error?.reason == .badName)
        #expect(error?.option == option)
        #expect(error?.option?.range != nil)
    }

    @Test("A volume is in dB, and only a card has one")
    func volume() throws {
        #expect(try DeviceRequest("hw:CARD=PCH,DEV=0?volume=-12.5").volumeHundredths == -1250)
        #expect(try DeviceRequest("hw:CARD=PCH,DEV=0").volumeHundredths == nil)
        #expect(throws: ALSAError.self) { try DeviceRequest("pulse?volume=-12") }
    }

    @Test(
        "A card is known by the name it is opened by",
        arguments: [
            ("hw:CARD=PCH,DEV=0", "PCH"), ("hw:DEV=0,CARD=PCH", "PCH"), ("hw:PCH", "PCH"),
            ("plughw:0,0", "0"), ("plughw:CARD=phones", "phones"), ("hw:DEV=0", nil),
            ("pulse", nil), ("plug:hw", nil), ("null", nil),
        ] as [(String, String?)])
    func card(name: String, card: String?) throws {
        #expect(try DeviceRequest(name).card == card)
    }

    @Test(
        "What isn't known is refused",
        arguments: [
            "", "?served", "a?buffer=4", "a?buffer=x", "a?format=u8", "a?loud", "a?served=1",
        ])
    func refused(name: String) {
        let error = #expect(throws: ALSAError.self) { try DeviceRequest(name) }
        #expect(error?.reason == .badName)
    }
}

@Suite struct DeviceBackendTests {
    @Test(
        "The configuration tells who plays behind a name",
        arguments: [
            ("hw:0,0", DeviceBackend.direct), ("plughw:CARD=PCH,DEV=0", .direct),
            ("musik_hw", .direct), ("plug:musik_hw", .direct), ("musik_softvol", .direct),
            ("musik_dmix", .direct), ("null", .direct), ("musik_file:/tmp/x", .direct),
            ("plug:'musik_dmix'", .direct),
            ("pulse", .served), ("plug:pulse", .served), ("musik_pulse", .served),
            ("musik_asym", .served), ("plug:'musik_asym'", .served), ("jack", .served),
            ("plug:jack", .served), ("musik_pipewire", .served), ("plug:musik_pipewire", .served),
            ("no_such_device", .served), ("musik_loop", .served),
        ])
    func classified(name: String, backend: DeviceBackend) {
        Workshop.prepare
        #expect(DeviceBackend.of(name) == backend, "\(name)")
    }
}

@Suite struct DeviceHolderTests {
    @Test("F48: Who plays and who only holds a card are both named")
    func named() throws {
        let root = Workshop.folder + "/holders"
        let files = FileManager.default
        func write(_ path: String, _ text: String) throws {
            let full = root + path
            try files.createDirectory(
                atPath: (full as NSString).deletingLastPathComponent,
                withIntermediateDirectories: true)
            try text.write(toFile: full, atomically: true, encoding: .utf8)
        }
        try write(
            "/proc/asound/card1/pcm0p/sub0/status",
            "state: RUNNING\nowner_pid   : 812\ntrigger_time: 1.0\n")
        try write("/proc/asound/card1/pcm0p/sub1/status", "closed\n")
        try write("/proc/asound/card1/pcm0c/sub0/status", "owner_pid   : 99\n")
        try write("/proc/812/comm", "mpd\n")
        try write("/proc/900/comm", "pulseaudio\n")
        try files.createDirectory(atPath: root + "/proc/900/fd", withIntermediateDirectories: true)
        try files.createSymbolicLink(
            atPath: root + "/proc/900/fd/7", withDestinationPath: "/dev/snd/pcmC1D0p")
        try files.createSymbolicLink(
            atPath: root + "/proc/900/fd/8", withDestinationPath: "/dev/snd/controlC1")
        #expect(
            DeviceHolder.all(root: root) == [
                DeviceHolder(pid: 812, command: "mpd", holds: "card1/pcm0p"),
                DeviceHolder(pid: 900, command: "pulseaudio", holds: "/dev/snd/pcmC1D0p"),
            ])
    }
}
