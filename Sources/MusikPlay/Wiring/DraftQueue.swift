// The queue's thread waits for the record's disk; nobody waits for it but at the end of a step.
internal import MusikEngine
internal import MusikRecord
internal import MusikStore

/// Events on their way into the record, written in order by a thread of their own.
///
/// Nothing is given up: what can't be written is tried again, and what waits is bounded only by an
/// hour of a session's busiest minute. Any thread.
final class DraftQueue: @unchecked Sendable {
    // Safe to share: everything mutable is used under `monitor`.

    /// How many events wait at most.
    static let capacity = 100_000

    private let monitor = Monitor()
    private let store: RecordStore
    private var waiting: [(draft: RecordDraft, author: RecordAuthor)] = []
    /// Whether a batch is in the thread's hand, and since when.
    private var inHandSince: UInt64?
    private var failure: StoreError?
    private var refused = 0
    private var isEnding = false
    private var thread: NamedThread?

    init(_ store: RecordStore) { self.store = store }

    /// Ends the thread once all is written; what can't be is left.
    func end() {
        monitor.locked {
            isEnding = true
            monitor.signal()
        }
        thread?.join()
        thread = nil
    }

    /// Hands an event over; never waits.
    func put(_ draft: RecordDraft, by author: RecordAuthor) {
        monitor.locked {
            guard waiting.count < Self.capacity else {
                refused += 1
                return
            }
            waiting.append((draft, author))
            if thread == nil {
                thread = NamedThread("record") { [self] in run() }
            }
            monitor.signal()
        }
    }

    /// Waits until all is on the disk, for thirty seconds at most.
    /// - Throws: why it isn't.
    func flush() throws(Failure) {
        let end = MonotonicClock.nanoseconds + 30_000_000_000
        let problem: StoreError?? = monitor.locked {
            while !waiting.isEmpty || inHandSince != nil {
                if MonotonicClock.nanoseconds > end { return .some(failure) }
                monitor.wait(milliseconds: 20)
            }
            return nil
        }
        switch problem {
        case nil: return
        case .some(let error?): throw Failure(error)
        case .some(nil):
            throw Failure(
                .inputOutput, "The record takes nothing.",
                remedy: "Check the disk that \(store.path) is on.")
        }
    }

    /// Whether everything handed over is on the disk.
    var isWritten: Bool { monitor.locked { waiting.isEmpty && refused == 0 } }

    /// What the screen has to say; nil while all is well.
    var trouble: Phrase? {
        monitor.locked {
            if refused > 0 { return .eventsLost(refused) }
            let isStuck = inHandSince.map { MonotonicClock.nanoseconds - $0 > 2_000_000_000 }
            return isStuck == true || failure != nil ? .eventsStuck : nil
        }
    }

    private func run() {
        while let batch = take() {
            var problem: StoreError?
            do throws(StoreError) {
                try store.append(batch)
            } catch {
                problem = error
            }
            monitor.locked {
                failure = problem
                inHandSince = problem == nil ? nil : inHandSince
                if problem == nil {
                    waiting.removeFirst(batch.count)
                } else if !isEnding {
                    // A full disk may have room again, another process may let go.
                    monitor.wait(milliseconds: 200)
                }
                monitor.signal()
            }
        }
    }

    /// The events that wait, once there are any; they wait still until they are written.
    private func take() -> [(draft: RecordDraft, author: RecordAuthor)]? {
        monitor.locked {
            while waiting.isEmpty && !isEnding { monitor.wait(milliseconds: 1000) }
            guard !waiting.isEmpty, !(isEnding && failure != nil) else { return nil }
            inHandSince = inHandSince ?? MonotonicClock.nanoseconds
            return Array(waiting.prefix(500))
        }
    }
}
