extension Instrument {
    /// Montgomery-Åsberg Depression Rating Scale, ten items from 0 to 6, by blinded raters.
    ///
    /// Montgomery and Åsberg, Br J Psychiatry 1979;134:382: the sum of ten ratings, 0-60; item 10
    /// rates suicidal thoughts. The original has no rule for missing items; weights for one missing
    /// item (Gale and Hawley, Int Clin Psychopharmacol 2001;16:205) aren't ours to guess, and a
    /// rater can ask again: without all ten there is no sum. That is our rule.
    ///
    /// The flag is raised from 2 on, the lowest rating with a description of its own that speaks of
    /// suicidal thoughts. No threshold is published for this use; ours is cautious, and a site sets
    /// its own.
    static let madrs = Instrument(
        edition: InstrumentEdition(instrument: "madrs", version: "1"),
        name: "Montgomery-Åsberg Depression Rating Scale (MADRS)",
        source: "Montgomery and Åsberg, Br J Psychiatry 1979;134:382-389",
        respondent: .blindedRater,
        items: .numbered(10, 0...6),
        scales: [InstrumentScale("total", Array(1...10), .sum, missingPercent: 0)],
        flags: [InstrumentFlag(id: InstrumentFlag.suicidality, item: "10", atLeast: 2)])
}
