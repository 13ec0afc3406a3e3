internal import MusikModel
internal import MusikProgramme
internal import MusikRecord

extension ReportWriter {
    /// What the clinician said of how the session was held, and beside it what was measured.
    var fidelity: [Section] {
        guard report.hasBegun, !report.sounds.isEmpty || !report.all(FidelityChecked.self).isEmpty
        else { return [] }
        let rows = report.all(FidelityChecked.self).flatMap { entry, checked in
            FidelityChecked.items(for: checked.arm).map { item in
                row(
                    entry, say(item.question.english, item.question.french),
                    checked[item].map(answer) ?? say("left open", "sans réponse"))
            }
        }
        var blocks = table(
            [say("Question", "Question"), say("Answer", "Réponse")], rows)
        if rows.isEmpty {
            blocks.append(
                .paragraph(
                    say(
                        "Nobody answered the questions on how the session was held.",
                        "Personne n’a répondu aux questions sur le déroulement de la séance.")))
        }
        blocks.append(.facts(measured))
        return section(
            say("Fidelity to the arm", "Fidélité au bras"), blocks)
    }

    /// What the record itself says of the same things.
    private var measured: [Fact] {
        [
            Fact(
                label: say("Measured: opening", "Mesuré : ouverture"), value: measuredOpening),
            Fact(
                label: say("Measured: programme", "Mesuré : programme"), value: measuredProgramme),
            Fact(
                label: say("Measured: deviations", "Mesuré : écarts"),
                value: "\(report.standing(Deviated.self).count)"),
            Fact(
                label: say("Measured: check-ins", "Mesuré : points avec le patient"),
                value: measuredCheckIns),
            Fact(
                label: say("Measured: outputs", "Mesuré : sorties"), value: measuredOutputs),
            Fact(
                label: say("Measured: blindfold", "Mesuré : masque"), value: measuredBlindfold),
            Fact(label: say("Measured: levels", "Mesuré : niveaux"), value: measuredLevels),
            Fact(
                label: say("Measured: choosing", "Mesuré : choix"),
                value: minutes(
                    report.standing(MusicChosen.self).map(\.payload.seconds).reduce(0, +))),
        ]
    }

    private func minutes(_ seconds: Double) -> String { number(seconds / 60, 1) + " min" }

    private var measuredOpening: String {
        let openings = report.sounds.flatMap(\.clips).filter { $0.clip.kind == .opening }
        guard let first = openings.first else {
            return say("no recorded exercise sounded", "aucun exercice enregistré n’a sonné")
        }
        return say("sounded from ", "a sonné dès ") + time(first.began)
    }

    private var measuredProgramme: String {
        guard let sound = report.sounds.last, sound.first != nil else {
            return say("nothing was played", "rien n’a été joué")
        }
        let (last, end) = (sound.last, sound.programme.end)
        let rate = sound.programme.rate
        let reached =
            last >= end
            ? say("to its end", "jusqu’à sa fin") : say("NOT to its end", "PAS à sa fin")
        return reached + say(": ", " : ")
            + say(
                "\(clock(min(last, end), rate)) of \(clock(end, rate))",
                "\(clock(min(last, end), rate)) sur \(clock(end, rate))")
    }

    private var measuredCheckIns: String {
        let made = report.standing(CheckInMade.self)
        let session = report.standing(SessionStarted.self).last?.payload
        var asked = ""
        if let setup = session?.setup, session?.arm != .music {
            let interval = minutes(setup.settings.checkInInterval * 60)
            asked = semicolon + say("asked for every \(interval)", "rappel toutes les \(interval)")
        }
        guard let start = infusion.start, !made.isEmpty else { return "\(made.count)" + asked }
        let moments = [start] + made.map(\.entry.moment)
        let widest = zip(moments, moments.dropFirst()).map { $1.seconds(since: $0) }.max() ?? 0
        return "\(made.count)" + semicolon
            + say("at most \(minutes(widest)) apart", "au plus à \(minutes(widest)) d’intervalle")
            + asked
    }

    private var measuredOutputs: String {
        let names = report.standing(PreflightPassed.self).last?.payload.outputs ?? []
        let faults = report.sounds.flatMap(\.happenings).count { $0.isFault }
        return (names.isEmpty ? "—" : names.joined(separator: ", ")) + semicolon
            + counted(
                faults, say("loss of sound", "perte de son"),
                say("losses of sound", "pertes de son"),
                language)
    }

    private var measuredBlindfold: String {
        let states = report.standing(BlindfoldChanged.self).map { name($0.payload.state) }
        return states.isEmpty
            ? say("no entry", "aucune entrée") : states.joined(separator: semicolon)
    }

    private var measuredLevels: String {
        guard
            let most = report.standing(ComfortTried.self).last(where: { $0.payload.isComfortable })
        else {
            return say("no comfortable level is recorded", "aucun niveau confortable enregistré")
        }
        let outputs = most.payload.levels.indices.map { output -> String in
            let heard = report.sounds.flatMap(\.levels).filter { $0.output == output }
                .map(\.level.value).max()
            let comfortable =
                say("comfortable ", "confortable ") + level(most.payload.levels[output])
            return comfortable
                + (heard.map { say(", highest ", ", au plus ") + level($0) } ?? "")
        }
        return outputs.joined(separator: semicolon)
    }
}
