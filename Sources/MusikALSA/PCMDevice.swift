internal import CALSA
internal import Glibc
internal import MusikModel
internal import MusikRealtime

/// One open playback device.
///
/// Owns alsa-lib's handle and everything a stream needs, so that no call on the audio thread
/// allocates on our side. Used by one thread at a time.
@safe struct PCMDevice: ~Copyable {
    let handle: OpaquePointer
    let status: OpaquePointer
    let descriptors: UnsafeMutableBufferPointer<pollfd>
    let configuration: PCMConfiguration
    /// It is the kernel's own, without a plugin before it.
    let isKernel: Bool

    /// Opens and prepares a device; its stream doesn't run yet.
    ///
    /// - Parameter longestPeriod: frames that it may ask for at once.
    /// - Throws: what the device or its daemon refused.
    ///
    /// Never on an audio thread: it allocates, and it may wait for another process as long as that
    /// pleases, in spite of SND_PCM_NONBLOCK.
    static func open(
        _ request: DeviceRequest, rate: SampleRate, longestPeriod: Int
    ) throws(ALSAError) -> PCMDevice {
        _ = LibraryMessages.areSilent
        var opened: OpaquePointer?
        let code = unsafe snd_pcm_open(
            &opened, request.pcmName, SND_PCM_STREAM_PLAYBACK, Int32(SND_PCM_NONBLOCK))
        if code == -EBUSY {
            throw ALSAError(
                call: "snd_pcm_open", code: EBUSY, device: request.name,
                holders: DeviceHolder.all())
        }
        if code < 0, DeviceBackend.plugins(behind: request.pcmName).contains("jack") {
            throw ALSAError(
                .jackUnreachable, call: "snd_pcm_open", code: -code, device: request.name)
        }
        try check(code, "snd_pcm_open", request.name)
        guard let handle = unsafe opened else {
            throw ALSAError(call: "snd_pcm_open", device: request.name)
        }
        do {
            return try unsafe PCMDevice(
                handle, request: request, rate: rate, longestPeriod: longestPeriod)
        } catch {
            unsafe snd_pcm_close(handle)
            throw error
        }
    }

    private init(
        _ handle: OpaquePointer, request: DeviceRequest, rate: SampleRate, longestPeriod: Int
    ) throws(ALSAError) {
        let configuration = try unsafe PCMParameters(
            handle, request: request, longestPeriod: longestPeriod
        ).negotiate(rate)
        try check(unsafe snd_pcm_prepare(handle), "snd_pcm_prepare", request.name)
        var allocated: OpaquePointer?
        try check(unsafe snd_pcm_status_malloc(&allocated), "snd_pcm_status_malloc", request.name)
        unsafe self.handle = handle
        isKernel = unsafe snd_pcm_type(handle) == SND_PCM_TYPE_HW
        unsafe status = allocated!
        self.configuration = configuration
        let count = max(0, Int(unsafe snd_pcm_poll_descriptors_count(handle)))
        unsafe descriptors = .allocate(capacity: count)
        unsafe descriptors.initialize(repeating: pollfd())
    }

    deinit {
        unsafe snd_pcm_status_free(status)
        unsafe descriptors.deallocate()
        // Whatever waits in the device is dropped: the session has faded out before.
        unsafe snd_pcm_close(handle)
    }
}
