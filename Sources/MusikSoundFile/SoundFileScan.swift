internal import Glibc
internal import MusikEngine
internal import Synchronization

/// Loads, checks and measures many files on all processors.
public final class SoundFileScan: Sendable {
    /// What became of one file.
    public typealias Outcome = Result<LoadedTrack, SoundFileError>

    let store: AnalysisStore?
    private let workers: Int
    private let isCancelled = Atomic<Bool>(false)

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
        let outcomes = Mutex([Outcome?](repeating: nil, count: paths.count))
        let done = Atomic<Int>(0)
        work(paths.count) { [self] in
            load(paths[$0])
        } give: { index, outcome in
            outcomes.withLock { $0[index] = outcome }
            progress(done.wrappingAdd(1, ordering: .relaxed).newValue, paths.count)
        }
        return outcomes.withLock { outcomes in
            outcomes.enumerated().map { index, outcome in
                guard let outcome else { preconditionFailure("\(paths[index]) was left out") }
                return outcome
            }
        }
    }

    private func load(_ path: String) -> Outcome {
        do throws(SoundFileError) {
            try checkCancelled(path)
            return .success(try LoadedTrack(path: path, store: store))
        } catch {
            return .failure(error)
        }
    }

    func checkCancelled(_ path: String) throws(SoundFileError) {
        if isCancelled.load(ordering: .acquiring) {
            throw SoundFileError(.cancelled, path: path, call: "scan")
        }
    }

    /// Makes one thing after the other on all processors, and gives each away as it is finished,
    /// one at a time.
    func work<Made>(
        _ count: Int, _ make: @escaping @Sendable (Int) -> Made,
        give: @escaping @Sendable (Int, Made) -> Void
    ) {
        let shared = Turns()
        let work: @Sendable () -> Void = {
            while let index = shared.take(count) {
                let made = make(index)
                shared.giving.withLock { _ in give(index, made) }
            }
        }
        let further = max(0, min(workers, count) - 1)
        let threads = (0..<further).map { NamedThread("musik-scan-\($0)", work: work) }
        work()
        for thread in threads { thread.join() }
    }

    /// What the scan's threads share.
    private final class Turns: Sendable {
        private let next = Atomic<Int>(0)
        let giving = Mutex(())

        func take(_ count: Int) -> Int? {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            return index < count ? index : nil
        }
    }
}
