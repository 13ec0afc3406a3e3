internal import CALSA
internal import Glibc

/// A card's controls, open: every reading comes from the card itself, not from a copy.
///
/// Not the simple mixer of alsa-lib, which answers with what was written. Used by one thread, which is
/// no audio thread: a control of a card on USB may take seconds.
@safe struct CardControl: ~Copyable {
    private let handle: OpaquePointer
    private let id: OpaquePointer
    private let value: OpaquePointer
    private let descriptors: UnsafeMutableBufferPointer<pollfd>
    private let card: String

    /// Opens the controls of a card by its id or number, and asks to be told of changes.
    /// - Throws: what the card refused.
    static func open(_ card: String) throws(ALSAError) -> CardControl {
        _ = LibraryMessages.areSilent
        var opened: OpaquePointer?
        try check(
            unsafe snd_ctl_open(&opened, "hw:\(card)", Int32(SND_CTL_NONBLOCK)), "snd_ctl_open",
            card)
        guard let handle = unsafe opened else {
            throw ALSAError(call: "snd_ctl_open", device: card)
        }
        let control = try unsafe CardControl(handle, card)
        try check(unsafe snd_ctl_subscribe_events(handle, 1), "snd_ctl_subscribe_events", card)
        return control
    }

    private init(_ handle: OpaquePointer, _ card: String) throws(ALSAError) {
        var (id, value): (OpaquePointer?, OpaquePointer?) = (nil, nil)
        guard unsafe snd_ctl_elem_id_malloc(&id) >= 0, unsafe snd_ctl_elem_value_malloc(&value) >= 0
        else {
            if let id = unsafe id { unsafe snd_ctl_elem_id_free(id) }
            unsafe snd_ctl_close(handle)
            throw ALSAError(call: "snd_ctl_elem_value_malloc", code: ENOMEM, device: card)
        }
        unsafe (self.handle, self.id, self.value) = (handle, id!, value!)
        self.card = card
        let count = max(0, Int(unsafe snd_ctl_poll_descriptors_count(handle)))
        unsafe descriptors = .allocate(capacity: count)
        unsafe descriptors.initialize(repeating: pollfd())
    }

    deinit {
        unsafe snd_ctl_elem_id_free(id)
        unsafe snd_ctl_elem_value_free(value)
        unsafe descriptors.deallocate()
        unsafe snd_ctl_close(handle)
    }

    /// The elements that the card's sound goes through.
    /// - Throws: what the card refused.
    func path() throws(ALSAError) -> [VolumeElement] {
        var allocated: OpaquePointer?
        try check(unsafe snd_ctl_elem_list_malloc(&allocated), "snd_ctl_elem_list_malloc", card)
        let list = unsafe allocated!
        defer { unsafe snd_ctl_elem_list_free(list) }
        try check(unsafe snd_ctl_elem_list(handle, list), "snd_ctl_elem_list", card)
        let count = unsafe snd_ctl_elem_list_get_count(list)
        try check(
            unsafe snd_ctl_elem_list_alloc_space(list, count), "snd_ctl_elem_list_alloc_space", card
        )
        defer { unsafe snd_ctl_elem_list_free_space(list) }
        try check(unsafe snd_ctl_elem_list(handle, list), "snd_ctl_elem_list", card)
        var elements: [VolumeElement] = []
        for place in 0..<(unsafe snd_ctl_elem_list_get_used(list)) {
            let name = unsafe String(cString: snd_ctl_elem_list_get_name(list, place))
            guard unsafe snd_ctl_elem_list_get_interface(list, place) == SND_CTL_ELEM_IFACE_MIXER,
                VolumeElement.isOutputControl(name)
            else { continue }
            let found = VolumeElement.ID(
                name: name, index: unsafe snd_ctl_elem_list_get_index(list, place))
            let number = unsafe snd_ctl_elem_list_get_numid(list, place)
            if let element = try element(found, number) { elements.append(element) }
        }
        return VolumeElement.path(of: elements)
    }

    /// What an element takes; nil for one of another kind, or that can't be written at present.
    private func element(
        _ found: VolumeElement.ID, _ number: UInt32
    ) throws(ALSAError) -> VolumeElement? {
        var allocated: OpaquePointer?
        try check(unsafe snd_ctl_elem_info_malloc(&allocated), "snd_ctl_elem_info_malloc", card)
        let information = unsafe allocated!
        defer { unsafe snd_ctl_elem_info_free(information) }
        unsafe snd_ctl_elem_info_set_numid(information, number)
        try check(unsafe snd_ctl_elem_info(handle, information), "snd_ctl_elem_info", card)
        let type = unsafe snd_ctl_elem_info_get_type(information)
        guard type == SND_CTL_ELEM_TYPE_INTEGER || type == SND_CTL_ELEM_TYPE_BOOLEAN,
            unsafe snd_ctl_elem_info_is_readable(information) == 1,
            unsafe snd_ctl_elem_info_is_writable(information) == 1,
            unsafe snd_ctl_elem_info_is_inactive(information) == 0
        else { return nil }
        let isSwitch = type == SND_CTL_ELEM_TYPE_BOOLEAN
        let least = unsafe isSwitch ? 0 : snd_ctl_elem_info_get_min(information)
        let most = unsafe isSwitch ? 1 : snd_ctl_elem_info_get_max(information)
        guard least < most else { return nil }
        var element = VolumeElement(
            id: found, number: number, isSwitch: isSwitch,
            channels: Int(unsafe snd_ctl_elem_info_get_count(information)), steps: least...most)
        if !isSwitch { element.hundredths = scale(of: element) }
        return element
    }

