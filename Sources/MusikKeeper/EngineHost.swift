public import FoundationEssentials
internal import Glibc
internal import MusikEngine
internal import MusikModel
internal import MusikProgramme
internal import MusikRealtime

/// An engine in a process of its own: carries out what another process asks, and tells what happens.
///
/// Whatever it is told is in the journal before it is done, and where its outputs are is on the board,
/// so that the engine after it goes on where it was. Main thread.
public final class EngineHost {
    /// The argument that makes this program an engine.
    public static let argument = "engine"

    /// What an engine's process can't do by itself.
    public struct Wiring {
        /// Makes what an order is carried out with, from files of sound.
        public var equip: (EngineOrder, [Int32]) throws -> EngineEquipment
        /// Says an error in words.
        public var tell: (any Error) -> ToldError
        /// Encodes why the outputs can't be opened, for whoever started the process.
        public var encode: (any Error) -> Data

        /// The wiring of a process.
        public init(
            equip: @escaping (EngineOrder, [Int32]) throws -> EngineEquipment,
            tell: @escaping (any Error) -> ToldError, encode: @escaping (any Error) -> Data
        ) {
            self.equip = equip
            self.tell = tell
            self.encode = encode
        }
    }

    let wiring: Wiring
    let order: EngineOrder
    let journal: EngineJournal
    let board: EngineBoard
    var state: EngineState
    let engine: Engine
    /// Whoever leads the session; nil while nobody does.
    var leader: MessageStream?
    /// Those who have connected and have not said what they are, or only wish something.
    var others: [MessageStream] = []
    var isEnding = false
    private let fileCount: Int32
    private var keeper: pid_t
    /// Since when nobody leads it, and when the folder was looked at.
    private var leftSince: UInt64?
    private var lookedAt: UInt64 = 0

    /// Milliseconds between two looks at the outputs, on whose figures the screen and a restart depend.
    private static let beat: Int32 = 20
    /// How long an engine waits to be taken back: a day.
    private static let longestWait: UInt64 = 86_400_000_000_000
    /// The most connections.
    private static let mostOthers = 16

    /// Runs an engine to its end; returns the code to exit with, 0 where no other is to follow.
    ///
    /// - Parameter arguments: how many files came with the process, and the number of its keeper.
    public static func run(_ arguments: [String], _ wiring: Wiring) -> Int32 {
        guard arguments.count == 2, let count = Int32(arguments[0]),
            let keeper = pid_t(arguments[1])
        else { return 64 }
        NamedThread.nameCurrent("musik-engine")
        // Before any thread of sound runs, which it would hold up, and before the clock is read.
        ProgramPages.touch()
        for file in KeeperFiles.listener..<count { _ = fcntl(file, F_SETFD, FD_CLOEXEC) }
        _ = signal(SIGPIPE, SIG_IGN)
        do {
            if let host = try EngineHost(wiring, fileCount: count, keeper: keeper) {
                try host.run()
            }
            return 0
        } catch {
            return refuse(wiring.encode(error))
        }
    }

    /// Nil where the session is over.
    private init?(_ wiring: Wiring, fileCount: Int32, keeper: pid_t) throws {
        self.wiring = wiring
        self.fileCount = fileCount
        self.keeper = keeper
        order = try KeeperFiles.readOrder()
        journal = EngineJournal(KeeperFiles.file(KeeperFiles.journal))
        board = try EngineBoard(KeeperFiles.file(KeeperFiles.board))
        var state = EngineState(order)
        for line in journal.lines() { state.apply(line) }
        if state.isOver { return nil }
        let equipment = try wiring.equip(order, Array(KeeperFiles.sound..<fileCount))
        precondition(equipment.outputs.count == order.levels.count, "an order fits its outputs")
        let positions = equipment.outputs.indices.compactMap(board.position)
        let takeover = EngineTakeover(
            state, page: positions.count == equipment.outputs.count ? board.page : nil,
            positions: positions, hertz: order.programme.rate.hertz,
            now: MonotonicClock.nanoseconds)
        let isFirst = state.engines == 0
        let (levels, highest) = (order.levels, order.highestLevels)
        var options = Engine.Options()
        options.playsBed = order.playsBed
        options.threadPrologue = equipment.threadPrologue
        options.clock = takeover.clock
        self.state = state
        engine = Engine(
            programme: state.programme, from: takeover.start, library: equipment.library,
            outputs: equipment.outputs.enumerated().map { index, output in
                var feed = OutputFeed.Options(isReference: index == 0, level: levels[index])
                feed.highestLevel = highest[index]
                // What has a process of its own is heard.
                feed.keepsTime = true
                if !isFirst { feed.resumption = takeover.outputs[index] }
                return (output, feed)
            }, options: options)
        if !isFirst { takeUp(takeover) }
    }

