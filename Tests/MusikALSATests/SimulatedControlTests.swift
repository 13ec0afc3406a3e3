import CALSA
import Foundation
import Testing

@testable import MusikALSA

/// The volume and the mute switch of a simulated card.
@Suite struct SimulatedControlTests {
    /// The simple mixer's view of a card, which is what a player would use.
    private final class Mixer {
        let handle: OpaquePointer
        let element: OpaquePointer

        init(_ card: SimulatedCard) throws {
            _ = LibraryMessages.areSilent
            var opened: OpaquePointer?
            snd_mixer_open(&opened, 0)
            handle = opened!
            let code = snd_mixer_attach(handle, "hw:\(card.id)")
            guard code >= 0 else {
                snd_mixer_close(handle)
                throw PlainStream.Refused(code: -code)
            }
            snd_mixer_selem_register(handle, nil, nil)
            snd_mixer_load(handle)
            element = snd_mixer_first_elem(handle)
        }

        deinit { snd_mixer_close(handle) }

        func set(_ channel: snd_mixer_selem_channel_id_t, decibels: Double) -> Int32 {
            snd_mixer_selem_set_playback_dB(element, channel, Int(decibels * 100), 0)
        }

        func decibels(_ channel: snd_mixer_selem_channel_id_t) -> Double {
            var value = 0
            snd_mixer_selem_get_playback_dB(element, channel, &value)
            return Double(value) / 100
        }

        var isOn: Bool {
            var value: Int32 = 0
            snd_mixer_selem_get_playback_switch(element, SND_MIXER_SCHN_FRONT_LEFT, &value)
            return value != 0
        }

        /// Takes in events that have come; how many.
        func follow() -> Int32 {
            var file = pollfd()
            snd_mixer_poll_descriptors(handle, &file, 1)
            guard poll(&file, 1, 0) > 0 else { return 0 }
            return snd_mixer_handle_events(handle)
        }
    }

    @Test("The range is told in decibels, and what was set is read back")
    func readBack() throws {
        let card = try SimulatedCard("name \"A pair of headphones\"")
        let mixer = try Mixer(card)
        var least = 0
        var most = 0
        #expect(snd_mixer_selem_get_playback_dB_range(mixer.element, &least, &most) == 0)
        #expect(least == -6000 && most == 0)
        #expect(mixer.decibels(SND_MIXER_SCHN_FRONT_LEFT) == 0)
        for decibels in stride(from: -60.0, through: 0, by: 0.5) {
            #expect(mixer.set(SND_MIXER_SCHN_FRONT_LEFT, decibels: decibels) == 0)
            #expect(mixer.decibels(SND_MIXER_SCHN_FRONT_LEFT) == decibels)
        }
        #expect(mixer.set(SND_MIXER_SCHN_FRONT_RIGHT, decibels: -12) == 0)
        let other = try Mixer(card)
        #expect(other.decibels(SND_MIXER_SCHN_FRONT_LEFT) == 0)
        #expect(other.decibels(SND_MIXER_SCHN_FRONT_RIGHT) == -12)
    }

    @Test("A volume is heard from its moment on, and 0 dB is bit for bit")
    func heard() throws {
        let card = try SimulatedCard("volume_step 6.0")
        let mixer = try Mixer(card)
        let stream = try PlainStream(card)
        let loud = [UInt8]([0x00, 0x40, 0x00, 0xC0])
        let frames = [[UInt8]](repeating: loud, count: 2400).flatMap { $0 }
        #expect(stream.write(frames) == 2400)
        #expect(stream.start() == 0)
        card.advance(milliseconds: 10)
        #expect(mixer.set(SND_MIXER_SCHN_FRONT_LEFT, decibels: -6) == 0)
        #expect(mixer.set(SND_MIXER_SCHN_FRONT_RIGHT, decibels: -60) == 0)
        card.advance(milliseconds: 10)
        #expect(snd_mixer_selem_set_playback_switch_all(mixer.element, 0) == 0)
        card.advance(milliseconds: 10)
        #expect(snd_mixer_selem_set_playback_switch_all(mixer.element, 1) == 0)
        #expect(mixer.set(SND_MIXER_SCHN_FRONT_LEFT, decibels: 0) == 0)
        #expect(mixer.set(SND_MIXER_SCHN_FRONT_RIGHT, decibels: 0) == 0)
        card.advance(milliseconds: 10)
        #expect(stream.delay == 480)
        let samples = card.record.withUnsafeBytes { Array($0.bindMemory(to: Int16.self)) }
        let heard = (0..<4).map { Set(samples[$0 * 960..<($0 + 1) * 960]) }
        // 16384 less 6 dB and less 60 dB, rounded.
        #expect(heard == [[16384, -16384], [8211, -16], [0], [16384, -16384]])
    }

