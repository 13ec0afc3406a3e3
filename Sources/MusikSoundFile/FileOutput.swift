internal import Glibc
public import MusikEngine
internal import MusikModel
public import MusikRealtime
internal import Synchronization

/// A WAV file as an output: what a card would have played, from the programme's first frame on.
///
/// Nothing is written while the feed is idle. The file is complete when the programme has ended, or
/// at `stop`; until then it stands under another name.
public final class FileOutput: AudioOutput {
    /// How fast the file is written.
    public enum Pace: Hashable, Sendable {
        /// As fast as the mixer delivers; no frame ever comes too late.
        case fast
        /// In real time by the monotonic clock, as a card plays.
        case paced
    }

    /// What became of the file.
    public enum Outcome: Hashable, Sendable {
        /// It is complete.
        case written(SoundFileWriter.Summary)
        /// It could not be written to the end, and is gone.
        case failed(SoundFileError)
    }

    /// The name it was asked for by: `file:PATH`, or `file:PATH?paced`.
    public let name: String
    private let path: String
    private let encoding: SoundFileWriter.Encoding
    private let pace: Pace
    private let isStopping = Atomic<Bool>(false)
    private let result = Mutex<Outcome?>(nil)
    private let thread = ThreadSlot()

    /// An output to a file that is made at `start`.
    public init(path: String, encoding: SoundFileWriter.Encoding = .int16, pace: Pace = .fast) {
        name = "file:\(path)" + (pace == .paced ? "?paced" : "")
        self.path = path
        self.encoding = encoding
        self.pace = pace
    }

    /// An output by name, `file:PATH` or `file:PATH?paced`; nil for any other name.
    public convenience init?(name: String, encoding: SoundFileWriter.Encoding = .int16) {
        guard name.hasPrefix("file:") else { return nil }
        let isPaced = name.hasSuffix("?paced")
        let path = String(name.dropFirst(5).dropLast(isPaced ? 6 : 0))
        guard !path.isEmpty else { return nil }
        self.init(path: path, encoding: encoding, pace: isPaced ? .paced : .fast)
    }

    /// What became of the file; nil until it failed, the programme ended or `stop` returned. Any
    /// thread.
    public var outcome: Outcome? { result.withLock { $0 } }

    /// Makes the file and starts pulling.
    ///
    /// Where the file can't be written any more, its bytes are given back, `outcome` says so at
    /// once, and the programme goes on without it, as it does without a card.
    /// - Throws: `SoundFileError` where the file can't be made.
    public func start(_ feed: OutputFeed) throws {
        var writer: SoundFileWriter? = try SoundFileWriter(
            path: path, container: .wave, encoding: encoding, rate: feed.rate, digesting: true)
        feed.setFormat(encoding.format)
        isStopping.store(false, ordering: .releasing)
        result.withLock { $0 = nil }
        let handover = Mutex(writer.take())
        thread.start("file-output") { [self] in
            var writer = handover.withLock { $0.take() }
            let format = encoding.format
            unsafe pull(feed) { samples, frames in
                do throws(SoundFileError) {
                    try unsafe writer?.write(samples, frames: frames, as: format)
                } catch {
                    writer = nil
                    fail(error, feed)
                }
            }
            guard var writer = writer.take() else { return }
            do throws(SoundFileError) {
                let summary = try writer.finish()
                result.withLock { $0 = .written(summary) }
            } catch {
                fail(error, feed)
            }
        }
    }

    private func fail(_ error: SoundFileError, _ feed: OutputFeed) {
        result.withLock { $0 = .failed(error) }
        feed.post(
            DeviceEvent(kind: .lost, code: error.code, nanoseconds: MonotonicClock.nanoseconds))
    }

    /// Completes the file with what was delivered so far.
    public func stop() {
        isStopping.store(true, ordering: .releasing)
        thread.join()
    }

    /// Renders to the programme's end, or until it is stopped.
    private func pull(_ feed: OutputFeed, into write: (UnsafeRawPointer, Int) -> Void) {
        let capacity = 4096
        let buffer = UnsafeMutableRawPointer.allocate(
            byteCount: capacity * encoding.format.frameSize, alignment: 16)
        defer { unsafe buffer.deallocate() }
        feed.publish(thread: NamedThread.currentNumber)
        var start = MonotonicClock.nanoseconds
        var rendered: Int64 = 0
        while !isStopping.load(ordering: .acquiring) {
            let now = MonotonicClock.nanoseconds
            var due = capacity
            switch pace {
            case .fast: due = min(due, feed.framesReady)
            case .paced:
                let elapsed = Double(now - start) * 1e-9 * Double(feed.rate.hertz)
                due = min(due, Int(Int64(elapsed) - rendered))
            }
            guard due > 0 else {
                usleep(1_000)
                continue
            }
            let report = unsafe feed.render(into: buffer, frames: due)
            rendered += Int64(due)
            feed.publish(heardFrames: feed.renderedFrames, at: now)
            if report.isIdle {
                // The wait before the first frame is no part of the record.
                usleep(1_000)
                start = MonotonicClock.nanoseconds
                rendered = 0
                continue
            }
            unsafe write(buffer, report.recordedFrames)
            if report.isFinished { return }
            if pace == .fast, feed.position.isHeld {
                // A pause has no length but a real one; faster, it would only fill the disk.
                usleep(UInt32(due * 1_000_000 / feed.rate.hertz))
            }
        }
    }
}

extension SoundFileError {
    /// The errno behind the reason; EIO where there is none.
    var code: Int32 {
        switch reason {
        case .unreadable(let code), .unwritable(let code): code
        default: EIO
        }
    }
}
