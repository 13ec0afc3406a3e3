internal import MusikModel

/// Collects what `TrackFeatures` says, block by block of the one decoding.
struct FeatureMeter: ~Copyable {
    private var stream: SpectrumStream
    private let bands: MelBands
    private let collected: Collected

    /// What the windows leave behind; shared with the stream's closures.
    private final class Collected {
        var rows: [Float] = []
        var chroma: Chroma
        var count = 0

        init(rate: Double) { chroma = Chroma(rate: rate) }

        func add(_ power: UnsafePointer<Float>, _ bands: MelBands) {
            let start = rows.count
            for _ in 0..<MelBands.sums { rows.append(0) }
            unsafe rows.withUnsafeMutableBufferPointer { rows in
                unsafe bands.add(power, to: rows.baseAddress! + start)
            }
            // Every second window is enough for what sounds long.
            if count % 2 == 0 { unsafe chroma.add(power) }
            count += 1
        }
    }

    init(rate: SampleRate) {
        stream = SpectrumStream(rate: rate)
        bands = MelBands(rate: stream.rate)
        collected = Collected(rate: stream.rate)
    }

    /// Takes interleaved stereo frames.
    mutating func add(_ frames: UnsafePointer<Float>, count: Int) {
        let (collected, bands) = (collected, bands)
        unsafe stream.add(frames, count: count) { unsafe collected.add($0, bands) }
    }

    /// All features.
    mutating func finish(_ digest: ContentDigest) -> TrackFeatures {
        let (collected, bands) = (collected, bands)
        unsafe stream.finish { unsafe collected.add($0, bands) }
        let windows = SpectralWindows(
            rows: collected.rows, perSecond: stream.rate / Double(SpectrumStream.hop))
        let onsets = OnsetCurve(windows)
        return TrackFeatures(
            digest: digest, brightness: windows.brightness,
            percussiveness: onsets.percussiveness, onsetsPerSecond: onsets.density,
            tempo: onsets.tempo, tonalCentre: collected.chroma.centre,
            voiceHint: windows.voiceHint, timbre: windows.timbre,
            fingerprint: windows.fingerprint)
    }
}
