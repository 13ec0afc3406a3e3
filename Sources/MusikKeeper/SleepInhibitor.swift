internal import Glibc

/// Keeps the machine awake while an engine plays, where logind looks after its sleep.
///
/// By `systemd-inhibit`, which holds the lock as long as the program runs that it was given; that one
/// ends with whoever holds the other end of its input.
public enum SleepInhibitor {
    private static let program = "/usr/bin/systemd-inhibit"

    /// Whether the machine can be kept awake: tried for a moment, because a program that is installed
    /// proves nothing. Takes a second at most; not for an audio thread.
    public static var isAvailable: Bool {
        guard let process = start("true", input: nil) else { return false }
        var status: Int32 = 0
        for _ in 0..<100 {
            if unsafe waitpid(process, &status, WNOHANG) == process { return status == 0 }
            usleep(10_000)
        }
        kill(process, SIGKILL)
        _ = unsafe waitpid(process, &status, 0)
        return false
    }

    /// Keeps the machine awake until this process ends; where that isn't possible, nothing happens.
    static func start() {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // The writing end stays open, and is closed with this process.
        _ = start("cat", input: ends[0])
        _ = close(ends[0])
    }

    /// Runs a program for as long as which the machine is kept awake.
    private static func start(_ command: String, input: Int32?) -> pid_t? {
        let nothing = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { _ = close(nothing) }
        return try? OwnProgram.start(
            program,
            arguments: [
                "--what=sleep:idle:handle-lid-switch", "--who=musik-play",
                "--why=A session plays", "--mode=block", command,
            ], descriptors: [input ?? nothing, nothing, nothing])
    }
}
