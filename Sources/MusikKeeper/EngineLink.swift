public import FoundationEssentials
internal import Glibc
public import MusikEngine
public import MusikModel
public import MusikProgramme
public import MusikRealtime

/// Leads an engine that is a process of its own.
///
/// A connection that is lost, because the engine was killed, is made again as soon as the next engine
/// listens; what wasn't carried out is asked again. Used by one thread, none of them an audio thread.
public final class EngineLink: ProgrammePlayer {
    /// The outputs can't be opened; the reason, as the process encoded it.
    public struct Unopened: Error {
        /// The reason.
        public let reason: Data
    }

    /// The engine's process doesn't answer.
    public struct Silent: Error {}

    let address: String
    private let board: EngineBoard
    private let keeper: pid_t?
    private let outputCount: Int
    private var stream: MessageStream?
    private var isReady = false
    private var triedAt: UInt64 = 0
    private var unopened: Data?
    private var number = 0
    /// Commands of which the engine may not know.
    private var unconfirmed: [(number: Int, request: EngineRequest)] = []
    private var frames: [Int: FrameCount] = [:]
    private var replies: [Int: Bool] = [:]
    private var healths: [Int: EngineHealth] = [:]
    private var events: [EngineEvent] = []
    /// The number of the last event that was taken.
    public private(set) var taken = 0
    private var received: Int
    /// The engine's process, as it is now; nil before the first has answered.
    public private(set) var process: Int32?

    /// How long an answer is waited for, an engine that takes over included, in milliseconds.
    private static let patience = 1500

    /// - Parameters:
    ///   - address: the path of the engine's socket.
    ///   - outputCount: how many outputs it has.
    ///   - keeper: the keeper's process, where this one has started it.
    ///   - seen: the number of the last event that is on record.
    init(
        address: String, board: EngineBoard, outputCount: Int, keeper: pid_t?, seen: Int = 0
    ) {
        self.address = address
        self.outputCount = outputCount
        self.board = board
        self.keeper = keeper
        taken = seen
        received = seen
    }

    /// Waits until the outputs are open.
    ///
    /// - Throws: `Unopened` where they can't be opened, `Silent` where nobody answers in 15 s.
    func waitUntilReady() throws {
        let end = MonotonicClock.nanoseconds + 15_000_000_000
        while MonotonicClock.nanoseconds < end {
            work(milliseconds: 20)
            if isReady { return }
            if let unopened { throw Unopened(reason: unopened) }
        }
        throw Silent()
    }

    // MARK: What is asked

    /// Gives a command, which the engine after this one carries out where this one can't any more.
    public func send(_ command: FeedCommand, to output: Int?) -> Bool {
        number += 1
        ask(.send(command, output: output, number: number))
        return true
    }

    /// Asks the engine; while none is there, a frame that the next one can follow from.
    public func planningFrame(within seconds: Double) -> FrameCount {
        number += 1
        let asked = number
        connected?.send(EngineRequest.planningFrame(seconds: seconds, number: asked))
        if wait(for: { frames[asked] != nil }), let frame = frames.removeValue(forKey: asked) {
            return frame
        }
        let ahead = FrameCount(seconds: 2 + seconds, at: .standard).value
        return FrameCount((position().programmeFrame.value + ahead) / 512 * 512)
    }

    /// Asks the engine; one that takes over meanwhile is asked again.
    public func replace(with programme: Programme, from frame: FrameCount) -> Bool {
        number += 1
        let asked = number
        ask(.replace(programme, from: frame, number: asked))
        return wait(for: { replies[asked] != nil }) && replies.removeValue(forKey: asked) == true
    }

    /// What happened since the last call, in whatever engine.
    public func takeEvents() -> [EngineEvent] {
        work(milliseconds: 0)
        taken = received
        defer { events = [] }
        return events
    }

    /// Where an output was some hundredths of a second ago.
    public func position(of output: Int) -> FeedPosition {
        board.position(of: output) ?? FeedPosition.unknown
    }

