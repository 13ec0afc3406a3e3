internal import Glibc
public import MusikModel

extension SoundFileScan {
    /// What a survey found in one file.
    public enum Found: Sendable {
        /// Content that was known, at this place.
        case known(ContentDigest)
        /// Content with its figures, which are in the store now.
        case measured(SoundFileFigures)

        /// The content.
        public var digest: ContentDigest {
            switch self {
            case .known(let digest): digest
            case .measured(let figures): figures.analysis.digest
            }
        }
    }

    /// Looks through files of which only the content and the figures matter: one per processor is
    /// in memory at a time.
    ///
    /// A file whose content is known, and whose features are in the store, is read and not decoded.
    /// - Parameters:
    ///   - isKnown: whether a content's figures are known; from the scan's threads.
    ///   - finished: called with each file's place among the paths and what became of it, from the
    ///     scan's threads, one call at a time. What it has done when the process is killed is done:
    ///     only files in hand are lost.
    public func survey(
        _ paths: [String], isKnown: @escaping @Sendable (ContentDigest) -> Bool,
        finished: @escaping @Sendable (Int, Result<Found, SoundFileError>) -> Void
    ) {
        work(paths.count) { [self] index in
            do throws(SoundFileError) {
                return .success(try look(paths[index], isKnown))
            } catch {
                return .failure(error)
            }
        } give: {
            finished($0, $1)
        }
    }

    private func look(
        _ path: String, _ isKnown: (ContentDigest) -> Bool
    ) throws(SoundFileError) -> Found {
        try checkCancelled(path)
        let bytes = try SoundFileBytes(path: path)
        let features = store?.features(of: bytes.digest)
        if features != nil, isKnown(bytes.digest) { return .known(bytes.digest) }
        if let features, let analysis = store?.analysis(of: bytes.digest) {
            return .measured(SoundFileFigures(analysis: analysis, features: features))
        }
        let figures = try SoundFileAnalyser.analyse(bytes)
        store?.keep(figures)
        return .measured(figures)
    }
}
