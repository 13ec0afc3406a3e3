internal import FoundationEssentials
internal import MusikModel
internal import MusikRecord
internal import MusikStore

#if canImport(Glibc)
    internal import Glibc
#endif

/// The records of a trial's sites side by side in one folder: each whole, as its site wrote it, with
/// the head that it had when it was verified.
///
/// Nothing is woven into one chain: each site's own proof stays what it was.
struct MergedRecords {
    /// One site's record.
    typealias Part = RecordsMerged.Part

    /// What the folder says of itself.
    struct Contents: Codable, Hashable {
        var format = 1
        /// The sites, by code.
        var parts: [Part]
    }

    private static let file = "merge.json"
    /// The records, by site.
    let stores: [RecordStore]
    /// The parts in the same order.
    let parts: [Part]

    /// Copies verified records into a new folder.
    ///
    /// - Parameters:
    ///   - sources: The sites' data folders.
    ///   - progress: called with how many are done.
    /// - Throws: 65 where a record is damaged, or they don't belong together; 73 where the folder is
    ///   there already.
    static func make(
        _ folder: String, from sources: [DataFolder], progress: (Int) -> Void
    ) throws(Failure) -> MergedRecords {
        try makePrivateFolder(folder)
        var parts: [Part] = []
        for (number, source) in sources.enumerated() {
            progress(number)
            let store = try source.record()
            guard !parts.contains(where: { $0.site == store.site.text }) else {
                throw Failure(
                    .data, "\(store.site) comes twice.", remedy: "Name each site's record once.")
            }
            let path = "\(folder)/\(store.site).sqlite"
            _ = try recording { () throws(StoreError) in try store.copy(to: path) }
            parts.append(try verified(try open(path)))
        }
        parts.sort { $0.site < $1.site }
        let text = try jsonText(Contents(parts: parts)) + "\n"
        try writeDurably(Array(text.utf8), to: "\(folder)/\(file)", mode: 0o600)
        return try MergedRecords(folder)
    }

    /// Opens a folder, and verifies each record in it.
    /// - Throws: 66 where it is no such folder, 65 where a record is not as it was merged, or the sites
    ///   are of different trials.
    init(_ folder: String) throws(Failure) {
        let folder = try Served.opened(folder)
        let path = "\(folder)/\(Self.file)"
        try requireReadable(path, as: "the list of merged records")
        guard let data = try? Data(contentsOf: URL(filePath: path)),
            let contents = try? JSONDecoder().decode(Contents.self, from: data),
            contents.format == 1
        else {
            throw Failure(.data, "\(path) can't be read.", remedy: "Merge the records again.")
        }
        var stores: [RecordStore] = []
        for part in contents.parts {
            let store = try Self.open("\(folder)/\(part.site).sqlite")
            guard try Self.verified(store) == part else {
                throw Failure(
                    .data, "\(store.path) is not as it was when it was merged.",
                    remedy: "Merge the records again.")
            }
            stores.append(store)
        }
        self.stores = stores
        parts = contents.parts
        try requireOneTrial()
    }

    private func requireOneTrial() throws(Failure) {
        var first: TrialPackage?
        for store in stores {
            let package = try SiteTrial.required(store).package
            guard
                first.map({
                    $0.commitment == package.commitment && $0.design == package.design
                }) ?? true
            else {
                throw Failure(
                    .data, "\(store.site) is in another trial, or by another design.",
                    remedy: "Merge the sites of one trial.")
            }
            first = package
            guard store.isRehearsal == stores[0].isRehearsal else {
                throw Failure(
                    .data, "Rehearsals and patients' records don't belong together.",
                    remedy: "Merge them apart.")
            }
        }
    }

    private static func open(_ path: String) throws(Failure) -> RecordStore {
        try recording { () throws(StoreError) in try RecordStore(path: path, clock: .system) }
    }

    private static func verified(_ store: RecordStore) throws(Failure) -> Part {
        let report = try recording { () throws(StoreError) in try store.check() }
        if let fault = report.fault { throw Failure(fault, head: nil) }
        return Part(site: store.site.text, events: report.events, head: report.head)
    }

    /// The trial's sites.
    func trials() throws(Failure) -> [SiteTrial] {
        var trials: [SiteTrial] = []
        for store in stores { trials.append(try SiteTrial.required(store)) }
        return trials
    }
}