    /// Asks the engine; nothing is known of the threads of one that doesn't answer.
    public func health() -> EngineHealth {
        number += 1
        let asked = number
        connected?.send(EngineRequest.health(number: asked))
        if wait(for: { healths[asked] != nil }), let health = healths.removeValue(forKey: asked) {
            return health
        }
        let unknown = ThreadHealth(thread: 0, worstLateness: nil, leastFrames: nil)
        return EngineHealth(outputs: (0..<outputCount).map { _ in unknown }, mixer: unknown)
    }

    /// Says that events up to a number are on record.
    public func confirm(_ number: Int) { stream?.send(EngineRequest.seen(number)) }

    /// Ends the engine and its keeper, in six seconds at most.
    public func stop() {
        let end = MonotonicClock.nanoseconds + 6_000_000_000
        var (hasAsked, wasAsked) = (false, false)
        while MonotonicClock.nanoseconds < end {
            if !hasAsked, let stream = connected, isReady {
                stream.send(EngineRequest.end)
                (hasAsked, wasAsked) = (true, true)
            }
            work(milliseconds: 10)
            if wasAsked, stream == nil {
                // Gone as it was asked to: nobody listens any more. Killed meanwhile: the next one is
                // asked.
                guard let next = EngineAddress.connect(address) else { break }
                _ = close(next)
                hasAsked = false
            }
            if unopened != nil { break }
        }
        if let keeper { Self.wait(for: keeper) }
        _ = unsafe unlink(address)
    }

    private static func wait(for process: pid_t) {
        var status: Int32 = 0
        for _ in 0..<200 {
            let ended = unsafe waitpid(process, &status, WNOHANG)
            if ended == process || ended < 0 { return }
            usleep(10_000)
        }
        kill(process, SIGKILL)
        _ = unsafe waitpid(process, &status, 0)
    }

    // MARK: The connection

    private var connected: MessageStream? {
        work(milliseconds: 0)
        return isReady ? stream : nil
    }

    /// Asks for what has to be done once and only once.
    private func ask(_ request: EngineRequest) {
        unconfirmed.append((number, request))
        if unconfirmed.count > 256 { unconfirmed.removeFirst() }
        if isReady { stream?.send(request) }
    }

    private func wait(for isDone: () -> Bool) -> Bool {
        let end = MonotonicClock.nanoseconds + UInt64(Self.patience) * 1_000_000
        while MonotonicClock.nanoseconds < end {
            if isDone() { return true }
            work(milliseconds: 5)
        }
        return isDone()
    }

    /// Takes up what the engine has said, and connects to the next one where it is gone.
    private func work(milliseconds: Int32) {
        if let stream {
            if milliseconds > 0 { stream.wait(milliseconds: milliseconds) }
            for answer in stream.receive(EngineAnswer.self) { take(answer) }
            stream.flush()
            if stream.isClosed {
                self.stream = nil
                isReady = false
            }
        } else {
            connect()
            if stream == nil, milliseconds > 0 { usleep(UInt32(milliseconds) * 1000) }
        }
    }

    private func connect() {
        let now = MonotonicClock.nanoseconds
        guard now - triedAt > 5_000_000 else { return }
        triedAt = now
        guard let descriptor = EngineAddress.connect(address) else { return }
        let stream = MessageStream(descriptor)
        stream.send(EngineRequest.lead(seen: taken))
        self.stream = stream
    }

    private func take(_ answer: EngineAnswer) {
        switch answer {
        case .ready(let done, let process):
            self.process = process
            isReady = true
            number = max(number, done)
            unconfirmed.removeAll { $0.number <= done && !$0.request.wantsAnswer }
            for (_, request) in unconfirmed { stream?.send(request) }
        case .failed(let reason): unopened = reason
        case .planningFrame(let frame, let asked): frames[asked] = frame
        case .health(let health, let asked): healths[asked] = health
        case .replaced(let isTaken, let asked):
            replies[asked] = isTaken
            unconfirmed.removeAll { $0.number <= asked }
        case .events(let notes):
            for numbered in notes where numbered.number > received {
                received = numbered.number
                events.append(numbered.note.event)
            }
        case .done: break
        }
    }
}

extension EngineRequest {
    /// Whether somebody waits for the answer.
    fileprivate var wantsAnswer: Bool {
        if case .replace = self { true } else { false }
    }
}
