internal import MusikModel
internal import MusikRecord

extension Interviewer {
    /// Holds the music discussion; what stands already is the usual answer.
    ///
    /// - Parameter speakers: who speaks in a language; asked for where there are several.
    func askIntake(
        standing: PatientIntake? = nil, speakers: [Language: [String]] = [:]
    ) throws(Interruption) -> PatientIntake {
        let wish = try choice(
            "intake.wish",
            Bilingual("Is music wanted in the sessions?", "De la musique pendant les séances ?"),
            [
                (Character("m"), PatientIntake.Wish.music, Bilingual("music", "musique")),
                ("n", .noMusic, Bilingual("no music", "pas de musique")),
                ("o", .open, Bilingual("left open", "à voir")),
            ], standard: standing?.wish ?? .open)
        var intake = PatientIntake(
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
            exerciseLanguage: try exerciseLanguage(standing?.exerciseLanguage),
            avoided: try avoided(standing?.avoided),
            mayTeach: try mayTeach(standing?.mayTeach))
        intake.speaker = standing?.speaker
        if let language = intake.exerciseLanguage, let speakers = speakers[language],
            speakers.count > 1
        {
            intake.speaker = try speaker(of: speakers, standing?.speaker)
        }
        return intake
    }

    private func speaker(
        of speakers: [String], _ standing: String?
    ) throws(Interruption) -> String? {
        // Nine voices of one language are more than any site records.
        let choices = speakers.prefix(9).enumerated().map { place, name in
            Question.Choice(
                letter: Character("\(place + 1)"), value: name, text: Bilingual(same: name))
        }
        let any = Question.Choice(letter: "0", value: "", text: Bilingual("any", "n’importe"))
        let known = standing.flatMap { speakers.contains($0) ? $0 : nil }
        let question = Question(
            name: "intake.speaker", text: Bilingual("Whose voice?", "Quelle voix ?"),
            kind: .choice(choices + [any]), standard: .choice(known ?? ""))
        guard case .choice(let name) = try ask(question) else { return standing }
        return name.isEmpty ? nil : name
    }

    private func mayTeach(_ standing: Bool?) throws(Interruption) -> Bool? {
        let question = Question(
            name: "intake.mayTeach",
            text: Bilingual(
                "May what is said of the music help to choose for other patients here?",
                "Ces avis peuvent-ils aider à choisir pour d’autres patients d’ici ?"),
            kind: .yesNo(isOptional: true), standard: standing.map { .yes($0) })
        guard case .yes(let answer) = try ask(question) else { return nil }
        return answer
    }

    private func avoided(_ standing: [String]?) throws(Interruption) -> [String]? {
        let known = standing?.joined(separator: ", ") ?? ""
        let answer = try text(
            "intake.avoided",
            Bilingual(
                "What must not be heard (instruments, genres, titles; with commas)?",
                "Que faut-il éviter (instruments, genres, titres ; avec des virgules) ?"),
            known.isEmpty ? nil : known)
        return answer.map { answer in
            answer.split(separator: ",").map { String($0).trimmed.lowercased() }
                .filter { !$0.isEmpty }
        }
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
