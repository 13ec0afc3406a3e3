internal import FoundationEssentials
internal import MusikDigest
internal import MusikModel

extension CueRecordings {
    /// The digest of all cues of all languages: their names and their files' contents.
    /// - Throws: 65 where a list of cues is wrong, 66 for a file that can't be read.
    func contentDigest() throws(Failure) -> ContentDigest {
        var recordings = self
        var lines: [String] = []
        for language in Language.allCases {
            let folders =
                [siteFolder(language)]
                + (materialFolder.map { ["\($0)/Samples/cues/\(language.rawValue)"] } ?? [])
            var names: Set<String> = []
            for folder in folders {
                names.formUnion(try recordings.manifest(in: folder)?.items.map(\.name) ?? [])
            }
            for name in names.sorted() {
                let path = try recordings.exercise(name, language).path
                try requireReadable(path, as: "a cue")
                guard let data = try? Data(contentsOf: URL(filePath: path)) else {
                    throw Failure(
                        .inputOutput, "\(path) can't be read.", remedy: "Check the disk.")
                }
                lines.append("\(language.rawValue)/\(name) \(Digester.sha256(data).hexText)\n")
            }
        }
        return ContentDigest(bytes: Digester.sha256(lines.joined().utf8))
    }
}
