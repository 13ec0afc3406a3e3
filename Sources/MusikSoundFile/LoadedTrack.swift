public import MusikModel

/// A sound file found good: its figures, and its bytes in memory.
public struct LoadedTrack: Sendable {
    let file: LoadedFile

    /// Where the file was read from.
    public var path: String { file.bytes.path }
    /// What its one whole decoding found.
    public var analysis: TrackAnalysis { file.analysis }
    /// How a programme names it.
    public var source: SourceReference { SourceReference(digest: analysis.digest, path: path) }

    /// Loads, checks and measures a file, or takes the figures from the store.
    ///
    /// With a store the whole decoding happens once per content, ever; without it, each time.
    /// - Throws: what is wrong with the file. Any thread but an audio thread.
    public init(path: String, store: AnalysisStore? = nil) throws(SoundFileError) {
        try self.init(SoundFileBytes(path: path), store: store)
    }

    /// As `init(path:store:)`, with the bytes already in memory.
    ///
    /// - Throws: what is wrong with the file.
    public init(_ bytes: SoundFileBytes, store: AnalysisStore? = nil) throws(SoundFileError) {
        let layout = try SoundFileLayout(bytes)
        let analysis: TrackAnalysis
        if let known = store?.analysis(of: bytes.digest) {
            analysis = known
        } else {
            let figures = try SoundFileAnalyser.analyse(bytes, layout)
            // A store that can't be written only costs time again; who owns it can ask it why.
            store?.keep(figures)
            analysis = figures.analysis
        }
        file = LoadedFile(bytes: bytes, layout: layout, analysis: analysis)
    }

    /// Checks that a file still has the content it was planned with, and loads it.
    ///
    /// - Throws: `digestChanged`, or what is wrong with the file.
    public init(source: SourceReference, store: AnalysisStore? = nil) throws(SoundFileError) {
        let bytes = try SoundFileBytes(path: source.path)
        guard bytes.digest == source.digest else {
            throw SoundFileError(
                .digestChanged(expected: source.digest, found: bytes.digest), path: source.path,
                call: "SHA-256")
        }
        try self.init(bytes, store: store)
    }
}
