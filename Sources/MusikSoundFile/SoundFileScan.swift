internal import Glibc
internal import MusikEngine
internal import Synchronization

/// Loads, checks and measures many files on all processors.
public final class SoundFileScan: Sendable {
    /// What became of one file.
    public typealias Outcome = Result<LoadedTrack, SoundFileError>

    private let store: AnalysisStore?
    private let workers: Int
    private let isCancelled = Atomic<Bool>(false)

    private struct Progress {
        var next = 0
        var done = 0
        var outcomes: [Outcome?]
    }

    /// A scan with a store of earlier results, on as many threads as there are processors.
    public init(store: AnalysisStore?, workers: Int? = nil) {
        self.store = store
        self.workers = workers ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    /// Calls the scan off: files not begun yet end as `cancelled`. Any thread.
    public func cancel() { isCancelled.store(true, ordering: .releasing) }

    /// Works through the files; the results are in their order.
    ///
    /// `progress` is called after each file with how many are done and how many there are, from
    /// the scan's threads, one call at a time. Blocks; any thread but an audio thread.
    public func run(
        _ paths: [String],
        progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) -> [Outcome] {
        let shared = SharedState(Progress(outcomes: Array(repeating: nil, count: paths.count)))
        let work: @Sendable () -> Void = { [self] in
            while let index = shared.take(paths.count) {
                let outcome = load(paths[index])
                shared.give(outcome, at: index) { progress($0, paths.count) }
            }
        }
        let further = max(0, min(workers, paths.count) - 1)
        let threads = (0..<further).map { NamedThread("musik-scan-\($0)", work: work) }
        work()
        for thread in threads { thread.join() }
        return shared.outcomes(paths)
    }

    private func load(_ path: String) -> Outcome {
        if isCancelled.load(ordering: .acquiring) {
            return .failure(SoundFileError(.cancelled, path: path, call: "scan"))
        }
        do throws(SoundFileError) {
            return .success(try LoadedTrack(path: path, store: store))
        } catch {
            return .failure(error)
        }
    }

    /// What the scan's threads share.
    private final class SharedState: Sendable {
        private let state: Mutex<Progress>

        init(_ progress: Progress) { state = Mutex(progress) }

        func take(_ count: Int) -> Int? {
            state.withLock { state in
                guard state.next < count else { return nil }
                defer { state.next += 1 }
                return state.next
            }
        }

        func give(_ outcome: Outcome, at index: Int, _ report: (Int) -> Void) {
            state.withLock { state in
                state.outcomes[index] = outcome
                state.done += 1
                report(state.done)
            }
        }

        func outcomes(_ paths: [String]) -> [Outcome] {
            state.withLock { state in
                state.outcomes.enumerated().map { index, outcome in
                    guard let outcome else { preconditionFailure("\(paths[index]) was left out") }
                    return outcome
                }
            }
        }
    }
}
