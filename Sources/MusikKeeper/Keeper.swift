internal import Glibc
internal import MusikEngine

/// Looks after an engine's process: starts it, and starts it again when it was killed.
///
/// A process that does nothing else, so that hardly anything can end it; where something does, the
/// engine starts another keeper. It holds the session's memory files, so that they outlive both the
/// engine and the session's process. Main thread.
public enum Keeper {
    /// The argument that makes this program a keeper.
    public static let argument = "keeper"

    /// An engine that lives less than this long has not recovered from what ended the one before: 2 s.
    private static let shortLife: UInt64 = 2_000_000_000
    /// So many short lives in a row are answered at once; after that each waits longer, up to 10 s.
    private static let promptRestarts = 5

    /// Runs until an engine ends by itself; returns the code to exit with.
    ///
    /// - Parameter arguments: how many files came with the process; the number of an engine that runs
    ///   already, where another keeper has ended.
    public static func run(_ arguments: [String]) -> Int32 {
        guard let count = arguments.first.flatMap({ Int32($0) }), count > KeeperFiles.session else {
            return 64
        }
        NamedThread.nameCurrent("musik-keeper")
        for file in KeeperFiles.listener..<count { _ = fcntl(file, F_SETFD, FD_CLOEXEC) }
        // The pages of the program that the next engine is started from stay in memory; refused where
        // the account may lock none, and then they are where the system has put them.
        _ = mlockall(Int32(MCL_CURRENT))
        SleepInhibitor.start()
        var orphan = arguments.dropFirst().first.flatMap { pid_t($0) }
        var shortLives = 0
        while true {
            let began = MonotonicClock.nanoseconds
            let isOver: Bool
            if let process = orphan {
                isOver = watch(process)
                orphan = nil
            } else {
                isOver = runEngine(count)
            }
            if isOver { return 0 }
            let isShort = MonotonicClock.nanoseconds - began < shortLife
            shortLives = isShort ? shortLives + 1 : 0
            if shortLives >= promptRestarts {
                usleep(UInt32(min(10_000, 100 << min(7, shortLives - promptRestarts)) * 1000))
            }
        }
    }

    /// Runs an engine; true where it ended by itself.
    private static func runEngine(_ count: Int32) -> Bool {
        let process: pid_t
        do {
            process = try OwnProgram.start(
                arguments: [EngineHost.argument, "\(count)", "\(getpid())"],
                descriptors: KeeperFiles.all(count: count))
        } catch {
            usleep(100_000)
            return false
        }
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 && (status >> 8) & 0xFF == 0
    }

    /// Waits for an engine that another keeper had started. How it ended nobody can tell: another one
    /// finds out from the journal whether anything is left to be done.
    private static func watch(_ process: pid_t) -> Bool {
        while kill(process, 0) == 0 { usleep(20_000) }
        return false
    }
}
