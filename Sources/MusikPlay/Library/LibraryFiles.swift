internal import FoundationEssentials
internal import MusikSoundFile

#if canImport(Glibc)
    internal import Glibc
#endif

/// The sound files that somebody names, alone or by their folders.
struct LibraryFiles {
    /// What may be music.
    private(set) var music: [String] = []
    /// What lies in folders of cues: they are no music, and must not be heard as such.
    private(set) var cues: [String] = []
    /// The folders of cues.
    private(set) var cueFolders: [String] = []

    /// Finds the files of some paths, each once, folders with all that lies within them in the order
    /// of its names.
    ///
    /// A named file is taken whatever it is; in a folder only what begins as sound files do, and
    /// nothing whose name begins with a dot. Links to folders are not followed. Whatever lies in a
    /// folder of cues is set apart.
    /// - Throws: 66 for a path where there is nothing.
    init(_ paths: [String], currentFolder: String) throws(Failure) {
        var seen: Set<String> = []
        var folders = CueFolders()
        for path in paths {
            let full = path.hasPrefix("/") ? path : currentFolder + "/" + path
            var isFolder = false
            guard FileManager.default.fileExists(atPath: full, isDirectory: &isFolder) else {
                throw Failure(
                    .noInput, "There is nothing at \(path).",
                    remedy: "Name sound files, or folders that hold some.")
            }
            for file in isFolder ? try Self.files(within: full) : [full] {
                let plain = URL(filePath: try Served.opened(file)).standardized.path
                guard seen.insert(plain).inserted else { continue }
                guard let folder = folders.holding(plain) else {
                    music.append(plain)
                    continue
                }
                cues.append(plain)
                if !cueFolders.contains(folder) { cueFolders.append(folder) }
            }
        }
    }

    /// What was left out, in a line; nil where nothing was.
    var leftOut: String? {
        cues.isEmpty
            ? nil
            : counted(cues.count, "spoken cue left out: ", "spoken cues left out: ")
                + cueFolders.joined(separator: ", ")
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
