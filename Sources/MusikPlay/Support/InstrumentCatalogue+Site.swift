internal import FoundationEssentials
internal import MusikMeasures

extension InstrumentCatalogue {
    /// The shipped instruments and the site's packs, which lie in `instruments` of the data folder.
    /// - Throws: 74 for a pack that can't be read, 65 for one that is not sound.
    static func site(_ data: DataFolder) throws(Failure) -> InstrumentCatalogue {
        var catalogue = InstrumentCatalogue.shipped
        let folder = data.path + "/instruments"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names.sorted() where name.hasSuffix(".json") {
            let path = folder + "/" + name
            guard let bytes = try? Data(contentsOf: URL(filePath: path)) else {
                throw Failure(
                    .inputOutput, "\(path) can't be read.", remedy: "Check who may read it.")
            }
            do throws(PackError) {
                try catalogue.add(pack: Array(bytes))
            } catch {
                throw Failure(.data, "\(path): \(error)", remedy: "Correct the pack.")
            }
        }
        return catalogue
    }
}
