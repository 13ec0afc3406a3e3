internal import FoundationEssentials
internal import MusikConsole

#if canImport(Glibc)
    internal import Glibc
#endif

/// The console's visitors as they are kept beside its socket, so that a console that was killed knows
/// them again: nobody has to look for a code while a patient lies there.
///
/// Whoever reads the file may use the session's socket as well. After a restart of the machine it
/// counts for nothing, and a console that is ended takes it away.
struct KeptVisitors {
    private struct Kept: Codable {
        /// Which start of the machine the times belong to.
        var boot: String
        var visitors: [String: ConsoleGate.Visitor]
    }

    /// The path of the file.
    let path: String
    private let boot: String

    init(path: String) {
        self.path = path
        boot =
            (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? ""
    }

    /// Those of a console that was killed; none where it was ended, or there was none.
    func read() -> [String: ConsoleGate.Visitor] {
        guard let data = try? Data(contentsOf: URL(filePath: path)),
            let kept = try? JSONDecoder().decode(Kept.self, from: data), kept.boot == boot
        else { return [:] }
        return kept.visitors
    }

    /// Keeps them; a disk that refuses costs a code after the next crash, and nothing else.
    func write(_ visitors: [String: ConsoleGate.Visitor]) {
        guard let data = try? JSONEncoder().encode(Kept(boot: boot, visitors: visitors)) else {
            return
        }
        try? data.write(to: URL(filePath: path), options: .atomic)
    }

    /// Forgets them.
    func remove() { _ = unsafe unlink(path) }
}
