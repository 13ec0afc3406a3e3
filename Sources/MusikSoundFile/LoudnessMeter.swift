internal import CEbur128
internal import MusikModel

/// Loudness of stereo frames by libebur128 (ITU-R BS.1770-4, EBU Tech 3342).
@safe struct LoudnessMeter: ~Copyable {
    private let state: UnsafeMutablePointer<ebur128_state>
    private let path: String

    /// A meter that has heard nothing; `path` is named in its errors.
    init(rate: SampleRate, path: String) throws(SoundFileError) {
        let mode = EBUR128_MODE_I.rawValue | EBUR128_MODE_LRA.rawValue
        guard let made = unsafe ebur128_init(2, UInt(rate.hertz), Int32(mode)) else {
            throw SoundFileError(.outOfMemory, path: path, call: "ebur128_init")
        }
        unsafe state = made
        self.path = path
    }

    deinit {
        var closing: UnsafeMutablePointer<ebur128_state>? = unsafe state
        unsafe ebur128_destroy(&closing)
    }

    /// Takes interleaved stereo frames.
    mutating func add(_ frames: UnsafePointer<Float>, count: Int) throws(SoundFileError) {
        try check(
            unsafe ebur128_add_frames_float(state, frames, count), "ebur128_add_frames_float")
    }

    /// K-weighted, ungated loudness of the last milliseconds, in LUFS.
    func last(milliseconds: Int) throws(SoundFileError) -> Decibels {
        var value = 0.0
        try check(
            unsafe ebur128_loudness_window(state, UInt(milliseconds), &value),
            "ebur128_loudness_window")
        return Decibels(value)
    }

    /// Gated loudness of everything, in LUFS; minus infinity where nothing passes the gate.
    func integrated() throws(SoundFileError) -> Decibels {
        var value = 0.0
        try check(unsafe ebur128_loudness_global(state, &value), "ebur128_loudness_global")
        return Decibels(value)
    }

    /// Loudness range of everything, in LU.
    func range() throws(SoundFileError) -> Double {
        var value = 0.0
        try check(unsafe ebur128_loudness_range(state, &value), "ebur128_loudness_range")
        return value
    }

    private func check(_ code: Int32, _ call: String) throws(SoundFileError) {
        guard UInt32(bitPattern: code) == EBUR128_SUCCESS.rawValue else {
            let isMemory = UInt32(bitPattern: code) == EBUR128_ERROR_NOMEM.rawValue
            throw SoundFileError(
                isMemory ? .outOfMemory : .meter(code: code), path: path, call: call)
        }
    }
}
