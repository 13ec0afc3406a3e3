internal import FoundationEssentials
internal import MusikSoundFile

#if canImport(Glibc)
    internal import Glibc
#endif

/// Finds the sound files that somebody names, alone or by their folders.
enum LibraryFiles {
    /// The files of some paths, each once, folders with all that lies within them in the order of
    /// its names.
    ///
    /// A named file is taken whatever it is; in a folder only what begins as sound files do, and
    /// nothing whose name begins with a dot. Links to folders are not followed.
    /// - Throws: 66 for a path where there is nothing.
    static func find(
        _ paths: [String], currentFolder: String
    ) throws(Failure) -> [String] {
        var found: [String] = []
        var seen: Set<String> = []
        for path in paths {
            let full = path.hasPrefix("/") ? path : currentFolder + "/" + path
            var isFolder = false
            guard FileManager.default.fileExists(atPath: full, isDirectory: &isFolder) else {
                throw Failure(
                    .noInput, "There is nothing at \(path).",
                    remedy: "Name sound files, or folders that hold some.")
            }
            for file in isFolder ? try files(within: full) : [full] {
                let plain = URL(filePath: file).standardized.path
                if seen.insert(plain).inserted { found.append(plain) }
            }
        }
        return found
    }

    private static func files(within folder: String) throws(Failure) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw Failure(
                .noPermission, "The folder \(folder) can't be read.",
                remedy: "Check who may read it, or name another.")
        }
        var found: [String] = []
        for name in names where !name.hasPrefix(".") {
            let path = folder + "/" + name
            var information = stat()
            guard unsafe lstat(path, &information) == 0 else { continue }
            if information.st_mode & S_IFMT == S_IFDIR {
                found += try files(within: path)
            } else if SoundFileSign.isSeen(in: path) {
                found.append(path)
            }
        }
        return found
    }
}
