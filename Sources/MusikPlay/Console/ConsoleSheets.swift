internal import FoundationEssentials
internal import MusikConsole
internal import MusikModel
internal import MusikRecord
internal import MusikSoundFile
internal import MusikStore
internal import MusikTrial

#if canImport(Glibc)
    internal import Glibc
#endif

/// What the console shows of the library, the trial and the record's events: what the commands
/// `library list`, `library show`, `trial show`, `records list` and `records verify` find.
struct ConsoleSheets {
    let folder: DataFolder
    let language: Language

    /// The points of a track's curve.
    private static let points = 400

    private func said(_ english: String, _ french: String) -> String {
        language.choice(of: (english: english, french: french))
    }

    private func fact(
        _ english: String, _ french: String, _ value: String
    ) -> ConsolePatient.Fact {
        ConsolePatient.Fact(label: said(english, french), value: value)
    }

    /// The record; nil where there is none yet.
    private func store() throws(Failure) -> RecordStore? {
        guard unsafe access(folder.recordPath, F_OK) == 0 else { return nil }
        return try folder.record()
    }

    private var noRecord: String {
        said(
            "There is no record yet. Make one: musik-play init.",
            "Il n’y a pas encore de registre. Créez-le : musik-play init.")
    }

    // MARK: The library

    func library(_ search: ConsoleSearch) throws(Failure) -> ConsoleSheet {
        var sheet = ConsoleSheet(title: said("Library", "Bibliothèque"), search: search)
        guard let store = try store() else {
            sheet.note = noRecord
            return sheet
        }
        var filter = TrackFilter()
        switch search.kind {
        case .all, .duplicates: break
        case .approved: filter.isApproved = true
        case .unapproved: filter.isApproved = false
        case .untagged: filter.isMissingTags = true
        case .wordless: filter.lyrics = TrackFilter.Lyrics.none
        case .retired: filter.isRetired = true
        }
        let all = try recording { () throws(StoreError) in try store.tracks(filter) }
        let wanted = search.text.lowercased()
        func isWanted(_ track: TrackEntry) -> Bool {
            wanted.isEmpty
                || ([track.title, track.path] + track.genres).contains {
                    $0.lowercased().contains(wanted)
                }
        }
        let rows: [ConsoleSheet.Row]
        if search.kind == .duplicates {
            rows = DuplicateSearch(all, folder.analyses).pairs()
                .filter { isWanted($0.one) || isWanted($0.other) }
                .map { row($0.one, before: "\($0.other.title) = ") }
        } else {
            rows = all.filter(isWanted).map { row($0) }
        }
        sheet.rows = Array(rows.prefix(ConsoleSheet.mostRows))
        if all.isEmpty, search.kind == .all {
            sheet.note = said(
                "The library is empty. Fill it with: musik-play library add FOLDER.",
                "La bibliothèque est vide. Remplissez-la : musik-play library add DOSSIER.")
        } else if rows.isEmpty {
            sheet.note = said("No track is like that.", "Aucun morceau ne correspond.")
        } else if rows.count > sheet.rows.count {
            let more = rows.count - sheet.rows.count
            sheet.note = said(
                "\(more) more: look for something narrower.",
                "Encore \(more) : précisez la recherche.")
        }
        return sheet
    }

    private func row(_ track: TrackEntry, before: String = "") -> ConsoleSheet.Row {
        var parts = [
            before + track.title, SessionScreen.clock(track.seconds),
            track.integrated.map { "\(Int($0.rounded())) LUFS" } ?? said("silent", "silencieux"),
            track.lyrics.map {
                $0 == .none ? said("no words", "sans paroles") : said("words", "paroles")
            } ?? said("words?", "paroles ?"),
        ]
        if !track.genres.isEmpty { parts.append(track.genres.joined(separator: ", ")) }
        parts.append(
            track.approvedBy.map { said("approved by \($0)", "approuvé par \($0)") }
                ?? said("not approved", "non approuvé"))
        return ConsoleSheet.Row(
            parts.joined(separator: " · "), link: "/track?id=\(track.digest.hex)")
    }

