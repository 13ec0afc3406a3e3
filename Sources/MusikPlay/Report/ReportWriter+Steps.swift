internal import MusikCuration
internal import MusikModel
internal import MusikRecord

extension ReportWriter {
    /// The name of a step.
    func name(_ step: SessionStep) -> String {
        switch step {
        case .clock: say("clock confirmed", "horloge confirmée")
        case .checkIn: say("check-in", "accueil")
        case .lastPlan: say("the last session’s plan", "plan de la dernière séance")
        case .intentions: say("intentions", "intentions")
        case .music: say("choice of music", "choix de la musique")
        case .preflight: say("files and outputs ready", "fichiers et sorties prêts")
        case .comfort: say("comfortable level", "niveau confortable")
        case .gate: say("gate before the infusion", "vérification avant la perfusion")
        case .line: say("intravenous line", "voie veineuse")
        case .infusion: say("infusion and programme", "perfusion et programme")
        case .debrief: say("debrief", "débriefing")
        case .measures: say("questionnaires", "questionnaires")
        case .preferences: say("preference log", "journal des préférences")
        case .nextPlan: say("plan for next time", "plan pour la suite")
        case .discharge: say("discharge", "départ")
        }
    }

    /// The steps as they were taken, and those that no entry names.
    var steps: [Section] {
        guard report.hasBegun else { return [] }
        let taken = report.all(StepTaken.self)
        let rows = taken.map { entry, step in
            row(
                entry, name(step.step),
                step.isDone ? say("done", "faite") : say("LEFT OUT", "OMISE"), text(entry.reasons))
        }
        var blocks = table(
            [say("Step", "Étape"), say("State", "État"), say("Reason", "Motif")], rows)
        let open = SessionStep.allCases.filter { step in
            !taken.contains { $0.entry.stands && $0.payload.step == step }
        }
        if !open.isEmpty {
            let names = open.map(name).joined(separator: ", ")
            blocks.append(
                .paragraph(
                    say("No entry says that these were done: ", "Aucune entrée ne dit faites : ")
                        + names + "."))
        }
        return section(say("Steps", "Étapes"), blocks)
    }

    /// Check-in, intentions, choice, readiness, comfort and gate.
    var preparation: [Section] {
        var rows: [(ReportEntry, what: String, how: String)] = []
        for (entry, checkIn) in report.all(CheckedIn.self) {
            rows.append((entry, name(SessionStep.checkIn), text(checkIn.note)))
        }
        for (entry, intended) in report.all(Intended.self) {
            rows.append((entry, name(SessionStep.intentions), text(intended.intentions)))
            if let guiding = intended.guiding {
                rows.append((entry, say("guiding wanted", "guidage souhaité"), name(guiding)))
            }
        }
        for (entry, day) in report.all(DayNoted.self) {
            rows.append((entry, say("day", "jour"), words(day)))
        }
        for (entry, offered) in report.all(PlaylistOffered.self) {
            rows.append((entry, say("lists offered", "listes proposées"), words(offered)))
        }
        rows += excerpts(isAgain: false)
        for (entry, chosen) in report.all(MusicChosen.self) {
            rows.append((entry, name(SessionStep.music), words(chosen)))
        }
        for (entry, ready) in report.all(PreflightPassed.self) {
            rows.append((entry, name(SessionStep.preflight), words(ready)))
        }
        for (entry, tried) in report.all(ComfortTried.self) {
            rows.append((entry, name(SessionStep.comfort), words(tried)))
        }
        for (entry, gate) in report.all(GateJudged.self) {
            rows.append((entry, name(SessionStep.gate), words(gate)))
        }
        rows.sort { ($0.0.moment, $0.0.number) < ($1.0.moment, $1.0.number) }
        return section(
            say("Preparation", "Préparation"),
            table(
                [say("What", "Quoi"), say("Entry", "Entrée")],
                rows.map { row($0.0, $0.what, $0.how) }))
    }

    private func name(_ guiding: Intended.Guiding) -> String {
        switch guiding {
        case .little: say("as little as possible", "le moins possible")
        case .some: say("some", "un peu")
        case .much: say("much", "beaucoup")
        }
    }

    private func words(_ day: DayNoted) -> String {
        let mood = day.mood.map { say("mood", "humeur") + " \($0)" }
        let wish = day.wish.map { say("wish", "souhait") + " " + $0.name.text(language) }
        let words = day.words.map { text($0) }
        let parts = [mood, wish, words].compactMap(\.self)
        return parts.isEmpty
            ? say("nothing said", "rien de dit") : parts.joined(separator: semicolon)
    }

    private func words(_ offered: PlaylistOffered) -> String {
        let lists = offered.lists.map { list in
            list.file + " ("
                + counted(
                    list.pieces.count, say("piece or moment", "morceau ou moment"),
                    say("pieces or moments", "morceaux ou moments"), language)
                + say(", liking ", ", appréciation ") + number(list.liking, 0) + " ± "
                + number(
                    PreferenceEstimate(mean: list.liking, deviation: list.deviation).halfWidth, 0)
                + ")"
        }
        let method = offered.method
        return
            (lists + [
                say("seed", "graine") + " \(method.seed)",
                say("model", "modèle") + " \(method.model)",
                say("prior", "a priori") + " " + method.prior,
            ]).joined(separator: semicolon)
    }

    private func words(_ chosen: MusicChosen) -> String {
        var list = chosen.playlist ?? say("none wanted", "aucune souhaitée")
        if let number = chosen.list {
            list += say(" (list \(number) of what was offered", " (liste \(number) de l’offre")
            if chosen.edited != nil { list += say(", changed by hand", ", modifiée à la main") }
            list += ")"
        }
        let excerpts =
            chosen.heardExcerpts
            ? say("excerpts were heard", "extraits écoutés")
            : say("no excerpts were heard", "sans extraits")
        let took = say("choosing took", "choix en") + " \(number(chosen.seconds, 0)) s"
        return [list, excerpts, took].joined(separator: semicolon)
    }

    private func words(_ ready: PreflightPassed) -> String {
        var text = counted(
            ready.pieces, say("piece or cue", "morceau ou repère"),
            say("pieces or cues", "morceaux ou repères"), language)
        if let rate = SampleRate(hertz: ready.rate) {
            text += ", " + clock(FrameCount(ready.frames), rate)
        }
        text += semicolon + ready.outputs.joined(separator: ", ")
        if ready.hasPlaceholders {
            text += say(
                "; some speech is a synthetic placeholder",
                " ; des paroles sont des maquettes synthétiques")
        }
        return text
    }

    private func words(_ tried: ComfortTried) -> String {
        (tried.isComfortable
            ? say("comfortable", "confortable") : say("NOT comfortable", "PAS confortable"))
            + say(" at ", " à ") + tried.levels.map(level).joined(separator: ", ")
    }

    private func words(_ gate: GateJudged) -> String {
        let parts = [
            say("vital signs satisfactory", "constantes satisfaisantes") + " "
                + answer(gate.isStable),
            say("patient ready", "patient prêt") + " " + answer(gate.isReady),
            say("consents to proceed", "consent à poursuivre") + " " + answer(gate.consents),
            say("confirmed by", "confirmé par") + " \(gate.confirmedBy)",
        ]
        return (gate.isOpen ? say("OPEN", "OUVERTE") : say("NOT OPEN", "FERMÉE")) + say(": ", " : ")
            + parts.joined(separator: ", ")
    }
}
