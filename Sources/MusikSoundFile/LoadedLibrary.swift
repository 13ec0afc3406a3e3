public import MusikEngine
public import MusikModel

/// The sound files that a preflight loaded: their bytes in memory, their checks behind them.
///
/// Nothing here touches a disk. Immutable, and so shared freely between threads.
public struct LoadedLibrary: AudioLibrary {
    private let files: [ContentDigest: LoadedFile]
    let quality: ResamplerQuality

    /// A library of loaded tracks; the same content twice counts once.
    public init(_ tracks: [LoadedTrack], quality: ResamplerQuality = .high) {
        var files: [ContentDigest: LoadedFile] = [:]
        for track in tracks { files[track.analysis.digest] = track.file }
        self.init(files: files, quality: quality)
    }

    /// A library with the files of another one as well.
    public func joined(with other: LoadedLibrary) -> LoadedLibrary {
        LoadedLibrary(files: files.merging(other.files) { own, _ in own }, quality: quality)
    }

    private init(files: [ContentDigest: LoadedFile], quality: ResamplerQuality) {
        self.files = files
        self.quality = quality
    }

    /// Bytes of compressed sound held in memory.
    public var byteCount: Int { files.values.reduce(0) { $0 + $1.bytes.count } }

    /// The figures of a loaded file; nil for one not loaded. Any thread.
    public func analysis(of digest: ContentDigest) -> TrackAnalysis? { files[digest]?.analysis }

    /// Opens consecutive segments as one stream through one resampler.
    ///
    /// At the programme's own rate there is no resampler and samples pass untouched. Otherwise
    /// the stream has exactly as many frames as the segments' length converts to.
    /// - Throws: `SoundFileError`: `notLoaded`, `rateMismatch`, `outsideFile`, and whatever
    ///   decoding meets. Any thread but an audio thread.
    public func open(
        _ segments: [SourceSegment], at rate: SampleRate
    ) throws -> any AudioSource {
        precondition(!segments.isEmpty, "a stream has at least one segment")
        var loaded: [LoadedFile] = []
        for segment in segments {
            let source = segment.source
            guard let file = files[source.digest] else {
                throw SoundFileError(.notLoaded(source.digest), path: source.path, call: "open")
            }
            if let first = loaded.first, first.analysis.rate != file.analysis.rate {
                throw SoundFileError(
                    .rateMismatch(first: first.analysis.rate, other: file.analysis.rate),
                    path: source.path, call: "open")
            }
            loaded.append(file)
        }
        if loaded[0].analysis.rate == rate { return try DirectSource(segments, loaded) }
        return try ResampledSource(segments, loaded, to: rate, quality: quality)
    }
}
