internal import FoundationEssentials
internal import MusikKeeper

#if canImport(Glibc)
    internal import Glibc
#endif

/// A console that a session starts for itself and ends with itself.
final class ConsoleChild {
    /// What it says of itself: its address and its code, or why it couldn't be started.
    let said: [String]
    private let process: pid_t

    /// How long it may take to say where it is, in milliseconds.
    private static let patience = 5000

    /// Starts a console on a folder; its later codes stand in a file there.
    init(_ folder: DataFolder) {
        let path = folder.path + "/console.txt"
        let file = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
        let nowhere = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { for end in [file, nowhere] where end >= 0 { _ = close(end) } }
        let started = try? OwnProgram.start(
            arguments: ["serve", "--data=\(folder.path)"], descriptors: [nowhere, file, file])
        guard file >= 0, nowhere >= 0, let started else {
            said = ["The console can’t be started: \(errorText(errno))."]
            process = -1
            return
        }
        var lines: [String] = []
        var hasEnded = false
        for _ in 0..<(Self.patience / 20) {
            usleep(20_000)
            lines = ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "")
                .split(separator: "\n").map(String.init)
            var status: Int32 = 0
            hasEnded = unsafe waitpid(started, &status, WNOHANG) == started
            if hasEnded || lines.contains(where: { $0.hasPrefix("Code ") }) { break }
        }
        process = hasEnded ? -1 : started
        said = hasEnded ? lines : lines + ["Later codes stand in \(path)."]
    }

    deinit {
        guard process > 0 else { return }
        kill(process, SIGTERM)
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    }
}
