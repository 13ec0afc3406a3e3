internal import MusikModel
internal import MusikProgramme
internal import MusikRecord

extension ReportWriter {
    /// Levels, silences and what the outputs went through.
    var output: [Section] {
        let blocks = report.sounds.enumerated().flatMap { number, sound in
            states(of: sound) + levels(of: sound) + clocks(of: sound)
                + health(of: sound, number: number) + happenings(of: sound)
        }
        return section(say("Outputs", "Sorties"), blocks + dose)
    }

    /// The sound dose of each output over the whole session, as the chain measured what it handed over.
    private var dose: [Block] {
        let all = report.sounds.flatMap(\.exposures)
        let outputs = Set(all.map(\.key)).sorted()
        let rows = outputs.map { output in
            let heard = all.filter { $0.key == output }.map(\.value)
            // Unknown in one part is unknown in all.
            let parts = heard.compactMap { part in
                part.calibration.map { (part, $0, part.sound.heard($0.hearing)) }
            }
            guard parts.count == heard.count else {
                let unknown = say("not known: not measured", "inconnue : non mesurée")
                return Row(cells: [outputName(output), "—", unknown])
            }
            let percent = parts.reduce(0) {
                $0 + SoundDose.percent(exposure: $1.2, fullScale: $1.1.fullScale)
            }
            let energy = parts.reduce(0) { $0 + $1.2 * Decibels($1.1.fullScale).power }
            let seconds = parts.reduce(0) { $0 + $1.0.seconds }
            let mean = Decibels(power: seconds > 0 ? energy / seconds : 0).value
            return Row(cells: [
                outputName(output), number(mean, 1) + " dBA",
                number(percent, percent < 0.1 ? 5 : 2) + " %",
            ])
        }
        if rows.isEmpty { return [] }
        let rule = say(
            "Sound dose: per cent of a week’s allowance after WHO and ITU-T H.870, 80 dBA for 40 hours "
                + "(1.6 Pa²h), of what each output handed over in the programme.",
            "Dose sonore : pour cent de l’allocation d’une semaine selon l’OMS et l’UIT-T H.870, "
                + "80 dBA pendant 40 heures (1,6 Pa²h), de ce que chaque sortie a délivré dans le "
                + "programme.")
        let columns = [
            say("Output", "Sortie"), say("Mean level", "Niveau moyen"),
            say("Sound dose", "Dose sonore"),
        ]
        return [
            .paragraph(rule), .table(ReportDocument.Table(columns: columns, rows: rows)),
        ]
    }

    /// An output's name, as the preflight found it.
    func outputName(_ output: Int?) -> String {
        guard let output else { return "—" }
        let names = report.standing(PreflightPassed.self).last?.payload.outputs ?? []
        let name = names.indices.contains(output) ? names[output] : "\(output + 1)"
        return output == 0 ? name + say(" (reference)", " (référence)") : name
    }

    private func states(of sound: DeliveredSound) -> [Block] {
        let rate = sound.programme.rate
        let rows = sound.states.map { state in
            Row(cells: [
                outputName(state.output), name(state.kind), time(state.began),
                state.ended.map { time($0) } ?? say("the end", "la fin"),
                clock(state.start, rate), state.end.map { clock($0, rate) } ?? "—",
                state.ended.map { number($0.seconds(since: state.began), 1) + " s" } ?? "—",
            ])
        }
        if rows.isEmpty {
            return [
                .paragraph(
                    say(
                        "No pause, talk-over, quiet or mute took effect.",
                        "Ni pause, ni parole, ni silence, ni coupure n’a pris effet."))
            ]
        }
        let columns = [
            say("Output", "Sortie"), say("State", "État"), say("From UTC", "De UTC"),
            say("To UTC", "À UTC"), say("From", "De"), say("To", "À"), say("Took", "Durée"),
        ]
        return [.table(ReportDocument.Table(columns: columns, rows: rows))]
    }

    private func name(_ kind: OutputState.Kind) -> String {
        switch kind {
        case .pause: say("pause", "pause")
        case .talkOver: say("talk over, 20 dB down", "parole, 20 dB plus bas")
        case .quiet: say("QUIET", "SILENCE")
        case .mute: say("muted", "sortie coupée")
        }
    }

