internal import CALSA
internal import MusikModel
internal import MusikRealtime

/// Hardware and software parameters: asked for, set, read back.
@safe struct PCMParameters {
    let handle: OpaquePointer
    let request: DeviceRequest
    /// A quarter of what the mixer may be ahead: it then always has a period ready, and time to
    /// mix the next.
    let longestPeriod: Int

    init(_ handle: OpaquePointer, request: DeviceRequest, longestPeriod: Int) {
        unsafe self.handle = handle
        self.request = request
        self.longestPeriod = longestPeriod
    }

    /// Agrees on everything with an opened device.
    func negotiate(_ rate: SampleRate) throws(ALSAError) -> PCMConfiguration {
        let backend = request.isServed ? .served : DeviceBackend.of(request.pcmName)
        var configuration = try setHardware(rate: rate, backend: backend)
        try setSoftware(&configuration)
        return configuration
    }

    /// Best first. A card gets the widest integers it has; a served device mixes in float anyway.
    private func preference(_ backend: DeviceBackend) -> [SampleFormat] {
        if let format = request.format { return [format] }
        return backend == .served
            ? [.float32, .s16] : [.s32, .float32, .s24in4, .s24in3, .s16]
    }

    private func setHardware(
        rate: SampleRate, backend: DeviceBackend
    ) throws(ALSAError) -> PCMConfiguration {
        let name = request.name
        var allocated: OpaquePointer?
        try check(unsafe snd_pcm_hw_params_malloc(&allocated), "snd_pcm_hw_params_malloc", name)
        let parameters = unsafe allocated!
        defer { unsafe snd_pcm_hw_params_free(parameters) }
        try check(
            unsafe snd_pcm_hw_params_any(handle, parameters), "snd_pcm_hw_params_any", name)
        try check(
            unsafe snd_pcm_hw_params_set_access(
                handle, parameters, SND_PCM_ACCESS_RW_INTERLEAVED),
            "snd_pcm_hw_params_set_access", name)
        guard
            let format = preference(backend).first(where: {
                unsafe snd_pcm_hw_params_set_format(handle, parameters, $0.alsa) >= 0
            })
        else { throw ALSAError(.formatRefused, call: "snd_pcm_hw_params_set_format", device: name) }
        try check(
            unsafe snd_pcm_hw_params_set_channels(handle, parameters, 2),
            "snd_pcm_hw_params_set_channels", name)
        if unsafe snd_pcm_hw_params_set_rate(handle, parameters, UInt32(rate.hertz), 0) < 0 {
            throw ALSAError(
                .rateRefused(hertz: rate.hertz), call: "snd_pcm_hw_params_set_rate", device: name)
        }
        try unsafe setBuffer(parameters, rate: rate, backend: backend)
        try check(unsafe snd_pcm_hw_params(handle, parameters), "snd_pcm_hw_params", name)
        return try unsafe readBack(parameters, format: format, rate: rate, backend: backend)
    }

    /// Sets the buffer and then the period; the other way round where that is refused (JACK's plugin
    /// below `plug` has periods of powers of two only, and no buffer suits before one is chosen).
    private func setBuffer(
        _ parameters: OpaquePointer, rate: SampleRate, backend: DeviceBackend
    ) throws(ALSAError) {
        let name = request.name
        let goal = BufferGoal(
            backend: backend, milliseconds: request.bufferMilliseconds, rate: rate,
            longestPeriod: longestPeriod)
        var allocated: OpaquePointer?
        try check(unsafe snd_pcm_hw_params_malloc(&allocated), "snd_pcm_hw_params_malloc", name)
        let before = unsafe allocated!
        defer { unsafe snd_pcm_hw_params_free(before) }
        unsafe snd_pcm_hw_params_copy(before, parameters)
        var buffer = snd_pcm_uframes_t(goal.bufferFrames)
        var period = snd_pcm_uframes_t(goal.periodFrames)
        if unsafe snd_pcm_hw_params_set_buffer_size_near(handle, parameters, &buffer) >= 0,
            unsafe snd_pcm_hw_params_set_period_size_near(handle, parameters, &period, nil) >= 0
        {
            return
        }
        unsafe snd_pcm_hw_params_copy(parameters, before)
        buffer = snd_pcm_uframes_t(goal.bufferFrames)
        period = snd_pcm_uframes_t(goal.periodFrames)
        try check(
            unsafe snd_pcm_hw_params_set_period_size_near(handle, parameters, &period, nil),
            "snd_pcm_hw_params_set_period_size_near", name)
        try check(
            unsafe snd_pcm_hw_params_set_buffer_size_near(handle, parameters, &buffer),
            "snd_pcm_hw_params_set_buffer_size_near", name)
    }

