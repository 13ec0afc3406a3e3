internal import CSoxr
internal import MusikModel

/// How exactly sample rates are converted.
public enum ResamplerQuality: String, Hashable, Sendable, Codable {
    /// 20 bits: SOXR_HQ, beyond what 16-bit material or an ear needs.
    case high
    /// 28 bits: SOXR_VHQ, in double precision, for about twice the work.
    case veryHigh
}

/// Converts stereo frames from one rate to another by libsoxr.
///
/// Linear phase; its delay is taken away by libsoxr, so that output frame k belongs to the input's
/// moment k / ratio.
@safe struct Resampler: ~Copyable {
    private let handle: OpaquePointer
    private let path: String

    init(
        from source: SampleRate, to target: SampleRate, quality: ResamplerQuality, path: String
    ) throws(SoundFileError) {
        var words: soxr_error_t?
        var formats = unsafe soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I)
        // SOXR_HQ and SOXR_VHQ, which the importer leaves out as macros of macros.
        let recipe = quality == .high ? SOXR_20_BITQ : SOXR_28_BITQ
        var filter = unsafe soxr_quality_spec(UInt(recipe), 0)
        var resources = unsafe soxr_runtime_spec(1)
        let made = unsafe soxr_create(
            Double(source.hertz), Double(target.hertz), 2, &words, &formats, &filter, &resources)
        guard let made = unsafe made, unsafe words == nil else {
            if let made = unsafe made { unsafe soxr_delete(made) }
            throw unsafe Self.failure(words, path, "soxr_create")
        }
        unsafe handle = made
        self.path = path
    }

    deinit { unsafe soxr_delete(handle) }

    /// Takes as much input as it can use and gives as much output as there is.
    mutating func process(
        _ input: UnsafePointer<Float>, frames: Int, into output: UnsafeMutablePointer<Float>,
        capacity: Int
    ) throws(SoundFileError) -> (taken: Int, given: Int) {
        var taken = 0
        var given = 0
        let words = unsafe soxr_process(handle, input, frames, &taken, output, capacity, &given)
        if unsafe words != nil { throw unsafe Self.failure(words, path, "soxr_process") }
        return (taken, given)
    }

    private static func failure(
        _ words: soxr_error_t?, _ path: String, _ call: String
    ) -> SoundFileError {
        let message = unsafe words.map { unsafe String(cString: $0) } ?? "no handle"
        return SoundFileError(.resampler(message: message), path: path, call: call)
    }
}
