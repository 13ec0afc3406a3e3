internal import MusikExport
internal import MusikRecord

extension AnalysisTable {
    /// What was measured, with the session before and the session after beside it.
    ///
    /// A lag is of the session whose number is one less, and empty where that one was not held.
    var measureColumns: [AnalysisColumn] {
        let percent = AnalysisColumn.Kind.number(from: 0, to: 100)
        let factors = [
            ("mystical", "mystical"), ("positive-mood", "mood"),
            ("transcendence", "transcendence"), ("ineffability", "ineffability"),
        ].map { scale, name in
            AnalysisColumn("meq_\(name)", "MEQ30, \(scale), percent of the maximum", percent) {
                .optional($0.meq[scale])
            }
        }
        let lagged: [(String, String, AnalysisColumn.Kind, (AnalysisRow.Course) -> Double?)] = [
            ("meq", "MEQ30, percent of the maximum", percent, \.meq),
            ("ebi", "EBI, mean of its items", percent, \.ebi),
            (
                "depression", "Depression, self-report at the check-in",
                .number(from: nil, to: nil), \.depression
            ),
        ]
        let pressure = AnalysisColumn.Kind.integer(from: 40, to: 300)
        return [
            AnalysisColumn(
                "infusion_minutes", "Minutes for which the infusion ran", .number(from: 0, to: nil)
            ) { .optional($0.infusionMinutes) },
            AnalysisColumn("sbp_0", "Systolic pressure at the infusion's start, mmHg", pressure) {
                .optional($0.systolicStart)
            },
            AnalysisColumn(
                "sbp_40", "Systolic pressure at the infusion's planned end, mmHg", pressure
            ) {
                .optional($0.systolicEnd)
            },
            AnalysisColumn(
                "depression_report", "Which self-report at the check-in, and its version", .text
            ) { .optional($0.course.report) },
        ]
            + lagged.map { name, label, kind, value in
                AnalysisColumn(name, label, kind) { .optional(value($0.course)) }
            } + factors
            + lagged.flatMap { name, label, kind, value in
                [
                    AnalysisColumn("\(name)_lag", "\(label); the session before", kind) {
                        .optional($0.before.flatMap(value))
                    },
                    AnalysisColumn("\(name)_next", "\(label); the session after", kind) {
                        .optional($0.after.flatMap(value))
                    },
                ]
            }
    }
}
