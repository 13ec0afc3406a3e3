internal import MusikModel
internal import MusikSoundFile
internal import MusikStore
private import Synchronization

/// Compares the library's tracks with the files that they were found in.
enum LibraryCheck {
    /// What is wrong, a line for each track, in the tracks' order.
    ///
    /// Reads every file; decodes those whose figures are missing. `progress` is told how many bytes
    /// are done of how many.
    static func findings(
        of tracks: [TrackEntry], _ analyses: AnalysisStore,
        progress: @escaping @Sendable (Int, Int) -> Void
    ) -> [String] {
        let sizes = tracks.map { FileSize.bytes(of: $0.path) }
        let total = sizes.reduce(0, +)
        let digests = Set(tracks.map(\.digest))
        let done = Atomic<Int>(0)
        let findings = Mutex<[Int: String]>([:])
        SoundFileScan(store: analyses).survey(tracks.map(\.path)) {
            digests.contains($0)
        } finished: { index, found in
            if let problem = problem(tracks[index], found) {
                findings.withLock { $0[index] = problem }
            }
            progress(done.wrappingAdd(sizes[index], ordering: .relaxed).newValue, total)
        }
        return findings.withLock { found in found.sorted { $0.key < $1.key }.map(\.value) }
    }

    private static func problem(
        _ track: TrackEntry, _ found: Result<SoundFileScan.Found, SoundFileError>
    ) -> String? {
        let name = "\(track.digest.hex.prefix(8)) \(track.path): "
        switch found {
        case .failure(let error): return name + SoundFileText.reason(error, .english)
        case .success(let found) where found.digest != track.digest:
            return name + "it holds something else now"
        case .success: return nil
        }
    }
}
