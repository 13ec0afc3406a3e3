extension Instrument {
    /// Liking of the music, resonance with it and openness to it, each from 0 to 100.
    ///
    /// Our own wording, inspired by published interview ratings. It is not a validated scale, and
    /// there is no total. Not for sessions without music.
    static let musicExperience = Instrument(
        edition: InstrumentEdition(instrument: "music-experience", version: "1"),
        name: "Liking, resonance and openness",
        source: "our own wording; not a validated scale",
        respondent: .patient,
        caveat: Wording(
            english: "Three questions of our own; not a validated scale.",
            french: "Trois questions de notre cru ; ce n’est pas une échelle validée."),
        instructions: Wording(
            english: "Think of the music of today’s session.",
            french: "Pensez à la musique de la séance d’aujourd’hui."),
        items: [
            item(
                "liking",
                Wording(
                    english: "How much did you like the music?",
                    french: "À quel point avez-vous aimé la musique ?"),
                from: Wording(english: "Not at all", french: "Pas du tout"),
                to: Wording(english: "Very much", french: "Énormément")),
            item(
                "resonance",
                Wording(
                    english: "How well did the music fit what you were experiencing?",
                    french: "À quel point la musique s’accordait-elle avec ce que vous viviez ?"),
                from: Wording(english: "Not at all", french: "Pas du tout"),
                to: Wording(english: "Completely", french: "Tout à fait")),
            item(
                "openness",
                Wording(
                    english: "How open were you to the music?",
                    french: "À quel point avez-vous accueilli la musique ?"),
                from: Wording(english: "Not at all", french: "Pas du tout"),
                to: Wording(english: "Completely", french: "Tout à fait")),
        ],
        scales: ["liking", "resonance", "openness"].map { id in
            InstrumentScale(id, [id], .mean, missingPercent: 0)
        })

    private static func item(
        _ id: String, _ text: Wording, from lowest: Wording, to highest: Wording
    ) -> InstrumentItem {
        InstrumentItem(
            id, 0...100, text: text,
            anchors: [Anchor(value: 0, text: lowest), Anchor(value: 100, text: highest)])
    }
}
