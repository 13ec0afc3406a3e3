internal import MusikCuration
internal import MusikModel

#if canImport(Glibc)
    private import Glibc
#endif

extension CueRecordings {
    /// A recording that a programme can be built with.
    struct Choice: Hashable, Sendable {
        /// What is heard.
        var recording: Recording
        /// What a patient chooses it for.
        var kind: CuePart.Kind
        /// Who speaks; nil where the list doesn't say.
        var speaker: String?
    }

    /// What can be chosen from in a language: each cue once, the site's own recording where it has
    /// one.
    /// - Throws: 65 where a list of cues is wrong.
    mutating func choices(_ language: Language) throws(Failure) -> [Choice] {
        let folders = [shippedFolder(language), siteFolder(language)].compactMap { $0 }
        var names: [String] = []
        for folder in folders {
            for item in try manifest(in: folder)?.items ?? [] where !names.contains(item.name) {
                names.append(item.name)
            }
        }
        var choices: [Choice] = []
        for name in names {
            for folder in folders.reversed() {
                guard let manifest = try manifest(in: folder),
                    let item = manifest.items.first(where: { $0.name == name }),
                    let recording = try recording(named: name, in: folder)
                else { continue }
                if let kind = try kind(of: item, language) {
                    choices.append(
                        Choice(
                            recording: recording, kind: kind,
                            speaker: item.speaker ?? manifest.speaker))
                }
                break
            }
        }
        return choices
    }

    /// The bell that rings before a cue of any language: a site's own or the one that came with
    /// musik-play; nil where there is none.
    var bell: String? {
        let folders =
            [data.path + "/cues"]
            + [materialFolder.map { $0 + "/Samples/cues" }]
            .compactMap { $0 }
        return folders.map { $0 + "/bell.opus" }.first { unsafe access($0, R_OK) == 0 }
    }

    /// Who speaks what can be chosen from, by language, in the order of the cues.
    /// - Throws: 65 where a list of cues is wrong.
    mutating func speakers() throws(Failure) -> [Language: [String]] {
        var speakers: [Language: [String]] = [:]
        for language in Language.allCases {
            for case let speaker? in try choices(language).map(\.speaker)
            where speakers[language]?.contains(speaker) != true {
                speakers[language, default: []].append(speaker)
            }
        }
        return speakers
    }

    /// The kind of a cue that was played from a file: a voice where no list beside the file names it,
    /// nil for the opening and the closing.
    /// - Throws: 65 where a list of cues is wrong.
    mutating func kind(ofFile path: String) throws(Failure) -> CuePart.Kind? {
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        guard let manifest = try manifest(in: folder),
            let item = manifest.items.first(where: { $0.path(in: folder) == path })
        else { return .voice }
        return try kind(of: item, manifest.language)
    }

    /// A cue's kind: its own, or that of the script of the same name.
    private mutating func kind(
        of item: CueManifest.Item, _ language: Language
    ) throws(Failure) -> CuePart.Kind? {
        if let kind = item.kind { return kind }
        guard let folder = shippedFolder(language), let manifest = try manifest(in: folder) else {
            return nil
        }
        return manifest.items.first { $0.name == item.name }?.kind
    }

    private func shippedFolder(_ language: Language) -> String? {
        materialFolder.map { "\($0)/Samples/cues/\(language.rawValue)" }
    }
}
