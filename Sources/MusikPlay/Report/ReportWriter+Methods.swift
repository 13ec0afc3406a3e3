internal import ArgumentParser
internal import MusikModel
internal import MusikProgramme
internal import MusikRecord
internal import MusikStore

extension ReportWriter {
    /// What published trials leave out of their methods.
    var methods: [Section] {
        guard report.hasBegun else { return [] }
        var facts = [
            Fact(
                label: say("Support", "Accompagnement"),
                value: report.session.arm.map(description) ?? "—")
        ]
        if let chosen = report.standing(MusicChosen.self).last?.payload {
            facts.append(
                Fact(
                    label: say("Playlist", "Liste"),
                    value: chosen.playlist ?? say("none wanted", "aucune souhaitée")))
        }
        if let sound = report.sounds.last { facts += self.facts(of: sound) }
        facts += circumstances
        return [
            Section(
                title: say("Methods", "Méthodes"),
                blocks: [.facts(facts)] + report.sounds.flatMap(pieces))
        ]
    }

    private func description(_ arm: SupportArm) -> String {
        switch arm {
        case .music:
            say(
                "Music: a programme of pieces chosen with the patient.",
                "Musique : un programme de morceaux choisis avec le patient.")
        case .cues:
            say(
                "Recorded mindfulness cues and quiet, without music, matched to the music "
                    + "programme in length, opening exercise, loudness ceiling, equipment and "
                    + "clock. This cue track departs from the published trial, whose non-music arm "
                    + "was supported live by clinicians.",
                "Repères de pleine conscience enregistrés et silence, sans musique, appariés au "
                    + "programme musical par la durée, l’exercice d’ouverture, le plafond sonore, "
                    + "le matériel et l’horloge. Cette piste de repères s’écarte de l’essai "
                    + "publié, dont le bras sans musique était accompagné en direct par l’équipe "
                    + "soignante.")
        case .live:
            say(
                "Live support by the clinician, with prompts to check in; no programme.",
                "Accompagnement en direct par l’équipe soignante, avec rappels de faire le point ; "
                    + "sans programme.")
        case .silence:
            say("Silence through the headphones.", "Silence au casque.")
        }
    }

    private func facts(of sound: DeliveredSound) -> [Fact] {
        let rate = sound.programme.rate
        let planned = sound.plans[0].programme
        return [
            Fact(
                label: say("Window", "Fenêtre"),
                value: say("planned ", "prévue ") + length(planned.end, rate)
                    + say("; by the last plan ", " ; selon le dernier plan ")
                    + length(sound.programme.end, rate)
                    + say("; heard up to ", " ; entendu jusqu’à ") + length(sound.last, rate)),
            Fact(label: say("Opening exercise", "Exercice d’ouverture"), value: opening(planned)),
            Fact(label: say("Overlaps", "Recouvrements"), value: overlaps(of: sound)),
            Fact(
                label: say("Loudness", "Sonie"),
                value: say(
                    "The gain of each piece stands in the table above. Gated loudness by ITU-R "
                        + "BS.1770-4 in LUFS; a programme’s target is -23 LUFS unless the site sets "
                        + "another.",
                    "Le gain de chaque morceau figure au tableau plus haut. Sonie à seuil selon "
                        + "ITU-R BS.1770-4 en LUFS ; la cible d’un programme est -23 LUFS, sauf "
                        + "autre réglage du site.")),
            Fact(
                label: say("True-peak ceiling", "Plafond de crête vraie"),
                value: say(
                    "-1 dBTP; gains are planned, and the guard is set, to -1.2 dBTP.",
                    "-1 dBTP ; gains prévus, et garde réglée, à -1,2 dBTP.")),
            Fact(label: say("Sample rate", "Échantillonnage"), value: "\(rate.hertz) Hz"),
        ]
    }

    private func length(_ frames: FrameCount, _ rate: SampleRate) -> String {
        clock(frames, rate) + " (\(frames.value) " + say("frames)", "trames)")
    }

    private func opening(_ programme: Programme) -> String {
        guard programme.clips.contains(where: { $0.kind == .opening }) else {
            return say(
                "not recorded: spoken by the clinician, or none",
                "pas d’enregistrement : parlé par l’équipe soignante, ou aucun")
        }
        return say("a recording, up to ", "un enregistrement, jusqu’à ")
            + clock(programme.openingEnd, programme.rate)
    }

