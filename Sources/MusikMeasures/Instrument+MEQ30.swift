extension Instrument {
    /// Revised Mystical Experience Questionnaire, 30 items from 0 to 5, after each session.
    ///
    /// The published reports of this treatment name only "MEQ"; that the 30-item form is meant is
    /// our assumption. Items are numbered as in the stand-alone form of Barrett, Johnson and
    /// Griffiths, J Psychopharmacol 2015;29:1182, which also gives the items of each factor and the
    /// rule of a complete experience: at least 60 % of the maximum on all four. The factors were
    /// found by MacLean et al., J Sci Study Relig 2012;51:721. Neither says what to do about
    /// missing items: that a fifth of a factor's items may be missing is ours, and the rule is only
    /// decided where no missing answer can change it.
    static let meq30 = Instrument(
        edition: InstrumentEdition(instrument: "meq30", version: "1"),
        name: "Revised Mystical Experience Questionnaire (MEQ30)",
        source: "Barrett, Johnson and Griffiths, J Psychopharmacol 2015;29:1182-1190",
        respondent: .patient,
        caveat: Wording(
            english: "Its published validation is with psilocybin.",
            french: "Sa validation publiée porte sur la psilocybine."),
        items: .numbered(30, 0...5),
        scales: meq30Factors.map { factor in
            InstrumentScale(
                factor.id, factor.items, .percentOfMaximum, missingPercent: InstrumentScale.ours)
        } + [
            InstrumentScale(
                "total", Array(1...30), .percentOfMaximum, missingPercent: InstrumentScale.ours)
        ],
        rules: [
            InstrumentRule("complete", meq30Factors.map { .scale($0.id, atLeast: 60) })
        ])

    private static let meq30Factors = [
        (id: "mystical", items: [4, 5, 6, 9, 14, 15, 16, 18, 20, 21, 23, 24, 25, 26, 28]),
        (id: "positive-mood", items: [2, 8, 12, 17, 27, 30]),
        (id: "transcendence", items: [1, 7, 11, 13, 19, 22]),
        (id: "ineffability", items: [3, 10, 29]),
    ]
}