    @Test("A volume that another program turns is read, told by an event and heard at its frame")
    func turnedBehindOurBack() throws {
        let card = try SimulatedCard()
        let mixer = try Mixer(card)
        #expect(mixer.follow() == 0)
        card.script("volume -20 -30", "mute on")
        #expect(mixer.follow() > 0)
        #expect(mixer.decibels(SND_MIXER_SCHN_FRONT_LEFT) == -20)
        #expect(mixer.decibels(SND_MIXER_SCHN_FRONT_RIGHT) == -30)
        #expect(!mixer.isOn)
        card.script("at frame 100 mute off", "at frame 100 volume 0", "at frame 200 volume -60")
        let stream = try PlainStream(card)
        let loud = [UInt8]([0x00, 0x40, 0x00, 0x40])
        #expect(stream.write([[UInt8]](repeating: loud, count: 480).flatMap { $0 }) == 480)
        #expect(stream.start() == 0)
        card.advance(milliseconds: 9)
        #expect(stream.delay == 480 - 9 * 48)
        let samples = card.record.withUnsafeBytes { Array($0.bindMemory(to: Int16.self)) }
        #expect(Set(samples[0..<200]) == [0])
        #expect(Set(samples[200..<400]) == [16384])
        #expect(Set(samples[400...]) == [16])
        #expect(mixer.follow() > 0)
        #expect(mixer.decibels(SND_MIXER_SCHN_FRONT_LEFT) == -60)
    }

    @Test("An unplugged card has no control, and keeps its volume until it is back")
    func unplugged() throws {
        let card = try SimulatedCard()
        let mixer = try Mixer(card)
        #expect(mixer.set(SND_MIXER_SCHN_FRONT_LEFT, decibels: -7) == 0)
        card.script("unplug 100")
        #expect(mixer.set(SND_MIXER_SCHN_FRONT_LEFT, decibels: 0) == -ENODEV)
        #expect(throws: PlainStream.Refused(code: ENODEV)) { try Mixer(card) }
        card.advance(milliseconds: 100)
        #expect(try Mixer(card).decibels(SND_MIXER_SCHN_FRONT_LEFT) == -7)
        // One that comes back at full volume.
        card.script("unplug", "plug", "volume 0")
        #expect(try Mixer(card).decibels(SND_MIXER_SCHN_FRONT_LEFT) == 0)
    }

    @Test("The control names the card as a card of the kernel does")
    func named() throws {
        let card = try SimulatedCard("name \"A pair of headphones\"")
        var control: OpaquePointer?
        #expect(snd_ctl_open(&control, "hw:CARD=\(card.id)", 0) == 0)
        defer { snd_ctl_close(control) }
        var information: OpaquePointer?
        snd_ctl_card_info_malloc(&information)
        defer { snd_ctl_card_info_free(information) }
        #expect(snd_ctl_card_info(control, information) == 0)
        #expect(String(cString: snd_ctl_card_info_get_id(information)) == card.id)
        #expect(String(cString: snd_ctl_card_info_get_name(information)) == "A pair of headphones")
    }
}
