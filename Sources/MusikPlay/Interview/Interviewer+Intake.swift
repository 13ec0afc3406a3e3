internal import MusikModel
internal import MusikRecord

extension Interviewer {
    /// Holds the music discussion; what stands already is the usual answer.
    func askIntake(standing: PatientIntake? = nil) throws(Interruption) -> PatientIntake {
        let wish = try choice(
            "intake.wish",
            Bilingual("Is music wanted in the sessions?", "De la musique pendant les séances ?"),
            [
                (Character("m"), PatientIntake.Wish.music, Bilingual("music", "musique")),
                ("n", .noMusic, Bilingual("no music", "pas de musique")),
                ("o", .open, Bilingual("left open", "à voir")),
            ], standard: standing?.wish ?? .open)
        return PatientIntake(
            wish: wish,
            likes: try note(
                "intake.likes", Bilingual("What is liked?", "Ce qui plaît ?"), standing?.likes),
            aversions: try note(
                "intake.aversions", Bilingual("What is disliked?", "Ce qui déplaît ?"),
                standing?.aversions),
            associations: try note(
                "intake.associations",
                Bilingual(
                    "What is music bound up with, in good and in bad?",
                    "À quoi la musique est-elle liée, en bien et en mal ?"), standing?.associations),
            lyrics: try choice(
                "intake.lyrics", Bilingual("Sung words?", "Des paroles ?"),
                [
                    (Character("n"), PatientIntake.Lyrics.never, Bilingual("none", "aucune")),
                    (
                        "f", .foreign,
                        Bilingual("only in languages not understood", "en langues inconnues")
                    ),
                    ("a", .welcome, Bilingual("any", "toutes")),
                ], standard: standing?.lyrics ?? .never),
            languages: try languages(standing?.languages ?? []),
            exercise: try text(
                "intake.exercise",
                Bilingual("Which exercise was tried?", "Quel exercice a été essayé ?"),
                standing?.exercise),
            exerciseLanguage: try exerciseLanguage(standing?.exerciseLanguage))
    }

    private func languages(_ standing: [String]) throws(Interruption) -> [String] {
        let known = standing.joined(separator: " ")
        let answer = try text(
            "intake.languages",
            Bilingual(
                "Languages understood, such as fr en es:",
                "Langues comprises, par exemple fr en es :"), known.isEmpty ? nil : known)
        return (answer ?? "").split { $0 == " " || $0 == "," }.map { $0.lowercased() }
    }

    private func exerciseLanguage(_ standing: Language?) throws(Interruption) -> Language? {
        let reply = try choice(
            "intake.exerciseLanguage",
            Bilingual("In which language?", "Dans quelle langue ?"),
            [
                (Character("e"), TriedIn.en, Bilingual("English", "anglais")),
                ("f", .fr, Bilingual("French", "français")),
                ("n", .untried, Bilingual("not tried", "pas essayé")),
            ], standard: standing.flatMap { TriedIn(rawValue: $0.rawValue) } ?? .untried)
        return Language(rawValue: reply.rawValue)
    }
}

/// In which language an exercise was tried.
private enum TriedIn: String { case en, fr, untried }
