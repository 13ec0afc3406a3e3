internal import MusikExport
internal import MusikModel
internal import MusikRecord
internal import MusikTrial

extension AnalysisTable {
    /// Who it is about: the record's id comes first.
    static let record = "record_id"
    /// Why a session was missed, in somebody's words.
    private static let words = "missed_reason"

    /// All columns, in their order.
    var columns: [AnalysisColumn] {
        participantColumns + sessionColumns + armColumns + measureColumns + versionColumns
    }

    /// The table as somebody may have it who may know so much of the arms.
    ///
    /// - Parameter letters: the letter of each arm, where letters stand for them.
    func data(_ arms: Exported.Arms, letters: [String: String]) throws(Failure) -> DataTable {
        try table(visible(arms)) { row, column in
            guard arms == .coded && column.tells == .arm else { return column.cell(row) }
            return .optional(letters[row.allocated])
        }
    }

    private func table(
        _ columns: [AnalysisColumn], _ cell: (AnalysisRow, AnalysisColumn) -> DataCell
    ) throws(Failure) -> DataTable {
        let rows = self.rows.map { row in columns.map { cell(row, $0) } }
        do throws(DataTableError) {
            return try DataTable(columns: columns.map(\.dataColumn), rows: rows)
        } catch {
            throw Failure(
                .data, "The analysis table can't be written: \(error).",
                remedy: "Correct that entry, or report this.")
        }
    }

    /// What the data are known by: every column but people's own words, which may be destroyed.
    func lockedData() throws(Failure) -> DataTable {
        let columns = visible(.named).filter { $0.name != Self.words }
        return try table(columns) { $1.cell($0) }
    }

    /// The columns that somebody may have who may know so much of the arms.
    func visible(_ arms: Exported.Arms) -> [AnalysisColumn] {
        columns.filter { column in
            switch arms {
            case .none: column.tells == .nothing
            case .coded: column.tells != .whatFollows
            case .named: true
            }
        }
    }

    private var participantColumns: [AnalysisColumn] {
        var names: Set<String> = []
        let strata = design.factors.enumerated().map { place, factor in
            let name = "strat_" + Self.variable(factor.name, place)
            // Names that differ in what a variable can't have.
            let isNew = names.insert(name).inserted
            return AnalysisColumn(
                isNew ? name : "\(name)_\(place + 1)", "Stratum: \(factor.name)",
                .choice(Self.choices(factor.levels)), ofParticipant: true
            ) { $0.levels.indices.contains(place) ? .text($0.levels[place]) : .missing }
        }
        let arms = Self.choices(design.arms.map(\.name))
        let ratings = plannedRatings.map { rating in
            AnalysisColumn(
                Self.column(rating), "\(rating.instrument) at \(rating.visit), by a blinded rater",
                .number(from: nil, to: nil), ofParticipant: true
            ) { .optional($0.ratings[rating]) }
        }
        return [
            AnalysisColumn(Self.record, "Study code", .text, ofParticipant: true) {
                .text($0.patient.text)
            },
            AnalysisColumn("site", "Site", .text, ofParticipant: true) { .text($0.site) },
        ] + strata + [
            AnalysisColumn(
                "arm", "Arm as allocated", .choice(arms), tells: .arm, ofParticipant: true
            ) { .text($0.allocated) }
        ] + ratings
    }

    private var sessionColumns: [AnalysisColumn] {
        let absences: [(code: String, label: String)] = [
            ("patient", "the patient"), ("clinician", "the clinic"),
            ("technical", "a technical reason"), ("withdrawal", "after leaving the trial"),
            ("open", "not yet held"),
        ]
        return [
            AnalysisColumn(
                "session", "Session, counted from 1", .integer(from: 1, to: nil)
            ) { .integer($0.session) },
            AnalysisColumn("held", "Whether it was held", .flag) { .flag($0.isHeld) },
            AnalysisColumn("infused", "Whether it came to an infusion", .flag) {
                .flag($0.isInfused)
            },
            AnalysisColumn("missed_by", "By whom it was missed", .choice(absences)) {
                .optional($0.absence?.rawValue)
            },
            AnalysisColumn("aborted", "Whether it was broken off", .flag) {
                $0.isHeld ? .flag($0.isAborted) : .missing
            },
            AnalysisColumn("day", "Days since the first session", .integer(from: nil, to: nil)) {
                .optional($0.day)
            },
            AnalysisColumn(
                "days_since_last", "Days since the last session that was held",
                .integer(from: 0, to: nil)
            ) { .optional($0.daysSinceLast) },
        ]
    }

    private var armColumns: [AnalysisColumn] {
        let sounds: [(code: String, label: String)] = SupportArm.allCases.map {
            ($0.rawValue, $0.rawValue)
        }
        func follows(
            _ name: String, _ label: String, _ kind: AnalysisColumn.Kind,
            _ cell: @escaping (AnalysisRow) -> DataCell
        ) -> AnalysisColumn {
            AnalysisColumn(name, label, kind, tells: .whatFollows) {
                $0.isHeld ? cell($0) : .missing
            }
        }
        let score = AnalysisColumn.Kind.integer(from: 0, to: 100)
        return [
            AnalysisColumn(
                Self.words, "Why it was missed, in somebody's words", .text,
                tells: .whatFollows
            ) { .optional($0.absenceReason) },
            follows("arm_received", "What accompanied it", .choice(sounds)) {
                .optional($0.received?.rawValue)
            },
            follows("switched", "Whether the other arm's programme followed", .flag) {
                .flag($0.isSwitched)
            },
            follows("refused", "Whether the programme was refused or broken off by a wish", .flag) {
                .flag($0.isRefused)
            },
            follows("deviations", "Wishes against the plan", .integer(from: 0, to: nil)) {
                .integer($0.deviations)
            },
            follows(
                "programme_minutes", "Minutes of the programme that were heard",
                .number(from: 0, to: nil)
            ) { .optional($0.programmeMinutes) },
            follows(
                "contact_minutes",
                "Minutes with a clinician: before the infusion, in talk and pauses, in the debrief",
                .number(from: 0, to: nil)
            ) { .optional($0.contactMinutes) },
            follows("check_ins", "Check-ins that were made", .integer(from: 0, to: nil)) {
                .integer($0.checkIns)
            },
            follows("liking", "Liking of the music", score) { .optional($0.liking) },
            follows("resonance", "Resonance with the music", score) { .optional($0.resonance) },
            follows("openness", "Openness to the music", score) { .optional($0.openness) },
        ]
    }

    private var versionColumns: [AnalysisColumn] {
        [
            AnalysisColumn("v_program", "Version of musik-play", .text) { .optional($0.program) },
            AnalysisColumn(
                "v_model", "Version of the preference model", .integer(from: 1, to: nil)
            ) { .integer($0.model) },
            AnalysisColumn("v_release", "Release of the library", .text) { .optional($0.release) },
            AnalysisColumn("v_frozen", "SHA-256 of all that was frozen", .text) {
                .text($0.frozen.hex)
            },
            AnalysisColumn("v_amendment", "Amendments in force", .integer(from: 0, to: nil)) {
                .integer($0.amendment)
            },
        ]
    }

    private static func choices(_ names: [String]) -> [(code: String, label: String)] {
        names.map { ($0, $0) }
    }

    /// A name as a REDCap variable has it; the factor's place where nothing of it is left.
    private static func variable(_ name: String, _ place: Int) -> String {
        let kept = name.lowercased().unicodeScalars.map { scalar -> Character in
            ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "_"
        }
        let text = String(kept).split(separator: "_").joined(separator: "_")
        return text.isEmpty ? String(place + 1) : text
    }
}
