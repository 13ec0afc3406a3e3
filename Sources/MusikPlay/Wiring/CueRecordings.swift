internal import MusikModel

#if canImport(Glibc)
    private import Glibc
#endif

/// Finds the recordings of the cues: a site's own first, what came with musik-play for the rest.
///
/// A site's own lie in `cues/LANGUAGE` of the data folder and take the place of every cue of the
/// same name, whatever file a programme names for it.
struct CueRecordings {
    /// One recording that is heard.
    struct Recording: Hashable, Sendable {
        /// The cue's title.
        var title: String
        /// The sound file.
        var path: String
        /// Whether a synthesiser speaks.
        var isPlaceholder: Bool
    }

    let data: DataFolder
    let materialFolder: String?
    private var manifests: [String: CueManifest] = [:]

    /// The recordings of a data folder and of what came with musik-play.
    init(data: DataFolder, surroundings: Surroundings) {
        self.data = data
        materialFolder = surroundings.materialFolder
    }

    /// An exercise by its name.
    /// - Throws: 66 where no exercise has that name, 78 where the language has none at all, 65
    ///   where a list of cues is wrong.
    mutating func exercise(
        _ name: String, _ language: Language
    ) throws(Failure) -> Recording {
        let own = siteFolder(language)
        let folders =
            [own] + (materialFolder.map { ["\($0)/Samples/cues/\(language.rawValue)"] } ?? [])
        var names: [String] = []
        for folder in folders {
            if let found = try recording(named: name, in: folder) { return found }
            names += try manifest(in: folder)?.items.map(\.name) ?? []
        }
        guard !names.isEmpty else {
            throw Failure(
                .configuration, "There are no cues in the language “\(language.rawValue)”.",
                remedy: "Put them into \(own), or use --opening none.")
        }
        throw Failure(
            .noInput, "There is no exercise “\(name)” in \(folders.joined(separator: " or ")).",
            remedy: "There are: \(names.joined(separator: ", ")).")
    }

    /// What is heard in the place of a programme's cue; nil for a file that no list of cues beside
    /// it names.
    /// - Throws: 65 where a list of cues is wrong.
    mutating func recording(for path: String) throws(Failure) -> Recording? {
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        guard let manifest = try manifest(in: folder),
            let item = manifest.items.first(where: { $0.path(in: folder) == path })
        else { return nil }
        if let own = try recording(named: item.name, in: siteFolder(manifest.language)) {
            return own
        }
        return try recording(named: item.name, in: folder)
    }

    func siteFolder(_ language: Language) -> String {
        "\(data.path)/cues/\(language.rawValue)"
    }

    /// A recording that is there; one that is only listed is not.
    mutating func recording(
        named name: String, in folder: String
    ) throws(Failure) -> Recording? {
        guard let manifest = try manifest(in: folder),
            let item = manifest.items.first(where: { $0.name == name })
        else { return nil }
        let path = item.path(in: folder)
        guard unsafe access(path, R_OK) == 0 else { return nil }
        return Recording(
            title: item.title, path: path, isPlaceholder: manifest.recording == .placeholder)
    }

    /// The list of a folder; nil where it has none.
    mutating func manifest(in folder: String) throws(Failure) -> CueManifest? {
        if let known = manifests[folder] { return known }
        guard unsafe access(folder + "/cues.json", R_OK) == 0 else { return nil }
        let manifest = try CueManifest(folder: folder)
        manifests[folder] = manifest
        return manifest
    }
}

extension [CueRecordings.Recording] {
    /// What is to be said of placeholders among what is heard; nil without any.
    var placeholderNotice: Phrase? {
        let left = filter(\.isPlaceholder)
        if left.isEmpty { return nil }
        if left.count == count { return .placeholderSpeech }
        return .placeholdersLeft(left.map(\.title).joined(separator: ", "))
    }
}
