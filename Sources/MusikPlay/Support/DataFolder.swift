#if canImport(Glibc)
    internal import Glibc
#endif

/// The folder in which musik-play keeps what it must remember.
struct DataFolder: Hashable, Sendable {
    /// The absolute path, without a slash at its end.
    let path: String

    /// Finds the folder: the option, `MUSIK_DATA`, the XDG data home, or its usual place.
    ///
    /// A relative `XDG_DATA_HOME` is passed over, as its specification demands.
    /// - Throws: 78 where not even a home folder is known.
    init(option: String?, environment: [String: String], currentFolder: String) throws(Failure) {
        func absolute(_ path: String) -> String {
            let full = path.hasPrefix("/") ? path : currentFolder + "/" + path
            return full.count > 1 && full.hasSuffix("/") ? String(full.dropLast()) : full
        }
        if let option, !option.isEmpty {
            path = absolute(option)
        } else if let folder = environment["MUSIK_DATA"], !folder.isEmpty {
            path = absolute(folder)
        } else if let home = environment["XDG_DATA_HOME"], home.hasPrefix("/") {
            path = absolute(home) + "/musik-play"
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            path = absolute(home) + "/.local/share/musik-play"
        } else {
            throw Failure(
                .configuration, "There is no place for the data: HOME is not set.",
                remedy: "Name a folder with --data DIR or in MUSIK_DATA.")
        }
    }

    /// Creates the folder, readable by its owner only, where it doesn't exist yet.
    /// - Throws: 73 or 77 where that fails, 78 where something else has its name.
    func create() throws(Failure) {
        var part = ""
        for name in path.split(separator: "/") {
            part += "/" + name
            if unsafe mkdir(part, 0o700) != 0 && errno != EEXIST {
                let code = errno
                // A read-only parent that exists says EROFS or EACCES instead of EEXIST.
                if unsafe access(part, F_OK) == 0 { continue }
                throw Failure(
                    Sysexit(creating: code),
                    "The data folder \(path) can't be created: \(errorText(code)).",
                    remedy: "Name another with --data DIR or in MUSIK_DATA.")
            }
        }
        var information = stat()
        guard unsafe stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFDIR else {
            throw Failure(
                .configuration, "\(path) should be the data folder, and is no folder.",
                remedy: "Name another with --data DIR or in MUSIK_DATA.")
        }
        guard unsafe access(path, W_OK | X_OK) == 0 else {
            throw Failure(
                .noPermission, "The data folder \(path) can't be written to.",
                remedy: "Run “chmod u+rwx \(path)”, or name another with --data DIR.")
        }
    }

    /// Whether no other account can open what is in it.
    var isPrivate: Bool { SystemProbe.isPrivate(path) ?? false }
}
