internal import FoundationEssentials
internal import MusikModel
internal import MusikProgramme
internal import MusikRecord
internal import MusikSoundFile
internal import MusikStore
private import Synchronization

#if canImport(Glibc)
    internal import Glibc
#endif

/// Takes files into the library: each is recorded as soon as it is measured.
final class LibraryIntake: Sendable {
    /// What became of the files.
    struct Outcome: Sendable {
        /// The contents that are new.
        var added: [ContentDigest] = []
        /// Known ones that are at another place now.
        var moved = 0
        /// Known ones at their place, or copied.
        var known = 0
        /// Known ones that were measured anew.
        var measured = 0
        /// What can't be used, with the reasons.
        var failed: [SoundFileError] = []
        /// Why recording ended before its time.
        var refusal: StoreError?
    }

    private struct State {
        var known: [ContentDigest: (path: String, isCurrent: Bool)]
        var outcome = Outcome()
    }

    private let store: RecordStore
    private let author: RecordAuthor
    private let scan: SoundFileScan
    private let state: Mutex<State>

    /// An intake into a record.
    init(_ store: RecordStore, by author: RecordAuthor, _ analyses: AnalysisStore) throws(Failure) {
        self.store = store
        self.author = author
        scan = SoundFileScan(store: analyses)
        let known = try recording { () throws(StoreError) in
            try store.knownTracks(measuredBy: SoundFileAnalyser.version)
        }
        state = Mutex(State(known: known))
    }

    /// Takes files in; `progress` is told how many bytes are done of how many.
    func run(
        _ paths: [String], progress: @escaping @Sendable (Int, Int) -> Void
    ) throws(Failure) -> Outcome {
        let sizes = paths.map { FileSize.bytes(of: $0) }
        let total = sizes.reduce(0, +)
        let done = Atomic<Int>(0)
        scan.survey(paths) { [self] digest in
            state.withLock { $0.known[digest]?.isCurrent == true }
        } finished: { [self] index, found in
            take(found, at: paths[index])
            progress(done.wrappingAdd(sizes[index], ordering: .relaxed).newValue, total)
        }
        let outcome = state.withLock { $0.outcome }
        if let refusal = outcome.refusal { throw Failure(refusal) }
        return outcome
    }

    private func take(_ found: Result<SoundFileScan.Found, SoundFileError>, at path: String) {
        do throws(StoreError) {
            switch found {
            case .success(let found):
                try state.withLock { state throws(StoreError) in
                    try take(found, at: path, &state)
                }
            case .failure(let error):
                if error.reason == .cancelled { return }
                state.withLock { $0.outcome.failed.append(error) }
            }
        } catch {
            // What can't be recorded is not measured either.
            scan.cancel()
            state.withLock { $0.outcome.refusal = $0.outcome.refusal ?? error }
        }
    }

    private func take(
        _ found: SoundFileScan.Found, at path: String, _ state: inout State
    ) throws(StoreError) {
        let digest = found.digest
        guard let before = state.known[digest] else {
            guard case .measured(let figures) = found else { return }
            let name = path.split(separator: "/").last.map(String.init) ?? path
            let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
            let added = TrackAdded(
                digest: digest, path: path, title: stem.isEmpty ? name : stem,
                figures: TrackFigures(figures))
            try store.append([RecordDraft(.trackAdded(added))], by: author)
            state.known[digest] = (path, true)
            state.outcome.added.append(digest)
            return
        }
        var drafts: [RecordDraft] = []
        if !before.isCurrent, case .measured(let figures) = found {
            let measured = TrackMeasured(digest: digest, figures: TrackFigures(figures))
            drafts.append(RecordDraft(.trackMeasured(measured)))
            state.outcome.measured += 1
        }
        // A copy beside a file that is still there moves nothing.
        if before.path != path, !FileManager.default.fileExists(atPath: before.path) {
            drafts.append(RecordDraft(.trackFound(TrackFound(digest: digest, path: path))))
            state.outcome.moved += 1
            state.known[digest]?.path = path
        } else {
            state.outcome.known += 1
        }
        if !drafts.isEmpty { try store.append(drafts, by: author) }
        state.known[digest]?.isCurrent = true
    }
}

extension TrackFigures {
    /// The figures that lists show, of this version's measurements.
    init(_ figures: SoundFileFigures) {
        let (points, rate) = (CuePoints(figures.analysis), figures.analysis.rate)
        self.init(
            version: SoundFileAnalyser.version, figures.analysis, figures.features,
            audible: points.audibleStart.seconds(at: rate)...points.audibleEnd.seconds(at: rate))
    }
}

/// How large files are.
enum FileSize {
    /// The bytes of a file; 0 where it isn't there.
    static func bytes(of path: String) -> Int {
        var information = stat()
        return unsafe stat(path, &information) == 0 ? Int(information.st_size) : 0
    }
}