    /// A track; nil where the library knows none of this digest.
    func track(_ id: String) throws(Failure) -> ConsoleSheet? {
        guard let digest = ContentDigest(hex: id), let store = try store() else { return nil }
        guard let entry = try recording({ () throws(StoreError) in try store.track(digest) }) else {
            return nil
        }
        func event(_ number: Int?) throws(Failure) -> RecordEvent? {
            guard let number else { return nil }
            return try recording { () throws(StoreError) in try store.event(number) }
        }
        let figures = try event(entry.figuresEvent)
        let tagged = try event(entry.tagsEvent)
        let lines = TrackSheet(entry, figures: figures, tagged: tagged).lines.dropFirst()
        return ConsoleSheet(
            title: entry.title, curve: curve(of: digest),
            rows: lines.map { ConsoleSheet.Row($0.trimmed) })
    }

    /// The loudness of a track's blocks from -60 LUFS up, the loudest of each stretch.
    private func curve(of digest: ContentDigest) -> [Double] {
        guard let analysis = folder.analyses.analysis(of: digest), analysis.blocks.count > 1 else {
            return []
        }
        let blocks = analysis.blocks
        let count = min(Self.points, blocks.count)
        return (0..<count).map { place in
            let stretch =
                blocks[(place * blocks.count / count)..<((place + 1) * blocks.count / count)]
            let loudest = stretch.max().map { Double($0) / 100 } ?? -60
            return min(1, max(0, (loudest + 60) / 60))
        }
    }

    // MARK: The trial and the record

    /// How far the trial has come at this site; nothing of any arm.
    func trial() throws(Failure) -> ConsoleSheet {
        var sheet = ConsoleSheet(title: said("Trial", "Essai"))
        guard let store = try store() else {
            sheet.note = noRecord
            return sheet
        }
        guard let trial = try SiteTrial(store) else {
            sheet.note = said(
                "No trial here. A site joins one with: musik-play trial join.",
                "Aucun essai ici. Un site s’y joint : musik-play trial join.")
            return sheet
        }
        let site = trial.design.sites.first { $0.code == trial.package.site }
        sheet.title = trial.design.name
        let isLocked = try TrialClosure(store).isLocked
        let enrolled = trial.participants.filter { $0.value.enrolled != nil }
        sheet.facts = [
            fact("Site", "Site", "\(trial.package.site)"),
            fact("Enrolled", "Inscrits", "\(enrolled.count)"),
            fact(
                "Allocated", "Attribués",
                "\(trial.allocations.count) / \(site?.participants ?? 0)"),
            fact("Commitment", "Engagement", trial.package.commitment.hex),
            fact(
                "Data", "Données",
                isLocked ? said("locked", "verrouillées") : said("open", "ouvertes")),
        ]
        sheet.rows = enrolled.sorted { $0.key < $1.key }.map { patient, participant in
            let state =
                participant.allocation.map {
                    said("allocation \($0.number)", "attribution \($0.number)")
                } ?? trial.obstacle(to: patient)?.problem
                ?? said("can be allocated", "peut être attribué")
            return ConsoleSheet.Row("\(patient) · \(state)", link: "/patient?code=\(patient)")
        }
        if sheet.rows.isEmpty {
            sheet.note = said(
                "Nobody is enrolled yet. Enrol with: musik-play enrol PATIENT.",
                "Personne n’est inscrit. Inscrivez : musik-play enrol PATIENT.")
        }
        return sheet
    }

    /// The last events, and whether all of them are as they were written.
    func record() throws(Failure) -> ConsoleSheet {
        var sheet = ConsoleSheet(title: said("Record", "Registre"))
        guard let store = try store() else {
            sheet.note = noRecord
            return sheet
        }
        let (report, lines) = try recording { () throws(StoreError) in
            (try store.check(head: nil) { _ in }, try store.entries(last: 200))
        }
        sheet.facts = [
            fact("Events", "Événements", "\(report.events)"),
            fact("Digest", "Empreinte", "\(report.head)"),
            fact(
                "Verified", "Vérifié",
                report.fault.map { Failure($0, head: nil).problem }
                    ?? said(
                        "every event is as it was written",
                        "chaque événement est tel qu’il a été écrit")),
        ]
        sheet.rows = lines.reversed().map { line in
            var parts = ["\(line.number)", "\(line.time)", line.actor, line.kind]
            if let whom = line.session ?? line.subject { parts.append(whom) }
            if let corrected = line.corrects {
                parts.append(said("corrects \(corrected)", "corrige \(corrected)"))
            }
            return ConsoleSheet.Row(parts.joined(separator: " · "))
        }
        return sheet
    }
}
