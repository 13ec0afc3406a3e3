internal import MusikModel

#if canImport(Glibc)
    private import Glibc
#endif

/// Finds the recorded opening exercise of a language.
enum OpeningSource {
    /// The folder of a language's cues: the site's own first, then those that came with musik-play.
    /// - Throws: 78 where there is none.
    static func folder(
        _ language: Language, data: DataFolder, surroundings: Surroundings
    ) throws(Failure) -> String {
        let candidates =
            [data.path + "/cues/" + language.rawValue]
            + (surroundings.materialFolder.map {
                [$0 + "/Samples/cues/" + language.rawValue]
            } ?? [])
        for candidate in candidates where unsafe access(candidate + "/cues.json", R_OK) == 0 {
            return candidate
        }
        throw Failure(
            .configuration, "There are no cues in the language “\(language.rawValue)”.",
            remedy: "Put them into \(candidates[0]), or use --opening none.")
    }

    /// The path of an exercise by its name, and whether a synthesiser speaks it.
    /// - Throws: 66 where no exercise has that name.
    static func path(
        of name: String, language: Language, data: DataFolder, surroundings: Surroundings
    ) throws(Failure) -> (path: String, isPlaceholder: Bool) {
        let folder = try folder(language, data: data, surroundings: surroundings)
        let manifest = try CueManifest(folder: folder)
        guard let item = manifest.items.first(where: { $0.name == name }) else {
            let names = manifest.items.map(\.name).joined(separator: ", ")
            throw Failure(
                .noInput, "There is no exercise “\(name)” in \(folder).",
                remedy: "There are: \(names).")
        }
        return (folder + "/" + item.file, manifest.recording == .placeholder)
    }
}
