internal import MusikModel
internal import MusikPlaylist

#if canImport(Glibc)
    internal import Glibc
#endif

/// What a command is started with: the environment and where it and its files are.
struct Surroundings: Sendable {
    /// The environment's variables.
    var environment: [String: String]
    /// The folder the command was started in.
    var currentFolder: String
    /// The folder of the executable, links resolved.
    var executableFolder: String

    /// The surroundings of this process.
    static func current() -> Surroundings {
        var environment: [String: String] = [:]
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            let text = unsafe String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                environment[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            unsafe next += 1
        }
        let folder = resolved(".") ?? "."
        let executable = resolved("/proc/self/exe") ?? folder + "/musik-play"
        let slash = executable.lastIndex(of: "/") ?? executable.startIndex
        return Surroundings(
            environment: environment, currentFolder: folder,
            executableFolder: String(executable[..<slash]))
    }

    /// The folder that holds the `Playlists` and `Samples` that came with musik-play.
    ///
    /// Looked for in the current folder, then from the executable upwards (`.build/release` lies
    /// three levels below it), then in the `share` beside an installed `bin`.
    var materialFolder: String? {
        var candidates = [currentFolder]
        var folder = executableFolder[...]
        for _ in 0..<5 {
            candidates.append(String(folder))
            candidates.append(folder + "/share/musik-play")
            guard let slash = folder.lastIndex(of: "/") else { break }
            folder = folder[..<slash]
        }
        return candidates.first { unsafe access($0 + "/Playlists", R_OK | X_OK) == 0 }
    }

    /// The folders in which a playlist is found by its name: the site's own ones first.
    func playlistFolders(data: DataFolder) -> [String] {
        [data.path + "/Playlists"] + (materialFolder.map { [$0 + "/Playlists"] } ?? [])
    }

    /// The language of `LC_ALL`, `LC_MESSAGES` or `LANG`: French where it begins with `fr`.
    var language: Language {
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            guard let value = environment[name], !value.isEmpty else { continue }
            return value.lowercased().hasPrefix("fr") ? .french : .english
        }
        return .english
    }

    private static func resolved(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
