internal import FoundationEssentials

/// Tells which folders hold spoken cues.
///
/// A folder with a list of cues does, whatever else lies in it; and one whose folders all have such
/// a list, as the folder of all languages, with the bell beside them.
struct CueFolders {
    private var known: [String: Bool] = [:]

    /// The outermost folder of cues that a file lies in; nil where it lies in none.
    mutating func holding(_ path: String) -> String? {
        var folder = path[...]
        var found: String?
        while let slash = folder.lastIndex(of: "/"), slash > folder.startIndex {
            folder = folder[..<slash]
            if holdsCues(String(folder)) { found = String(folder) }
        }
        return found
    }

    private mutating func holdsCues(_ folder: String) -> Bool {
        if let known = known[folder] { return known }
        let holds = Self.hasList(folder) || Self.haveLists(within: folder)
        known[folder] = holds
        return holds
    }

    private static func hasList(_ folder: String) -> Bool {
        FileManager.default.fileExists(atPath: folder + "/cues.json")
    }

    private static func haveLists(within folder: String) -> Bool {
        // A folder that can't be read is refused where its files are looked for.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let folders = names.filter { !$0.hasPrefix(".") }.map { folder + "/" + $0 }.filter { path in
            var isFolder = false
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
        }
        return !folders.isEmpty && folders.allSatisfy(hasList)
    }
}
