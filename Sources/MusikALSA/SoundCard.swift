internal import CALSA
public import MusikModel
public import MusikRealtime

/// A sound card that the kernel drives.
public struct SoundCard: Hashable, Sendable {
    /// One playback device of a card.
    public struct Device: Hashable, Sendable {
        /// Its number on the card.
        public var number: Int
        /// What the driver calls it.
        public var description: String
        /// What to open: the card by its id, the device by its number.
        public var name: String
        /// What it can do; nil while somebody else plays on it.
        public var abilities: Abilities?
        /// Who plays on it, as far as this account may see.
        public var holders: [DeviceHolder]

        /// Recognises the device again after it was pulled out and put back, or after a restart.
        ///
        /// By the id that driver and configuration gave the card, never by the number, which
        /// depends on who was there first. Two cards of the same make have ids in the order they
        /// were plugged in ("Device", "Device_1"); a udev rule is what tells them apart.
        public var stableID: String { name }
    }

    /// Formats and rates of a device.
    public struct Abilities: Hashable, Sendable {
        /// Sample formats, best first.
        public var formats: [SampleFormat]
        /// Those of the usual rates that it runs at without conversion.
        public var rates: [SampleRate]
    }

    /// The kernel's number of the card, which may be another tomorrow.
    public var number: Int
    /// The id, by which names such as `hw:CARD=PCH` find it.
    public var id: String
    /// A short name for people.
    public var name: String
    /// A long name, usually with the place it is plugged in.
    public var longName: String
    /// The driver's name.
    public var driver: String
    /// Its playback devices.
    public var devices: [Device]

    /// All cards that are there. Not on an audio thread.
    ///
    /// A device nobody plays on is opened for a moment to ask what it can do; nothing is set.
    public static func all() -> [SoundCard] {
        _ = LibraryMessages.areSilent
        var cards: [SoundCard] = []
        var number: Int32 = -1
        while unsafe snd_card_next(&number) >= 0, number >= 0 {
            if let card = read(number) { cards.append(card) }
        }
        return cards
    }

    private static func read(_ number: Int32) -> SoundCard? {
        var opened: OpaquePointer?
        guard unsafe snd_ctl_open(&opened, "hw:\(number)", Int32(SND_CTL_NONBLOCK)) >= 0,
            let control = unsafe opened
        else { return nil }
        defer { unsafe snd_ctl_close(control) }
        var allocated: OpaquePointer?
        guard unsafe snd_ctl_card_info_malloc(&allocated) >= 0, let info = unsafe allocated else {
            return nil
        }
        defer { unsafe snd_ctl_card_info_free(info) }
        guard unsafe snd_ctl_card_info(control, info) >= 0 else { return nil }
        let id = unsafe String(cString: snd_ctl_card_info_get_id(info))
        return unsafe SoundCard(
            number: Int(number), id: id, name: String(cString: snd_ctl_card_info_get_name(info)),
            longName: String(cString: snd_ctl_card_info_get_longname(info)),
            driver: String(cString: snd_ctl_card_info_get_driver(info)),
            devices: devices(of: control, number: Int(number), id: id))
    }

    private static func devices(of control: OpaquePointer, number: Int, id: String) -> [Device] {
        var allocated: OpaquePointer?
        guard unsafe snd_pcm_info_malloc(&allocated) >= 0, let info = unsafe allocated else {
            return []
        }
        defer { unsafe snd_pcm_info_free(info) }
        var devices: [Device] = []
        var device: Int32 = -1
        while unsafe snd_ctl_pcm_next_device(control, &device) >= 0, device >= 0 {
            unsafe snd_pcm_info_set_device(info, UInt32(device))
            unsafe snd_pcm_info_set_subdevice(info, 0)
            unsafe snd_pcm_info_set_stream(info, SND_PCM_STREAM_PLAYBACK)
            guard unsafe snd_ctl_pcm_info(control, info) >= 0 else { continue }
            let name = "hw:CARD=\(id),DEV=\(device)"
            let holders = DeviceHolder.all().filter {
                $0.holds == "card\(number)/pcm\(device)p"
                    || $0.holds == "/dev/snd/pcmC\(number)D\(device)p"
            }
            devices.append(
                Device(
                    number: Int(device),
                    description: unsafe String(cString: snd_pcm_info_get_name(info)), name: name,
                    abilities: holders.isEmpty ? abilities(of: name) : nil, holders: holders))
        }
        return devices
    }

    private static func abilities(of name: String) -> Abilities? {
        var opened: OpaquePointer?
        guard
            unsafe snd_pcm_open(
                &opened, name, SND_PCM_STREAM_PLAYBACK, Int32(SND_PCM_NONBLOCK)) >= 0,
            let handle = unsafe opened
        else { return nil }
        defer { unsafe snd_pcm_close(handle) }
        var allocated: OpaquePointer?
        guard unsafe snd_pcm_hw_params_malloc(&allocated) >= 0,
            let parameters = unsafe allocated
        else { return nil }
        defer { unsafe snd_pcm_hw_params_free(parameters) }
        guard unsafe snd_pcm_hw_params_any(handle, parameters) >= 0 else { return nil }
        return Abilities(
            formats: [.s32, .float32, .s24in4, .s24in3, .s16].filter {
                unsafe snd_pcm_hw_params_test_format(handle, parameters, $0.alsa) == 0
            },
            rates: [44_100, 48_000, 88_200, 96_000, 176_400, 192_000].filter {
                unsafe snd_pcm_hw_params_test_rate(handle, parameters, UInt32($0), 0) == 0
            }.compactMap { SampleRate(hertz: $0) })
    }
}
