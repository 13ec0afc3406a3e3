internal import FoundationEssentials
internal import Glibc
internal import MusikEngine

/// The open files that a session leaves to the keeper, and the keeper to every engine, by their
/// numbers.
///
/// All of them are memory or sockets: an engine that is killed is back without any disk.
enum KeeperFiles {
    /// Where whoever leads the engine connects.
    static let listener: Int32 = 3
    /// The order, as JSON.
    static let order: Int32 = 4
    /// The journal.
    static let journal: Int32 = 5
    /// The board.
    static let board: Int32 = 6
    /// What the session's process leaves to the one that takes the session back.
    static let session: Int32 = 7
    /// The lock of the data folder, held by whoever has it open.
    static let lock: Int32 = 8
    /// The first of the files of compressed sound.
    static let sound: Int32 = 9

    /// The order, which came with the process.
    ///
    /// - Throws: where it can't be read, which only happens to a process that a person started.
    static func readOrder() throws -> EngineOrder {
        try JSONDecoder().decode(EngineOrder.self, from: Data(try file(order).read()))
    }

    /// Another open file of one that came with the process.
    static func file(_ number: Int32) -> MemoryFile {
        MemoryFile(descriptor: fcntl(number, F_DUPFD_CLOEXEC, 64))
    }

    /// Standard input, output and errors of a process that no terminal has, and so many files more.
    static func all(count: Int32) -> [Int32] { Array(0..<count) }
}
