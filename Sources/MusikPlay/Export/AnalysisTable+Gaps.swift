internal import MusikRecord
internal import MusikStore
internal import MusikTrial

extension AnalysisTable {
    /// What every held session has in the table, unless a reason says why not.
    static let sessionItems = ["meq", "ebi", "depression", "sbp_0", "sbp_40"]

    /// A rating's column.
    static func column(_ rating: SiteTrial.Rating) -> String {
        "\(rating.instrument)_\(rating.visit)".map { $0 == "-" ? "_" : String($0) }.joined()
    }

    /// All ratings that the design asks for, in the order of its visits.
    var plannedRatings: [SiteTrial.Rating] {
        ([TrialDesign.baselineVisit] + design.visits).flatMap { visit in
            design.baseline.map { SiteTrial.Rating(visit: visit, instrument: $0) }
        }
    }

    /// Everything that is not there, by the code of a session or a participant and the column's name.
    ///
    /// What follows from something else is no gap: a session that was missed or broken off has no
    /// measures, and whoever has left the trial is not asked any more.
    var gaps: [TrialClosure.Missing] {
        var gaps: [TrialClosure.Missing] = []
        let asksDepression = Set(rows.filter { $0.course.depression != nil }.map(\.site))
        for row in rows where row.isInfused && !row.isAborted {
            let code = row.code.text
            for item in Self.sessionItems where !row.has(item) {
                if item == "depression" && !asksDepression.contains(row.site) { continue }
                gaps.append(TrialClosure.Missing(code: code, item: item))
            }
        }
        let participants = Dictionary(grouping: rows, by: \.patient)
        for (patient, rows) in participants.sorted(by: { $0.key < $1.key })
        where !rows.contains(where: { $0.absence == .withdrawal }) {
            for rating in plannedRatings where rows[0].ratings[rating] == nil {
                gaps.append(
                    TrialClosure.Missing(code: patient.text, item: Self.column(rating)))
            }
        }
        return gaps
    }
}

extension AnalysisRow {
    /// Whether an item of `AnalysisTable.sessionItems` is there.
    fileprivate func has(_ item: String) -> Bool {
        switch item {
        case "meq": course.meq != nil
        case "ebi": course.ebi != nil
        case "depression": course.depression != nil
        case "sbp_0": systolicStart != nil
        default: systolicEnd != nil
        }
    }
}

extension TrialData {
    /// Why the data can't be locked, a line each; empty where nothing is in the way.
    func obstacles(_ table: AnalysisTable) throws(Failure) -> [String] {
        var lines: [String] = []
        var reasons: Set<TrialClosure.Missing> = []
        for site in sites {
            for query in site.closure.openQueries {
                let whom = query.concern.session?.text ?? query.concern.subject?.text
                lines.append(
                    "\(site.part.site): query \(query.entry)"
                        + (whom.map { " on \($0)" } ?? "") + " waits for an answer")
            }
            reasons.formUnion(site.closure.missing.keys)
            lines += try site.unsigned(table)
        }
        for row in table.rows where row.absence == .open {
            lines.append(
                row.date == nil
                    ? "\(row.patient): allocated, and no course was started"
                    : "\(row.code): neither held nor said to be missed")
        }
        let reports = Set(table.rows.compactMap(\.course.report)).sorted()
        if reports.count > 1 {
            lines.append("Several self-reports at check-in: \(reports.joined(separator: ", "))")
        }
        for gap in table.gaps where !reasons.contains(gap) {
            lines.append("\(gap.code): \(gap.item) is missing, and nobody said why")
        }
        return lines
    }
}

extension TrialData.Site {
    /// The sessions and ratings that nobody has signed.
    fileprivate func unsigned(_ table: AnalysisTable) throws(Failure) -> [String] {
        var lines: [String] = []
        for row in table.rows where row.site == part.site && row.isHeld {
            let events = try recording { () throws(StoreError) in
                try store.events(of: row.code)
            }
            let end = events.last { $0.event.body.kind == .sessionClosed }
            let signature = end.flatMap { closure.signedDebriefs[$0.number] } ?? 0
            let corrected = events.last { $0.event.concern.corrects != nil }?.number ?? 0
            if signature <= corrected {
                lines.append(
                    "\(row.code): the debrief is not signed"
                        + (signature > 0 ? " since it was corrected" : ""))
            }
        }
        for (patient, participant) in trial.participants.sorted(by: { $0.key < $1.key })
        where participant.allocation != nil {
            for (rating, entry) in participant.ratings.sorted(by: { $0.value < $1.value })
            where !(trial.signed[.rating]?.contains(entry) ?? false) {
                lines.append("\(patient): \(AnalysisTable.column(rating)) is not signed")
            }
        }
        return lines
    }
}
