internal import MusikModel
internal import MusikProgramme
internal import MusikRecord

extension ReportWriter {
    /// Every clip that sounded, and every change of the plan.
    var programme: [Section] {
        var blocks: [Block] = []
        for (place, sound) in report.sounds.enumerated() {
            if report.sounds.count > 1 {
                blocks.append(
                    .paragraph(
                        say("Start \(place + 1) of the player", "Démarrage \(place + 1) du lecteur")
                            + ", \(time(sound.plans[0].moment)) UTC"))
            }
            blocks += clips(of: sound) + changes(of: sound)
        }
        if blocks.isEmpty, report.hasBegun {
            blocks.append(
                .paragraph(say("No sound is recorded.", "Aucun son n’est enregistré.")))
        }
        return section(
            say("Programme as delivered", "Programme tel qu’il a été délivré"), blocks)
    }

    private func clips(of sound: DeliveredSound) -> [Block] {
        let rate = sound.programme.rate
        let rows = sound.clips.map { clip in
            Row(cells: [
                "\(clip.number)", clock(clip.start, rate), clock(clip.end, rate),
                time(clip.began), time(clip.ended), name(clip.clip.kind), clip.clip.title,
                gain(clip), fades(clip, rate), name(clip.ending),
            ])
        }
        if rows.isEmpty {
            return [.paragraph(say("Nothing was played.", "Rien n’a été joué."))]
        }
        let columns = [
            "#", say("From", "De"), say("To", "À"), say("From UTC", "De UTC"),
            say("To UTC", "À UTC"), say("Role", "Rôle"), say("Title", "Titre"),
            say("Gain", "Gain"), say("Fades", "Fondus"), say("Ended", "Fin"),
        ]
        let rule = say(
            "From and To are places on the programme’s clock: the sample that is the first to "
                + "sound, and the one after the last. Gain is the planned gain of the clip, fades "
                + "aside.",
            "De et À sont des places à l’horloge du programme : le premier échantillon qui sonne, "
                + "et celui qui suit le dernier. Le gain est le gain prévu, hors fondus.")
        return [
            .table(ReportDocument.Table(columns: columns, rows: rows)), .paragraph(rule),
        ]
    }

    /// The name of a clip's role.
    func name(_ kind: Clip.Kind) -> String {
        switch kind {
        case .opening: say("opening", "ouverture")
        case .music: say("music", "musique")
        case .cue: say("cue", "repère")
        case .bell: say("bell", "cloche")
        case .bed: say("landing bed", "nappe finale")
        }
    }

    private func gain(_ clip: DeliveredClip) -> String {
        let range = clip.gain
        if range.upperBound - range.lowerBound < 0.05 { return level(range.upperBound) }
        return number(range.lowerBound, 1) + say(" to ", " à ") + level(range.upperBound)
    }

    private func fades(_ clip: DeliveredClip, _ rate: SampleRate) -> String {
        func words(_ direction: Fade.Direction, _ word: String) -> [String] {
            clip.fades(direction).map { "\(word) \(number($0.length.seconds(at: rate), 1)) s" }
        }
        let all =
            words(.incoming, say("in", "entrée")) + words(.outgoing, say("out", "sortie"))
        return all.isEmpty ? "—" : all.joined(separator: ", ")
    }

    private func name(_ ending: DeliveredClip.Ending) -> String {
        switch ending {
        case .planned: say("as planned", "comme prévu")
        case .cut(let reasons):
            say("cut: ", "coupé : ") + reasons.map(name(planReason:)).joined(separator: ", ")
        case .soundEnded: say("with the sound", "avec le son")
        case .open: say("not known", "non connue")
        }
    }

    /// The words for a reason of the player; others as they stand.
    func name(planReason reason: String) -> String {
        switch reason {
        case "start": say("start", "départ")
        case "skip": say("skip", "morceau passé")
        case "calmer": say("calmer", "plus calme")
        case "stronger": say("stronger", "plus intense")
        case "windDown": say("wind down", "fin en douceur")
        case "extend": say("extended", "prolongé")
        case "keepEnd": say("end kept after a pause", "fin gardée après une pause")
        case "otherProgramme": say("the other programme", "l’autre programme")
        case "infusion": say("the arc follows the infusion", "l’arc suit la perfusion")
        case "followInfusion": say("the end follows the infusion", "la fin suit la perfusion")
        case "sourceFailed": say("a file failed", "fichier défaillant")
        case "stop": say("stop", "arrêt")
        default: reason
        }
    }

    private func changes(of sound: DeliveredSound) -> [Block] {
        var said: [String] = []
        let rows = sound.plans.map { step in
            // A stop logs the plan it ends, with what was said of it before.
            let notes = step.notes == said ? [] : step.notes
            said = step.notes
            return Row(cells: [
                time(step.moment), clock(step.from, step.programme.rate),
                name(planReason: step.reason), clock(step.programme.end, step.programme.rate),
                notes.isEmpty ? "—" : notes.joined(separator: semicolon),
            ])
        }
        let columns = [
            "UTC", say("Holds from", "Vaut dès"), say("Plan", "Plan"), say("Ends at", "Finit à"),
            say("What planning did", "Ce que la planification a fait"),
        ]
        return [.table(ReportDocument.Table(columns: columns, rows: rows))]
    }
}
