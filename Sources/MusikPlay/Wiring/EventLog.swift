// The log's thread waits for its disk or pipe as long as these let it: nobody may wait for it
// without a limit, and the session's thread only hands lines over.
internal import FoundationEssentials
internal import MusikEngine
internal import MusikModel
internal import MusikSession

#if canImport(Glibc)
    internal import Glibc
#endif

/// Writes a session's events, one JSON object a line, on a thread of its own.
///
/// What can't be written in time is counted, and a line `linesLost` stands in its place. Any
/// thread.
final class EventLog: @unchecked Sendable {
    // Safe to share: `state` is used under `monitor`; `encoder` and `tail` belong to the log's
    // thread; the rest is constant.

    /// How many lines wait at most: minutes of a session at its busiest.
    static let capacity = 1024

    private struct State {
        var waiting: [SessionEventLine] = []
        /// When the line in the thread's hand was taken, in nanoseconds; nil while there is none.
        var inHandSince: UInt64?
        /// Lines that found no room since the last one that did.
        var refused = 0
        /// All lines that were lost.
        var lost = 0
        /// The errno of the first failure; 0 while all went well.
        var failure: Int32 = 0
        var isEnding = false
        var hasEnded = false
    }

    private let monitor = Monitor()
    private var state = State()
    private let target: EventTarget
    private let language: Language
    private let descriptor: Int32
    private let encoder = JSONEncoder()
    private var tail = LineTail()
    private var thread: NamedThread?

    /// Opens the log; a file is appended to, and a named pipe must have its reader.
    ///
    /// - Parameter language: the language of the plans' notes.
    /// - Throws: 73 or 77 where the file can't be made.
    init(_ target: EventTarget, language: Language = .english) throws(Failure) {
        self.target = target
        self.language = language
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        switch target {
        case .standardOutput: descriptor = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
        case .file(let path):
            try Served.requireNoFile(path)
            // Not blocking, because a pipe that nobody reads would hold the start for ever.
            let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK
            descriptor = unsafe open(path, flags, 0o600)
            guard descriptor >= 0 else {
                let code = errno
                throw Failure(
                    Sysexit(creating: code), "\(path) can't be opened: \(errorText(code)).",
                    remedy: code == ENXIO
                        ? "It is a pipe: start what reads it first."
                        : "Choose another file for --events.")
            }
        }
        thread = NamedThread("event-log") { [self] in run() }
    }

    deinit { _ = close(descriptor) }

    /// Hands an event over; never waits.
    func write(_ event: SessionEvent) { write(SessionEventLine(event, language)) }

    /// Hands a line over; never waits.
    func write(_ line: SessionEventLine) {
        monitor.locked {
            let room = Self.capacity - state.waiting.count
            guard room > (state.refused > 0 ? 1 : 0) else {
                state.refused += 1
                state.lost += 1
                return
            }
            noteRefused(before: line)
            state.waiting.append(line)
            monitor.signal()
        }
    }

    /// Waits until everything handed over is written, for at most so long.
    /// - Throws: 74 where it isn't.
    func confirm(milliseconds: Int) throws(Failure) {
        let (isWritten, code) = monitor.locked {
            waitUntil(milliseconds) { $0.waiting.isEmpty && $0.inHandSince == nil }
            return (
                state.waiting.isEmpty && state.inHandSince == nil && state.lost == 0,
                state.failure
            )
        }
        guard isWritten && code == 0 else {
            throw Failure(
                .inputOutput,
                "The plan can't be written to \(target): "
                    + (code == 0 ? "it takes nothing." : "\(errorText(code))."),
                remedy: "Check the disk, or what reads it, or choose another file for --events.")
        }
    }

    /// Writes what still waits, for at most so long, and ends.
    /// - Throws: 74 where events were lost.
    func finish(milliseconds: Int) throws(Failure) {
        let (lost, code, hasEnded) = monitor.locked {
            if let last = state.waiting.last { noteRefused(before: last) }
            state.isEnding = true
            monitor.signal()
            waitUntil(milliseconds) { $0.hasEnded }
            let unwritten = state.waiting.count + (state.inHandSince == nil ? 0 : 1)
            return (state.lost + unwritten, state.failure, state.hasEnded)
        }
        // A thread that hangs in the kernel is left to the end of the process.
        if hasEnded { thread?.join() }
        guard lost > 0 || code != 0 else { return }
        throw Failure(
            .inputOutput,
            "\(counted(lost, "event was", "events were")) not written to \(target)"
                + (code == 0 ? "." : ": \(errorText(code))."),
            remedy: "Check the disk, or what reads it.")
    }

    /// Whether everything handed over is written.
    var isWritten: Bool { monitor.locked { state.waiting.isEmpty && state.inHandSince == nil } }

    /// What the screen has to say of the log; nil while it is well.
    var trouble: Phrase? {
        monitor.locked {
            if state.lost > 0 { return .eventsLost(state.lost) }
            let isStuck = state.inHandSince.map { MonotonicClock.nanoseconds - $0 > 2_000_000_000 }
            return isStuck == true ? .eventsStuck : nil
        }
    }

    // MARK: Under the monitor

    private func noteRefused(before line: SessionEventLine) {
        guard state.refused > 0 else { return }
        state.waiting.append(SessionEventLine(linesLost: state.refused, before: line))
        state.refused = 0
    }

    private func waitUntil(_ milliseconds: Int, _ isDone: (State) -> Bool) {
        let end = MonotonicClock.nanoseconds + UInt64(milliseconds) * 1_000_000
        while !isDone(state), MonotonicClock.nanoseconds < end { monitor.wait(milliseconds: 20) }
    }

    // MARK: The log's thread

    private func run() {
        // A pipe whose reader is gone is a failure to be counted, not the end of the process.
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_BLOCK, &all, nil)
        while let line = next() {
            let code = tail.write(line, with: encoder, to: descriptor)
            let isLast = monitor.locked {
                if code != 0 {
                    state.lost += 1
                    if state.failure == 0 { state.failure = code }
                }
                return state.waiting.isEmpty
            }
            // On the disk itself, so that a power cut loses nothing; a pipe has none.
            if isLast { _ = fdatasync(descriptor) }
        }
    }

    private func next() -> SessionEventLine? {
        monitor.locked {
            state.inHandSince = nil
            while state.waiting.isEmpty && !state.isEnding {
                monitor.signal()
                monitor.wait(milliseconds: 1000)
            }
            guard !state.waiting.isEmpty else {
                state.hasEnded = true
                monitor.signal()
                return nil
            }
            state.inHandSince = MonotonicClock.nanoseconds
            return state.waiting.removeFirst()
        }
    }
}
