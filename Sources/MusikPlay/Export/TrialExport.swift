internal import FoundationEssentials
internal import MusikDigest
internal import MusikExport
internal import MusikModel
internal import MusikRecord
internal import MusikStore

/// The files of an export: the analysis table, REDCap's dictionary and import of the same values, the
/// script that analyses the table, and what they were made of.
struct TrialExport {
    /// What an export says of itself.
    struct Manifest: Encodable {
        var format = 1
        var trial: String
        var arms: Exported.Arms
        var isRehearsal: Bool
        /// The sites' records.
        var records: [RecordsMerged.Part]
        var rows: Int
        /// Participants who had their data left out.
        var leftOut: Int
        /// The lock's entry; nil before the data were locked.
        var lock: Int?
        /// The SHA-256 of each file.
        var files: [String: ContentDigest]
    }

    /// The files by name.
    private(set) var files: [(name: String, bytes: [UInt8])] = []
    /// The SHA-256 of the analysis table.
    let table: ContentDigest

    static let tableFile = "analysis.csv"

    /// Makes all files.
    init(
        _ table: AnalysisTable, of data: TrialData, arms: Exported.Arms, letters: [String: String],
        lock: Int?
    ) throws(Failure) {
        let csv = Array(try table.data(arms, letters: letters).csv().utf8)
        self.table = ContentDigest(bytes: Digester.sha256(csv))
        let redcap = try REDCapFiles(table, arms: arms, letters: letters)
        files = [
            (Self.tableFile, csv), ("redcap-dictionary.csv", redcap.dictionary),
            ("redcap-import.csv", redcap.values), ("analysis.R", PackageResources.analysis_R),
        ]
        let manifest = Manifest(
            trial: data.name, arms: arms, isRehearsal: data.sites[0].store.isRehearsal,
            records: data.sites.map(\.part), rows: table.rows.count, leftOut: table.leftOut,
            lock: lock,
            files: Dictionary(
                uniqueKeysWithValues: files.map {
                    ($0.name, ContentDigest(bytes: Digester.sha256($0.bytes)))
                }))
        files.append(("export.json", Array((try jsonText(manifest) + "\n").utf8)))
    }

    /// Writes the files into a new folder that only its owner can open.
    /// - Throws: 73 where the folder is there already, 74 where it can't be written.
    func write(to folder: String) throws(Failure) {
        try NamedFile(folder).makeFolder()
        for file in files {
            try NamedFile("\(folder)/\(file.name)").write(file.bytes)
        }
    }
}

extension AnalysisTable {
    /// The SHA-256 of the whole table, by which data are locked.
    func digest() throws(Failure) -> ContentDigest {
        ContentDigest(
            bytes: Digester.sha256(Array(try lockedData().csv().utf8)))
    }
}
