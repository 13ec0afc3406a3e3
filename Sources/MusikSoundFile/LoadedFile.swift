internal import MusikModel
private import Synchronization

/// A file that a preflight loaded and checked, ready to be decoded again at any time.
struct LoadedFile: Sendable {
    let bytes: SoundFileBytes
    let analysis: TrackAnalysis
    private let recognised: Recognised

    /// - Parameter layout: what kind of file it is, where that is known; else it is looked at once,
    ///   when it is first needed.
    init(bytes: SoundFileBytes, layout: SoundFileLayout?, analysis: TrackAnalysis) {
        self.bytes = bytes
        self.analysis = analysis
        recognised = Recognised(layout)
    }

    /// What kind of file it is.
    ///
    /// - Throws: as `SoundFileLayout`, which has recognised it once already.
    func layout() throws(SoundFileError) -> SoundFileLayout {
        try recognised.layout(of: bytes)
    }

    /// The same file, held elsewhere.
    func moved(to bytes: SoundFileBytes) throws(SoundFileError) -> LoadedFile {
        LoadedFile(bytes: bytes, layout: try layout(), analysis: analysis)
    }

    private final class Recognised: Sendable {
        private let layout: Mutex<SoundFileLayout?>

        init(_ layout: SoundFileLayout?) { self.layout = Mutex(layout) }

        func layout(of bytes: SoundFileBytes) throws(SoundFileError) -> SoundFileLayout {
            if let known = layout.withLock({ $0 }) { return known }
            let found = try SoundFileLayout(bytes)
            layout.withLock { $0 = found }
            return found
        }
    }
}
