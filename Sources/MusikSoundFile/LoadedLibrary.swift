public import MusikEngine
public import MusikModel

/// The sound files that a preflight loaded: their bytes in memory, their checks behind them.
///
/// Nothing here touches a disk. Immutable, and so shared freely between threads.
public struct LoadedLibrary: AudioLibrary {
    private let files: [ContentDigest: LoadedFile]
    let quality: ResamplerQuality
    /// Where the bytes are that other processes may have too.
    private let shared: [SharedSound]

    /// A library of loaded tracks; the same content twice counts once.
    public init(_ tracks: [LoadedTrack], quality: ResamplerQuality = .high) {
        var files: [ContentDigest: LoadedFile] = [:]
        for track in tracks { files[track.analysis.digest] = track.file }
        self.init(files: files, quality: quality, shared: [])
    }

    /// A library with the files of another one as well.
    public func joined(with other: LoadedLibrary) -> LoadedLibrary {
        LoadedLibrary(
            files: files.merging(other.files) { own, _ in own }, quality: quality,
            shared: shared + other.shared)
    }

    private init(
        files: [ContentDigest: LoadedFile], quality: ResamplerQuality, shared: [SharedSound]
    ) {
        self.files = files
        self.quality = quality
        self.shared = shared
    }

    /// The same library in memory that other processes can be given.
    ///
    /// - Throws: `outOfMemory`. Any thread but an audio thread.
    public func inSharedMemory() throws(SoundFileError) -> LoadedLibrary {
        let shared = try SharedSound(files.values.map(\.bytes))
        var moved: [ContentDigest: LoadedFile] = [:]
        for (digest, file) in files {
            guard let bytes = shared.bytes(of: digest) else { continue }
            moved[digest] = try file.moved(to: bytes)
        }
        return LoadedLibrary(files: moved, quality: quality, shared: [shared])
    }

    /// The open files that another process needs, and what is in them; nil where the library isn't all
    /// in shared memory.
    public var handover: (files: [Int32], index: SharedIndex)? {
        var parts: [SharedIndex.Part] = []
        for (digest, file) in files {
            let place = shared.indices.first { shared[$0].part(digest) != nil }
            guard let place, let range = shared[place].part(digest) else { return nil }
            parts.append(
                SharedIndex.Part(
                    file: place, offset: range.lowerBound, count: range.count,
                    path: file.bytes.path, analysis: file.analysis))
        }
        return (
            shared.map(\.descriptor),
            SharedIndex(fileCount: shared.count, parts: parts, quality: quality)
        )
    }

    /// A library that another process has handed over; takes over the open files.
    ///
    /// - Throws: `outOfMemory` where they can't be mapped. Any thread but an audio thread.
    public init(_ index: SharedIndex, files descriptors: [Int32]) throws(SoundFileError) {
        var shared: [SharedSound] = []
        for descriptor in descriptors.prefix(index.fileCount) {
            shared.append(try SharedSound(descriptor: descriptor))
        }
        var files: [ContentDigest: LoadedFile] = [:]
        for part in index.parts where shared.indices.contains(part.file) {
            let digest = part.analysis.digest
            files[digest] = LoadedFile(
                bytes: shared[part.file].add(
                    part.offset, part.count, path: part.path, digest: digest),
                layout: nil, analysis: part.analysis)
        }
        self.init(files: files, quality: index.quality, shared: shared)
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
