extension Instrument {
    /// Emotional Breakthrough Inventory, six items from 0 to 100, after each session.
    ///
    /// Roseman et al., J Psychopharmacol 2019;33:1076. Sum (0-600) and mean (0-100) are both in
    /// use. Nothing is published about missing items: that one of the six may be missing is ours.
    static let ebi = Instrument(
        edition: InstrumentEdition(instrument: "ebi", version: "1"),
        name: "Emotional Breakthrough Inventory (EBI)",
        source: "Roseman et al., J Psychopharmacol 2019;33:1076-1087",
        respondent: .patient,
        items: .numbered(6, 0...100),
        scales: [
            InstrumentScale(
                "sum", Array(1...6), .sum, missingPercent: InstrumentScale.ours),
            InstrumentScale(
                "mean", Array(1...6), .mean, missingPercent: InstrumentScale.ours),
        ])
}
