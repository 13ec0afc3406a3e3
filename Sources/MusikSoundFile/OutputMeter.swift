public import MusikModel
internal import MusikRealtime

/// Measures rendered stereo frames: loudness by libebur128, true peak as the guard does.
///
/// One thread at a time, not an audio thread.
public struct OutputMeter: ~Copyable {
    private var loudness: LoudnessMeter
    private var truePeak = TruePeakMeter()

    /// A meter that has heard nothing.
    ///
    /// - Throws: `outOfMemory`.
    public init(rate: SampleRate) throws(SoundFileError) {
        loudness = try LoudnessMeter(rate: rate, path: "")
    }

    /// Takes interleaved stereo frames, full scale at ±1.
    ///
    /// - Throws: `outOfMemory`.
    public mutating func add(
        _ samples: UnsafePointer<Float>, frames: Int
    ) throws(SoundFileError) {
        unsafe truePeak.process(samples, frames: frames)
        try unsafe loudness.add(samples, count: frames)
    }

    /// The gated loudness of everything in LUFS and its true peak in dBTP; minus infinity for
    /// silence. Call once, at the end.
    ///
    /// - Throws: `outOfMemory`.
    public mutating func finish() throws(SoundFileError) -> (
        integrated: Decibels, truePeak: Decibels
    ) {
        truePeak.finish()
        return (try loudness.integrated(), Decibels(amplitude: Double(truePeak.peak)))
    }
}
