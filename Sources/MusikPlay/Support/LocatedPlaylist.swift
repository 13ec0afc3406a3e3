internal import MusikModel
internal import MusikPlaylist
internal import MusikSoundFile

#if canImport(Glibc)
    internal import Glibc
#endif

/// A playlist with the place where it was found.
struct LocatedPlaylist: Hashable, Sendable {
    /// The absolute path of the file.
    let path: String
    /// What it holds.
    var document: PlaylistDocument

    /// Finds a playlist by path or name and reads it.
    ///
    /// A patient's list tells an arm, and so does its name: whoever may not know one finds what comes
    /// with musik-play, and files of their own.
    /// - Throws: 66 where there is none, 65 where its content is wrong, 77 for a patient's list.
    init(_ name: String, data: DataFolder, surroundings: Surroundings) throws(Failure) {
        var folders = surroundings.playlistFolders(data: data)
        var refusal: Failure?
        do throws(Failure) {
            try data.admitReader(surroundings)
        } catch {
            refusal = error
            folders.removeAll { $0.hasPrefix(data.path + "/") }
        }
        try Served.requireOwn(name, in: folders)
        let resolver = PlaylistResolver(searchFolders: folders)
        do throws(PlaylistError) {
            path = try resolver.find(name)
        } catch {
            throw Failure(error)
        }
        if let refusal, path.hasPrefix(data.path + "/") { throw refusal }
        do throws(PlaylistError) {
            document = try PlaylistFile.read(path)
        } catch {
            let isSound =
                [.tooLarge, .unknownFormat, .malformed].contains(error.code)
                && SoundFileSign.isSeen(in: error.path)
            guard isSound else { throw Failure(error) }
            throw Failure(
                .data, "\(error.path) is a sound file, and no playlist.",
                remedy: "Write its name into a text file that ends in .m3u8, and give that one.")
        }
    }

    /// The absolute path of a location in it.
    /// - Throws: 65 for what can't be a file of this machine.
    func absolutePath(of location: String) throws(Failure) -> String {
        do throws(PlaylistError) {
            return try PlaylistResolver(searchFolders: [])
                .absolutePath(of: location, in: path)
        } catch {
            throw Failure(error.at(path: path))
        }
    }

    /// The same playlist for a file in another folder.
    ///
    /// What was relative stays relative where both lie on a common path, so that a folder can be
    /// moved as a whole.
    func relocated(to output: String) throws(Failure) -> PlaylistDocument {
        let slash = output.lastIndex(of: "/")
        let folder = slash.map { $0 == output.startIndex ? "/" : String(output[..<$0]) } ?? "."
        guard let resolved = unsafe realpath(folder, nil) else {
            throw Failure(
                .cannotCreate, "\(output) can't be created: \(folder): \(errorText(errno)).",
                remedy: "Create the folder, or choose another.")
        }
        defer { unsafe free(resolved) }
        let target = unsafe String(cString: resolved).split(separator: "/")
        func moved(_ location: String) throws(Failure) -> String {
            if location.hasPrefix("/") { return location }
            let parts = try absolutePath(of: location).split(separator: "/")
            var common = 0
            while common < min(parts.count - 1, target.count), parts[common] == target[common] {
                common += 1
            }
            let up = Array(repeating: Substring(".."), count: target.count - common)
            return (up + parts[common...]).joined(separator: "/")
        }
        var document = document
        if let bed = document.bed { document.bed = try moved(bed) }
        for index in document.entries.indices where document.entries[index].role != .quiet {
            document.entries[index].location = try moved(document.entries[index].location)
        }
        return document
    }
}

extension Failure {
    /// What a playlist's error means for a command.
    init(_ error: PlaylistError) {
        let exit: Sysexit
        let remedy: String
        switch error.code {
        case .notFound:
            exit = .noInput
            remedy = "Check the path; “musik-play playlist show NAME” takes names as well."
        case .unreadable:
            exit = .noInput
            remedy = "Check that it is a file and that this account may read it."
        case .tooLarge:
            exit = .data
            remedy = "Split the playlist."
        case .unknownFormat:
            exit = .data
            remedy = "Give a JSPF, XSPF or M3U8 file."
        case .networkLocation:
            exit = .data
            remedy = "Copy the file to this machine and put its path into the playlist."
        case .malformed, .refused, .badValue:
            exit = .data
            remedy = "Correct that place in the file, or export the playlist again."
        case .cannotCreate:
            exit = .cannotCreate
            remedy = "Choose another name or folder."
        }
        self.init(exit, error.description + ".", remedy: remedy)
    }
}

extension PlaylistError {
    /// The same error with the file it happened in.
    fileprivate func at(path: String) -> PlaylistError {
        var error = self
        if error.path.isEmpty { error.path = path }
        return error
    }
}
