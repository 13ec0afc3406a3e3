internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#endif

/// The folders of rehearsals that are thrown away: each has its process's number in its name, so
/// that the next one removes what a process that was killed left behind.
enum RehearsalFolder {
    private static let prefix = "musik-rehearsal-"

    /// Makes a folder that only its owner can enter, in memory where the account has such a place,
    /// and removes those of processes that are gone.
    /// - Throws: 73 where it can't be made.
    static func make(_ environment: [String: String]) throws(Failure) -> String {
        let usual = [environment["XDG_RUNTIME_DIR"], environment["TMPDIR"]].compactMap { $0 }
        let place = usual.first { unsafe access($0, W_OK | X_OK) == 0 } ?? "/tmp"
        removeLeftovers(in: place)
        let number = UInt64.random(in: 0 ... .max)
        let folder = "\(place)/\(prefix)\(getpid())-\(number)"
        guard unsafe mkdir(folder, 0o700) == 0 else {
            throw Failure(
                .cannotCreate, "\(folder) can't be made: \(errorText(errno)).",
                remedy: "Make room in \(place).")
        }
        return folder
    }

    /// Removes this account's folders of processes that are gone, never another's.
    private static func removeLeftovers(in place: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
        for name in names where name.hasPrefix(prefix) {
            let process = name.dropFirst(prefix.count).split(separator: "-").first.flatMap {
                pid_t($0)
            }
            guard let process, process > 0, kill(process, 0) != 0, errno == ESRCH else { continue }
            var status = stat()
            let path = place + "/" + name
            // The folder itself, not what a link of that name would lead to.
            guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
                status.st_uid == geteuid()
            else { continue }
            try? FileManager.default.removeItem(atPath: path)
        }
    }
}
