public import FoundationEssentials
internal import Glibc
internal import MusikEngine
public import MusikModel
public import MusikProgramme

/// An engine under a keeper, as the session's process sees it.
public final class KeptEngine {
    /// What leads it.
    public let link: EngineLink
    /// What this process leaves to the one that takes the session back.
    private let session: MemoryFile

    private init(link: EngineLink, session: consuming MemoryFile) {
        self.link = link
        self.session = session
    }

    /// Starts a keeper and its engine; returns once the outputs are open.
    ///
    /// - Parameters:
    ///   - sounds: files of compressed sound, in the order that the wiring names them by.
    ///   - address: the path of the engine's socket.
    ///   - lock: an open file whose lock shows that an engine runs, as long as keeper or engine do.
    ///   - messages: a file for what libraries write on standard error.
    ///   - environment: the variables of both processes.
    /// - Throws: `EngineLink.Unopened`, `EngineLink.Silent`, `MemoryFile.Refused`, `SpawnRefused`.
    public static func launch(
        _ order: EngineOrder, sounds: [Int32], address: String, lock: Int32, messages: String,
        environment: [String: String]
    ) throws -> KeptEngine {
        let listener = try EngineAddress.listen(address)
        defer { _ = close(listener) }
        let ordered = try MemoryFile("musik-order")
        try ordered.append(Array(try JSONEncoder().encode(order)))
        let journal = try MemoryFile("musik-journal")
        let boardFile = try MemoryFile("musik-board")
        let board = try EngineBoard(boardFile)
        let session = try MemoryFile("musik-session")
        let nothing = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        let errors = unsafe open(messages, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer { for file in [nothing, errors] where file >= 0 { _ = close(file) } }
        let files =
            [nothing, nothing, errors >= 0 ? errors : nothing] + [
                listener, ordered.descriptor, journal.descriptor, boardFile.descriptor,
                session.descriptor, lock,
            ] + sounds
        let keeper = try OwnProgram.start(
            arguments: [Keeper.argument, "\(files.count)"], descriptors: files,
            environment: environment)
        let link = EngineLink(
            address: address, board: board, outputCount: order.levels.count, keeper: keeper)
        do {
            try link.waitUntilReady()
        } catch {
            link.stop()
            throw error
        }
        return KeptEngine(link: link, session: session)
    }

    /// What an engine that runs can be taken back by.
    public struct Left: Sendable {
        /// The order it began with.
        public let order: EngineOrder
        /// The files of sound, open.
        public let sounds: [Int32]
        /// What the session's process before this one has left.
        public let session: [UInt8]
        /// A plan that was made since, because somebody ended it, and its first frame.
        public let ending: (programme: Programme, from: FrameCount)?
        /// What it is doing.
        public let outline: EngineOutline
    }

    /// Looks at an engine that a session's process has left.
    ///
    /// - Parameters:
    ///   - outline: what it says of itself.
    ///   - soundCount: how many files of sound an order has.
    /// - Throws: where it has just ended, or is another account's.
    public static func left(
        _ outline: EngineOutline, soundCount: (EngineOrder) -> Int
    ) throws -> Left {
        let process = outline.process
        let order = try JSONDecoder().decode(
            EngineOrder.self, from: Data(try file(KeeperFiles.order, of: process).read()))
        let session = try file(KeeperFiles.session, of: process).read()
        var ending: (Programme, FrameCount)?
        let journal = EngineJournal(try file(KeeperFiles.journal, of: process))
        for case .plan(let programme, let frame, number: 0) in journal.lines() {
            ending = (programme, frame)
        }
        let sounds = try (0..<soundCount(order)).map { index in
            try descriptor(KeeperFiles.sound + Int32(index), of: process)
        }
        return Left(
            order: order, sounds: sounds, session: session, ending: ending, outline: outline)
    }

    /// Takes an engine back that runs.
    ///
    /// - Parameter seen: the number of the last event that is on record.
    /// - Throws: as `launch`.
    public static func takeBack(
        _ left: Left, address: String, seen: Int
    ) throws -> KeptEngine {
        let board = try EngineBoard(try file(KeeperFiles.board, of: left.outline.process))
        let session = try file(KeeperFiles.session, of: left.outline.process)
        let link = EngineLink(
            address: address, board: board, outputCount: left.order.levels.count, keeper: nil,
            seen: seen)
        try link.waitUntilReady()
        return KeptEngine(link: link, session: session)
    }

    /// Leaves bytes to whoever takes the session back, after those that were left before.
    public func leave(_ bytes: Data) {
        // Where memory is full, what was left before has to do.
        try? session.append(Array(bytes))
    }

    private static func file(_ number: Int32, of process: pid_t) throws -> MemoryFile {
        MemoryFile(descriptor: try descriptor(number, of: process))
    }

    private static func descriptor(_ number: Int32, of process: pid_t) throws -> Int32 {
        let file = unsafe open("/proc/\(process)/fd/\(number)", O_RDWR | O_CLOEXEC)
        guard file >= 0 else { throw SpawnRefused(code: errno) }
        return file
    }
}
