internal import MusikModel
internal import MusikRecord
internal import MusikStore
internal import MusikTrial

/// The data of a trial as they are locked and exported: those of one site, or of all that were put
/// side by side.
struct TrialData {
    /// One site's.
    struct Site {
        var store: RecordStore
        var trial: SiteTrial
        var closure: TrialClosure
        var part: RecordsMerged.Part
    }

    /// By the sites' codes.
    let sites: [Site]

    /// The trial's name.
    var name: String { sites[0].trial.design.name }
    /// The trial's design, which is the same at all sites.
    var design: TrialDesign { sites[0].trial.design }

    /// Which of the design's sites are not among the records; nil where all are.
    var absentSites: String? {
        let there = Set(sites.map(\.part.site))
        let absent = design.sites.map(\.code).filter { !there.contains($0) }
        if absent.isEmpty { return nil }
        return "Not among these records: \(absent.joined(separator: ", ")). All sites' are put "
            + "side by side by “musik-play records merge”."
    }

    /// - Parameters:
    ///   - merged: A folder of merged records; nil for the record itself.
    ///   - store: The record that it is exported and locked from.
    /// - Throws: 64 where there is no trial, 65 where a record is damaged or the trials differ.
    init(merged folder: String?, store: RecordStore) throws(Failure) {
        let own = try SiteTrial.required(store)
        guard let folder else {
            let head = try recording { () throws(StoreError) in try store.head() }
            let part = RecordsMerged.Part(
                site: store.site.text, events: head.number, head: head.digest)
            sites = [
                Site(store: store, trial: own, closure: try TrialClosure(store), part: part)
            ]
            return
        }
        let merged = try MergedRecords(folder)
        var sites: [Site] = []
        for (store, part) in zip(merged.stores, merged.parts) {
            sites.append(
                Site(
                    store: store, trial: try SiteTrial.required(store),
                    closure: try TrialClosure(store), part: part))
        }
        guard let first = sites.first,
            first.trial.package.commitment == own.package.commitment
        else {
            throw Failure(
                .data, "\(folder) holds another trial than \(own.design.name).",
                remedy: "Merge the records of this trial's sites.")
        }
        let codes = sites.flatMap { $0.trial.allocations.map(\.patient) }
        let twice = Dictionary(grouping: codes) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
        guard twice.isEmpty else {
            throw Failure(
                .data,
                "Two sites have participants of the same code: "
                    + twice.map(\.text).joined(separator: ", ") + ".",
                remedy: "One participant is one code; ask the sites who they are.")
        }
        self.sites = sites
    }
}