    private func readBack(
        _ parameters: OpaquePointer, format: SampleFormat, rate: SampleRate, backend: DeviceBackend
    ) throws(ALSAError) -> PCMConfiguration {
        let name = request.name
        var buffer: snd_pcm_uframes_t = 0
        var period: snd_pcm_uframes_t = 0
        var hertz: UInt32 = 0
        try check(
            unsafe snd_pcm_hw_params_get_buffer_size(parameters, &buffer),
            "snd_pcm_hw_params_get_buffer_size", name)
        try check(
            unsafe snd_pcm_hw_params_get_period_size(parameters, &period, nil),
            "snd_pcm_hw_params_get_period_size", name)
        try check(
            unsafe snd_pcm_hw_params_get_rate(parameters, &hertz, nil),
            "snd_pcm_hw_params_get_rate", name)
        guard hertz == UInt32(rate.hertz) else {
            throw ALSAError(
                .rateRefused(hertz: rate.hertz), call: "snd_pcm_hw_params_get_rate", device: name)
        }
        // Two periods are the least a stream can alternate between; over a second of buffer, a
        // command could no longer be taken back out of it.
        guard period >= 16, buffer >= 2 * period, Int(buffer) <= rate.hertz else {
            throw ALSAError(
                .unusableBuffer(bufferFrames: Int(buffer), periodFrames: Int(period)),
                call: "snd_pcm_hw_params", device: name)
        }
        guard period <= longestPeriod else {
            throw ALSAError(
                .periodTooLong(periodFrames: Int(period), mostFrames: longestPeriod),
                call: "snd_pcm_hw_params_get_period_size", device: name)
        }
        return PCMConfiguration(
            format: format, rate: rate, bufferFrames: Int(buffer), periodFrames: Int(period),
            backend: backend, deviations: [])
    }

    private func setSoftware(_ configuration: inout PCMConfiguration) throws(ALSAError) {
        let name = request.name
        var allocated: OpaquePointer?
        try check(unsafe snd_pcm_sw_params_malloc(&allocated), "snd_pcm_sw_params_malloc", name)
        let parameters = unsafe allocated!
        defer { unsafe snd_pcm_sw_params_free(parameters) }
        try check(
            unsafe snd_pcm_sw_params_current(handle, parameters), "snd_pcm_sw_params_current", name)
        var boundary: snd_pcm_uframes_t = 0
        try check(
            unsafe snd_pcm_sw_params_get_boundary(parameters, &boundary),
            "snd_pcm_sw_params_get_boundary", name)
        try check(
            unsafe snd_pcm_sw_params_set_avail_min(
                handle, parameters, snd_pcm_uframes_t(configuration.periodFrames)),
            "snd_pcm_sw_params_set_avail_min", name)
        // Started by hand, once the lead-in is in the buffer.
        try check(
            unsafe snd_pcm_sw_params_set_start_threshold(handle, parameters, boundary),
            "snd_pcm_sw_params_set_start_threshold", name)
        unsafe setOptional(parameters, boundary: boundary, &configuration)
        if unsafe snd_pcm_sw_params(handle, parameters) < 0 {
            try unsafe setWithoutSilence(parameters, &configuration)
        }
        unsafe noteStopThreshold(parameters, boundary: boundary, &configuration)
    }

    /// A device that runs dry plays on, and plays zeros: `stop_threshold` and `silence_size` at the
    /// boundary, `silence_threshold` 0 ("the driver fills the whole unplayed buffer").
    private func setOptional(
        _ parameters: OpaquePointer, boundary: snd_pcm_uframes_t,
        _ configuration: inout PCMConfiguration
    ) {
        if unsafe snd_pcm_sw_params_set_stop_threshold(handle, parameters, boundary) < 0 {
            configuration.deviations.insert(.stopsWhenDry)
        }
        if unsafe snd_pcm_sw_params_set_silence_threshold(handle, parameters, 0) < 0
            || snd_pcm_sw_params_set_silence_size(handle, parameters, boundary) < 0
        {
            configuration.deviations.insert(.noSilenceFill)
        }
        if unsafe snd_pcm_sw_params_set_tstamp_mode(handle, parameters, SND_PCM_TSTAMP_ENABLE) < 0
            || snd_pcm_sw_params_set_tstamp_type(
                handle, parameters, SND_PCM_TSTAMP_TYPE_MONOTONIC) < 0
        {
            configuration.deviations.insert(.noMonotonicStamps)
        }
    }

    /// Some drivers of the kernel know no silence fill together with an endless stop threshold.
    private func setWithoutSilence(
        _ parameters: OpaquePointer, _ configuration: inout PCMConfiguration
    ) throws(ALSAError) {
        configuration.deviations.insert(.noSilenceFill)
        try check(
            unsafe snd_pcm_sw_params_set_silence_size(handle, parameters, 0),
            "snd_pcm_sw_params_set_silence_size", request.name)
        try check(unsafe snd_pcm_sw_params(handle, parameters), "snd_pcm_sw_params", request.name)
    }

    /// The plugins of other processes accept any threshold and stop when dry all the same: they
    /// report it by EPIPE, and the loop recovers.
    private func noteStopThreshold(
        _ parameters: OpaquePointer, boundary: snd_pcm_uframes_t,
        _ configuration: inout PCMConfiguration
    ) {
        var stop: snd_pcm_uframes_t = 0
        if unsafe snd_pcm_sw_params_current(handle, parameters) < 0
            || snd_pcm_sw_params_get_stop_threshold(parameters, &stop) < 0 || stop < boundary
            || configuration.backend == .served
        {
            configuration.deviations.insert(.stopsWhenDry)
        }
    }
}

extension SampleFormat {
    /// The same format in alsa-lib's words.
    var alsa: snd_pcm_format_t {
        switch self {
        case .s16: SND_PCM_FORMAT_S16_LE
        case .s24in3: SND_PCM_FORMAT_S24_3LE
        case .s24in4: SND_PCM_FORMAT_S24_LE
        case .s32: SND_PCM_FORMAT_S32_LE
        case .float32: SND_PCM_FORMAT_FLOAT_LE
        }
    }
}
