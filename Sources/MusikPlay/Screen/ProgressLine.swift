internal import MusikEngine
private import Synchronization

#if canImport(Glibc)
    internal import Glibc
#endif

/// One line on standard error that tells how far long work has come; silent where that is no
/// terminal.
final class ProgressLine: Sendable {
    private let label: String
    private let isShown: Bool
    private let began = MonotonicClock.nanoseconds
    private let lastShown = Mutex<UInt64>(0)

    /// A line about one piece of work.
    init(_ label: String) {
        self.label = label
        isShown = isatty(STDERR_FILENO) == 1
    }

    /// Says how much is done; at most ten times a second.
    func show(_ done: Int, of total: Int) {
        guard isShown else { return }
        let now = MonotonicClock.nanoseconds
        let isDue = lastShown.withLock { last in
            guard now - last > 100_000_000 || done == total else { return false }
            last = now
            return true
        }
        guard isDue, total > 0, done > 0 else { return }
        let elapsed = Double(now - began) * 1e-9
        let left = elapsed * Double(total - done) / Double(done)
        let share = 100 * done / total
        put("\r\u{1B}[K\(label): \(share) %, \(SessionScreen.clock(left)) left")
    }

    /// Takes the line away.
    func clear() { if isShown { put("\r\u{1B}[K") } }

    private func put(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            // A line about progress is not worth failing for.
            _ = unsafe write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        }
    }
}
