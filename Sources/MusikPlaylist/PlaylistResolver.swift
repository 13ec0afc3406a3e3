#if canImport(Glibc)
    internal import Glibc
#endif

/// Finds playlists by name and their entries by location.
public struct PlaylistResolver: Hashable, Sendable {
    /// The folders in which a playlist is looked for by its name, first match first.
    public var searchFolders: [String]

    /// Looks for named playlists in these folders.
    public init(searchFolders: [String]) { self.searchFolders = searchFolders }

    /// The absolute path of a playlist given as a file or by its name.
    ///
    /// Whatever holds a slash or names an existing file is a path; anything else is a name, with or
    /// without its ending.
    /// - Throws: `notFound`, naming the playlists there are.
    public func find(_ playlist: String) throws(PlaylistError) -> String {
        if let path = Self.real(playlist) { return path }
        if !playlist.isEmpty && !playlist.contains("/") {
            for folder in searchFolders {
                for ending in [""] + PlaylistFormat.allCases.map({ "." + $0.rawValue }) {
                    if let path = Self.real(folder + "/" + playlist + ending) { return path }
                }
            }
            let known = names()
            let list = known.isEmpty ? "none" : known.joined(separator: ", ")
            throw PlaylistError(
                .notFound, path: playlist,
                reason: "no such file, and no playlist of that name; there are: \(list)")
        }
        throw PlaylistError(.notFound, path: playlist, reason: "no such file")
    }

    /// The names of the playlists in the folders, in alphabetical order.
    public func names() -> [String] {
        var names: Set<String> = []
        for folder in searchFolders {
            guard let directory = unsafe opendir(folder) else { continue }
            defer { _ = unsafe closedir(directory) }
            while let entry = unsafe readdir(directory) {
                let file = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: unsafe Array(bytes).prefix { $0 != 0 }, as: UTF8.self)
                }
                guard !file.hasPrefix("."), let format = PlaylistFormat(path: file),
                    file.hasSuffix("." + format.rawValue)
                else { continue }
                names.insert(String(file.dropLast(format.rawValue.count + 1)))
            }
        }
        return names.sorted()
    }

    /// The absolute path of an entry's location.
    ///
    /// A relative path starts at the playlist's folder. Where no such file exists but one exists
    /// under the path with its percent signs decoded, that is meant: many programs write URIs into
    /// M3U8. A path that names nothing comes back as it would be, for the reader to refuse.
    /// - Parameter playlist: the absolute path of the playlist.
    /// - Throws: `networkLocation` or `badValue` for what can't be a file on this machine.
    public func absolutePath(
        of location: String, in playlist: String
    ) throws(PlaylistError) -> String {
        let path = try naming("location") { () throws(PlaylistError) in
            try PlaylistLocation.path(plain: location)
        }
        let slash = playlist.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { String(playlist[..<$0]) } ?? "."
        func absolute(_ path: String) -> String {
            path.utf8.first == UInt8(ascii: "/") ? path : folder + "/" + path
        }
        if let real = Self.real(absolute(path)) { return real }
        if let decoded = PlaylistLocation.decodedOnce(path), let real = Self.real(absolute(decoded))
        {
            return real
        }
        return absolute(path)
    }

    /// The path without links and dots, where it exists.
    private static func real(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