    private func overlaps(of sound: DeliveredSound) -> String {
        let rate = sound.programme.rate
        let clips = sound.clips
        let lengths = zip(clips, clips.dropFirst()).map { ($0.end - $1.start).seconds(at: rate) }
            .filter { $0 > 0 }
        let law = say(
            "crossfade law a² + b² + 2rab = 1 with the measured correlation r of the two passages",
            "loi de fondu a² + b² + 2rab = 1 avec la corrélation mesurée r des deux passages")
        guard let shortest = lengths.min(), let longest = lengths.max() else {
            return say("none; ", "aucun ; ") + law
        }
        return "\(lengths.count)" + say(" of ", " de ") + number(shortest, 1)
            + say(" to ", " à ") + "\(number(longest, 1)) s" + semicolon + law
    }

    private var circumstances: [Fact] {
        var facts: [Fact] = []
        if let ready = report.standing(PreflightPassed.self).last?.payload {
            let names = ready.outputs.indices.map { outputName($0) }.joined(separator: ", ")
            facts.append(
                Fact(
                    label: say("Outputs", "Sorties"),
                    value: names
                        + say(
                            "; the reference plays without any change of rate",
                            " ; la référence joue sans aucun changement de fréquence")))
        }
        if let tried = report.standing(ComfortTried.self).last?.payload {
            facts.append(
                Fact(
                    label: say("Levels at the comfort check", "Niveaux au contrôle de confort"),
                    value: tried.levels.map(level).joined(separator: ", ")))
        }
        if let started = report.standing(SessionStarted.self).last?.payload {
            facts.append(
                Fact(
                    label: say("Debrief began by the rule", "Règle du débriefing"),
                    value: started.debriefRule == .endOfInfusion
                        ? say("at the end of the infusion", "à la fin de la perfusion")
                        : say("at the end of the programme", "à la fin du programme")))
        }
        if let setup = report.standing(SessionStarted.self).last?.payload.setup {
            facts += self.facts(of: setup)
        }
        facts.append(
            Fact(
                label: say("This report was made by", "Ce rapport est fait par"),
                value: MusikPlay.configuration.version))
        return facts
    }

    private func facts(of setup: SessionSetup) -> [Fact] {
        func minutes(_ values: [Double]) -> String {
            values.map { number($0, $0 == $0.rounded() ? 0 : 1) }.joined(separator: ", ")
        }
        let loudness = setup.loudness.map { number($0, 1) + " LUFS" }
        let settings = setup.settings
        return [
            Fact(
                label: say("The session was led by", "La séance est menée par"),
                value: setup.version),
            Fact(
                label: say("Chosen for the programme", "Choix pour le programme"),
                value: [
                    say("window ", "fenêtre ") + number(setup.windowSeconds / 60, 1) + " min",
                    say("counted by ", "comptée selon ") + setup.profile,
                    say("opening ", "ouverture ") + setup.opening,
                    say("target ", "cible ") + (loudness ?? say("none", "aucune")),
                    say("overlap ", "recouvrement ") + setup.overlap,
                    say("arc ", "arc ") + setup.arc,
                ].joined(separator: semicolon)),
            Fact(
                label: say("Prompts", "Rappels"),
                value: say("blood pressure at minutes ", "tension aux minutes ")
                    + minutes(settings.readings)
                    + say(", then every ", ", puis toutes les ")
                    + minutes([settings.readingInterval])
                    + say(
                        " min; check-ins without music every ",
                        " min ; points sans musique toutes les ")
                    + minutes([settings.checkInInterval]) + " min"),
        ]
    }

    /// The files that sounded, by content.
    private func pieces(of sound: DeliveredSound) -> [Block] {
        let rows = sound.clips.map { clip in
            Row(cells: [
                "\(clip.number)", clip.clip.title, clip.clip.source.digest.hex,
                "\(clip.clip.sourceStart.value) / \(clip.clip.sourceRate.hertz)",
                "\(clip.start.value) – \(clip.end.value)",
            ])
        }
        if rows.isEmpty { return [] }
        let columns = [
            "#", say("Title", "Titre"), "SHA-256",
            say("File from frame / Hz", "Fichier dès trame / Hz"),
            say("Programme frames", "Trames du programme"),
        ]
        return [.table(ReportDocument.Table(columns: columns, rows: rows))]
    }
}