    private func levels(of sound: DeliveredSound) -> [Block] {
        let rate = sound.programme.rate
        let rows = sound.levels.map { change in
            Row(cells: [
                outputName(change.output), time(change.moment), clock(change.frame, rate),
                level(change.level.value),
            ])
        }
        let rule = say(
            "An output without another level at the beginning begins at 0 dB, the highest there is.",
            "Une sortie sans autre niveau au début commence à 0 dB, le plus haut qui soit.")
        let columns = [
            say("Output", "Sortie"), "UTC", say("Programme", "Programme"),
            say("Level from here on", "Niveau dès ici"),
        ]
        let table = ReportDocument.Table(columns: columns, rows: rows)
        return rows.isEmpty
            ? [
                .paragraph(
                    rule + say(" No level was changed.", " Aucun niveau n’a été changé."))
            ] : [.paragraph(rule), .table(table)]
    }

    /// A line for each card: how far its clock was off, and how far it was from the reference.
    private func clocks(of sound: DeliveredSound) -> [Block] {
        let rate = sound.programme.rate
        let rows = Set(sound.clocks.map(\.output)).sorted().compactMap { output -> Row? in
            let known = sound.clocks.filter { $0.output == output }
            guard let first = known.first, let last = known.last else { return nil }
            let skews = known.compactMap { known in
                known.skewMilliseconds.map { (abs($0), known.frame) }
            }
            let worst = skews.max { $0.0 < $1.0 }
            return Row(cells: [
                outputName(output), "\(known.count)", number(first.partsPerMillion, 1),
                number(last.partsPerMillion, 1),
                worst.map { number($0.0, 3) + " ms, " + clock($0.1, rate) } ?? "—",
            ])
        }
        if rows.isEmpty { return [] }
        let columns = [
            say("Output", "Sortie"), say("Looked at", "Mesures"),
            say("Card fast by, first (ppm)", "Avance, d’abord (ppm)"),
            say("last (ppm)", "enfin (ppm)"),
            say("Farthest from the reference", "Plus grand écart à la référence"),
        ]
        return [.table(ReportDocument.Table(columns: columns, rows: rows))]
    }

    private func happenings(of sound: DeliveredSound) -> [Block] {
        let rate = sound.programme.rate
        let rows = sound.happenings.map { happening in
            Row(cells: [
                time(happening.moment), clock(happening.frame, rate),
                outputName(happening.output), words(happening, rate),
            ])
        }
        if rows.isEmpty { return [] }
        let columns = [
            "UTC", say("Programme", "Programme"), say("Output", "Sortie"),
            say("What happened in the sound", "Ce qui s’est passé dans le son"),
        ]
        return [.table(ReportDocument.Table(columns: columns, rows: rows))]
    }

    // MARK: Words

    private func words(_ happening: DeliveredSound.Happening, _ rate: SampleRate) -> String {
        let count = happening.count ?? 0
        let length = number(FrameCount(count).seconds(at: rate), 3) + " s"
        switch happening.event {
        case "wished": return say("wished: ", "voulu : ") + wish(happening)
        case "starved":
            return say(
                "UNDERRUN: the mix was late, \(length) of silence",
                "COUPURE : mixage en retard, \(length) de silence")
        case "bed": return bed(happening)
        case "jumped":
            return say("JUMP: \(length) were left out", "SAUT : \(length) omises")
        case "device": return device(happening, length)
        case "planRefused":
            return say("a wished plan was refused: ", "un plan voulu a été refusé : ")
                + (happening.reason ?? "")
        case "sourceFailed":
            return say("a file failed: ", "fichier défaillant : ") + (happening.title ?? "")
                + ", " + (happening.reason ?? "")
        case "framesMissing":
            return say("\(length) of a clip were missing", "\(length) d’un clip ont manqué")
        case "eventsLost":
            return say("\(count) events of the output were lost", "\(count) événements perdus")
        case "linesLost":
            return say("\(count) lines were lost here", "\(count) lignes perdues ici")
        case "pointerStill":
            return say(
                "DEVICE STANDS STILL: it takes sound and does not move",
                "APPAREIL IMMOBILE : le son est pris et rien ne bouge")
        case "pointerMoving": return say("the device moves again", "l’appareil est reparti")
        case "inaudible":
            return say(
                "much less sound than planned", "beaucoup moins de son que prévu")
        case "audibleAgain": return say("sound as planned again", "son de nouveau comme prévu")
        default: return happening.event
        }
    }