    private func scale(of element: VolumeElement) -> ClosedRange<Int>? {
        // The least step of many cards is silence, which is no number of decibels.
        var (least, most) = (hundredths(of: element, element.steps.lowerBound), 0)
        if least == nil { least = hundredths(of: element, element.steps.lowerBound + 1) }
        guard let least, let top = hundredths(of: element, element.steps.upperBound) else {
            return nil
        }
        most = top
        return least < most ? least...most : nil
    }

    /// Hundredths of a decibel of a step; nil where it is silent, or nobody knows.
    func hundredths(of element: VolumeElement, _ step: Int) -> Int? {
        unsafe snd_ctl_elem_id_clear(id)
        unsafe snd_ctl_elem_id_set_numid(id, element.number)
        var result = 0
        guard unsafe snd_ctl_convert_to_dB(handle, id, step, &result) >= 0,
            result > Int(SND_CTL_TLV_DB_GAIN_MUTE)
        else { return nil }
        return result
    }

    /// The loudest step that is at most so loud, or the softest that isn't silent; nil without a scale.
    func step(of element: VolumeElement, for wanted: Int) -> Int? {
        unsafe snd_ctl_elem_id_clear(id)
        unsafe snd_ctl_elem_id_set_numid(id, element.number)
        var step = 0
        guard element.hundredths != nil,
            unsafe snd_ctl_convert_from_dB(handle, id, wanted, &step, -1) >= 0
        else { return nil }
        step = min(max(step, element.steps.lowerBound), element.steps.upperBound)
        while step > element.steps.lowerBound, let loud = hundredths(of: element, step),
            loud > wanted
        {
            step -= 1
        }
        while step < element.steps.upperBound, hundredths(of: element, step) == nil { step += 1 }
        return step
    }

    /// The steps that an element stands at, one for each channel.
    /// - Throws: what the card refused.
    func read(_ element: VolumeElement) throws(ALSAError) -> [Int] {
        unsafe snd_ctl_elem_value_clear(value)
        unsafe snd_ctl_elem_value_set_numid(value, element.number)
        try check(unsafe snd_ctl_elem_read(handle, value), "snd_ctl_elem_read", card)
        return (0..<UInt32(element.channels)).map { channel in
            element.isSwitch
                ? Int(unsafe snd_ctl_elem_value_get_boolean(value, channel))
                : unsafe snd_ctl_elem_value_get_integer(value, channel)
        }
    }

    /// Sets all channels of an element to one step.
    /// - Throws: what the card refused.
    func write(_ step: Int, to element: VolumeElement) throws(ALSAError) {
        unsafe snd_ctl_elem_value_clear(value)
        unsafe snd_ctl_elem_value_set_numid(value, element.number)
        for channel in 0..<UInt32(element.channels) {
            if element.isSwitch {
                unsafe snd_ctl_elem_value_set_boolean(value, channel, step)
            } else {
                unsafe snd_ctl_elem_value_set_integer(value, channel, step)
            }
        }
        try check(unsafe snd_ctl_elem_write(handle, value), "snd_ctl_elem_write", card)
    }

    /// Waits for a change, so long at most; false where none came.
    ///
    /// What changed isn't asked for: everything is read again.
    func waitForChange(milliseconds: Int32) -> Bool {
        let count = unsafe UInt32(descriptors.count)
        unsafe snd_ctl_poll_descriptors(handle, descriptors.baseAddress, count)
        guard unsafe poll(descriptors.baseAddress, nfds_t(count), milliseconds) > 0 else {
            return false
        }
        var events: UInt16 = 0
        unsafe snd_ctl_poll_descriptors_revents(handle, descriptors.baseAddress, count, &events)
        var allocated: OpaquePointer?
        guard unsafe snd_ctl_event_malloc(&allocated) >= 0, let event = unsafe allocated else {
            return true
        }
        defer { unsafe snd_ctl_event_free(event) }
        // Bounded: a card that tells of changes for ever is read all the same.
        for _ in 0..<256 where unsafe snd_ctl_read(handle, event) <= 0 { break }
        return true
    }
}