    /// Notes that another engine took over, and does again what didn't come to its effect.
    private func takeUp(_ takeover: EngineTakeover) {
        note(.restarted(afterSeconds: takeover.awaySeconds))
        for (output, resumption) in takeover.outputs.enumerated() {
            let known = state.outputs[output]
            guard resumption.isPlaying else {
                if known.isPlaying { engine.send(FeedCommand(.play), to: output) }
                if known.isPaused { engine.send(FeedCommand(.pause), to: output) }
                continue
            }
            for command in known.outstanding {
                let isStart = command.kind == .play
                note(
                    .output(
                        output,
                        FeedEvent(
                            .applied(command),
                            deliveredFrame: isStart ? 0 : resumption.deliveredFrame,
                            programmeFrame: isStart ? 0 : resumption.programmeFrame)))
            }
        }
    }

    private func run() throws {
        try engine.start()
        journal.append(.began)
        state.apply(.began)
        while !isEnding {
            waitForRequests()
            serve()
            for event in engine.takeEvents() { note(EngineNote(event, telling: wiring.tell)) }
            writeBoard()
            watchKeeper()
            watchFolder()
        }
        journal.append(.ended)
        engine.stop()
        writeBoard()
        leader?.flush()
    }

    /// Writes an event down and tells it.
    func note(_ note: EngineNote) {
        let numbered = NumberedNote(number: state.lastNote + 1, note: note)
        journal.append(.note(numbered))
        state.apply(.note(numbered))
        leader?.send(EngineAnswer.events([numbered]))
    }

    private func writeBoard() {
        let page = EngineBoard.Page(
            clock: engine.clock ?? ClockLine(frame: 0, moment: 0, rate: 0),
            moment: MonotonicClock.nanoseconds)
        board.write(page, order.levels.indices.map(engine.position))
    }

    // MARK: Connections

    private func waitForRequests() {
        let streams = others + [leader].compactMap { $0 }
        var polled = streams.map {
            pollfd(
                fd: $0.descriptor, events: Int16(POLLIN) | ($0.isSending ? Int16(POLLOUT) : 0),
                revents: 0)
        }
        polled.append(pollfd(fd: KeeperFiles.listener, events: Int16(POLLIN), revents: 0))
        _ = unsafe poll(&polled, nfds_t(polled.count), Self.beat)
        if polled[streams.count].revents != 0, let stream = Self.accept() {
            if others.count == Self.mostOthers { others.removeFirst() }
            others.append(stream)
        }
    }

    /// Takes a connection of the same account, or of the superuser.
    private static func accept() -> MessageStream? {
        let descriptor = Glibc.accept(KeeperFiles.listener, nil, nil)
        guard descriptor >= 0 else { return nil }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        guard LocalSocket.isOwn(descriptor) else {
            _ = close(descriptor)
            return nil
        }
        return MessageStream(descriptor)
    }

    private func serve() {
        for stream in others {
            for request in stream.receive(EngineRequest.self) { answer(request, to: stream) }
        }
        if let leader {
            for request in leader.receive(EngineRequest.self) { answer(request, to: leader) }
            leader.flush()
            if leader.isClosed { self.leader = nil }
        }
        others.removeAll { $0.isClosed || $0 === leader }
    }

    // MARK: What it belongs to

    /// Ends where nobody can take it back any more: its data folder is gone, or all has been played and
    /// nobody has come for a day.
    private func watchFolder() {
        guard leader == nil else {
            leftSince = nil
            return
        }
        let now = MonotonicClock.nanoseconds
        let since = leftSince ?? now
        leftSince = since
        guard now - lookedAt > 1_000_000_000 else { return }
        lookedAt = now
        var status = stat()
        let isGone =
            unsafe fstat(KeeperFiles.lock, &status) == 0 && status.st_nlink == 0
        if isGone || now - since > Self.longestWait { isEnding = true }
    }

    /// Starts another keeper where this process has lost its own.
    private func watchKeeper() {
        guard getppid() != keeper else { return }
        // One that this process started itself is to be waited for.
        var status: Int32 = 0
        let isGone = unsafe waitpid(keeper, &status, WNOHANG) == keeper || kill(keeper, 0) != 0
        guard isGone else { return }
        let started = try? OwnProgram.start(
            arguments: [Keeper.argument, "\(fileCount)", "\(getpid())"],
            descriptors: KeeperFiles.all(count: fileCount))
        if let started { keeper = started }
    }

    /// Tells whoever started the process why the outputs can't be opened.
    private static func refuse(_ reason: Data) -> Int32 {
        var polled = pollfd(fd: KeeperFiles.listener, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&polled, 1, 10_000) > 0, let stream = accept() else { return 0 }
        stream.send(EngineAnswer.failed(reason))
        // Until it is taken.
        for _ in 0..<100 where !stream.isClosed {
            stream.wait(milliseconds: 20)
            _ = stream.receive(EngineRequest.self)
        }
        return 0
    }
}