    private func bed(_ happening: DeliveredSound.Happening) -> String {
        guard happening.command == "on" else {
            return say(
                "the mix is back: the programme goes on at its place",
                "le mixage est revenu : le programme continue à sa place")
        }
        guard let gain = happening.value, gain > 0 else {
            return say(
                "LATE MIX: silence from here on", "MIXAGE EN RETARD : silence dès ici")
        }
        let decibels = level(Decibels(amplitude: gain).value)
        return say(
            "LATE MIX: the bed stands in from here on, at \(decibels)",
            "MIXAGE EN RETARD : la nappe prend la place dès ici, à \(decibels)")
    }

    private func device(_ happening: DeliveredSound.Happening, _ length: String) -> String {
        let code = happening.code.map { " (errno \($0))" } ?? ""
        switch happening.command {
        case "opened": return say("the device runs", "l’appareil fonctionne")
        case "underrun":
            return say("UNDERRUN: \(length) were lost", "COUPURE : \(length) perdues")
        case "lostTime":
            return say(
                "TIME LOST without an error: \(length)", "TEMPS PERDU sans erreur : \(length)")
        case "lost": return say("DEVICE LOST", "APPAREIL PERDU") + code
        case "recovered":
            return say(
                "the device is back after \(length)", "l’appareil est revenu après \(length)")
        case "resumed":
            return say("the machine had slept; the device goes on", "reprise après une veille")
        case "dropped":
            return say(
                "the buffer was dropped for an urgent command: \(length) taken back unheard",
                "tampon vidé pour une commande urgente : \(length) reprises sans être entendues")
        case "rightsRefused":
            return say("real-time rights were refused", "droits temps réel refusés") + code
        case "volumeSet":
            return say("the device’s own volume was set: ", "volume propre de l’appareil réglé : ")
                + level(happening.value ?? 0)
        case "volumeRestored":
            return say(
                "the device’s own volume had been changed and was put back",
                "volume propre de l’appareil changé, puis rétabli")
                + (happening.value.map { say(", from ", ", depuis ") + level($0) } ?? "")
        case "volumeRefused":
            let excess = happening.value ?? 0
            return say(
                "the device’s own volume can’t be set or read",
                "volume propre de l’appareil impossible à régler ou à lire") + code
                + (excess > 0
                    ? say("; the sound was softer by ", " ; son baissé de ") + level(excess) : "")
        default: return happening.command ?? "—"
        }
    }

    private func wish(_ happening: DeliveredSound.Happening) -> String {
        let value = happening.value
        switch happening.command {
        case "start": return say("start", "départ")
        case "infusionStarted": return say("the infusion has started", "la perfusion a commencé")
        case "infusionPaused": return say("the infusion is held", "la perfusion est suspendue")
        case "infusionResumed": return say("the infusion goes on", "la perfusion reprend")
        case "infusionStopped": return say("the infusion is over", "la perfusion est finie")
        case "keepEndOfPlan":
            return say("the end stays in spite of the infusion", "la fin reste malgré la perfusion")
        case "moveEndWithInfusion":
            return say("the end moves with the infusion", "la fin suit la perfusion")
        case "endCalmly":
            return say("calmer, and end in ", "plus calme, et fin dans ")
                + "\(number(value ?? 0, 0)) s"
        case "pause": return say("pause", "pause")
        case "resume": return say("go on", "reprise")
        case "moveEnd": return say("the end moves by the pause", "la fin recule d’autant")
        case "talkOver": return say("talk over", "parole")
        case "endTalkOver": return say("end of talk over", "fin de parole")
        case "quiet": return say("quiet at once", "silence immédiat")
        case "endQuiet": return say("end of quiet", "fin du silence")
        case "mute": return say("mute", "couper la sortie")
        case "unmute": return say("end of mute", "rétablir la sortie")
        case "endLanding": return say("end of the landing bed", "fin de la nappe finale")
        case "level": return say("level by ", "niveau de ") + level(value ?? 0)
        case "marker": return say("marker", "repère posé") + " " + (happening.title ?? "")
        case "windDown", "extend":
            return name(planReason: happening.command ?? "") + ", \(number(value ?? 0, 0)) s"
        default: return name(planReason: happening.command ?? "—")
        }
    }
}
