internal import MusikModel
internal import MusikProgramme
internal import MusikRecord

extension ReportWriter {
    /// When the infusion ran and how long.
    var infusionTimes: [Section] {
        let all = report.all(InfusionChanged.self)
        let rows = all.map { entry, infusion in
            row(entry, name(infusion.change), text(entry.reasons))
        }
        var blocks = table([say("Infusion", "Perfusion"), say("Reason", "Motif")], rows)
        if report.hasBegun {
            blocks.append(.paragraph(infusionSummary))
        }
        return section(say("Infusion", "Perfusion"), blocks)
    }

    private var infusionSummary: String {
        let planned = report.standing(SessionStarted.self).last?.payload.infusionMinutes
        let plan =
            planned.map {
                say(" Planned: \(number($0, 0)) min.", " Prévue : \(number($0, 0)) min.")
            } ?? ""
        guard infusion.start != nil else {
            return say("No infusion is recorded.", "Aucune perfusion n’est enregistrée.") + plan
        }
        guard let minutes = infusion.minutes else {
            return say(
                "No end of the infusion is recorded.", "Aucune fin de perfusion enregistrée.")
                + plan
        }
        return say(
            "The infusion ran for \(number(minutes, 1)) min.",
            "La perfusion a duré \(number(minutes, 1)) min.") + plan
    }

    private func name(_ change: InfusionChanged.Change) -> String {
        switch change {
        case .started: say("started", "commencée")
        case .paused: say("paused", "mise en pause")
        case .resumed: say("resumed", "reprise")
        case .stopped: say("stopped", "arrêtée")
        }
    }

    /// All readings, corrected ones included.
    var vitals: [Section] {
        let all = report.all(VitalSigns.self)
        if all.isEmpty {
            guard report.hasBegun else { return [] }
            return section(
                say("Vital signs", "Constantes"),
                [.paragraph(say("No reading is recorded.", "Aucune mesure n’est enregistrée."))])
        }
        let rate = report.sounds.last?.programme.rate
        let rows = all.map { entry, vitals in
            row(
                entry, vitals.infusionMinute.map { number($0, 1) } ?? "—",
                vitals.programmeFrame.flatMap { frame in
                    rate.map { clock(FrameCount(frame), $0) }
                } ?? "—",
                "\(vitals.systolic)/\(vitals.diastolic)", vitals.heartRate.map(String.init) ?? "—",
                vitals.saturation.map(String.init) ?? "—")
        }
        let columns = [
            say("Infusion min", "Min de perfusion"), say("Programme", "Programme"),
            say("BP mmHg", "PA mmHg"), say("HR /min", "FC /min"), say("SpO2 %", "SpO2 %"),
        ]
        return section(say("Vital signs", "Constantes"), table(columns, rows))
    }

    /// What happened with the patient: wishes, distress, adverse events, prompts and the rest.
    var course: [Section] {
        var blocks: [Block] = []
        let reason = say("Reason", "Motif")
        blocks += table(
            [say("Against the plan", "Hors du plan"), say("Wished by", "Voulu par"), reason],
            report.all(Deviated.self).map { entry, deviation in
                row(entry, name(deviation.wish), name(deviation.by), text(entry.reasons))
            })
        blocks += table(
            [say("Distress", "Détresse"), reason],
            report.all(DistressChanged.self).map { entry, distress in
                row(entry, name(distress.state), text(entry.reasons))
            })
        blocks += table(
            [
                say("Adverse event", "Événement indésirable"), say("Severity", "Gravité"),
                say("Outcome", "Évolution"),
            ],
            report.all(AdverseEvent.self).map { entry, event in
                row(entry, text(event.description), name(event.severity), name(event.outcome))
            })
        blocks += table(
            [say("With the patient", "Auprès du patient"), say("Remark", "Remarque")], asides)
        if blocks.isEmpty, report.hasBegun {
            blocks.append(
                .paragraph(
                    say(
                        "No deviation, distress or adverse event is recorded.",
                        "Ni écart, ni détresse, ni événement indésirable n’est enregistré.")))
        }
        return section(say("Course", "Déroulement"), blocks)
    }

    /// Prompts, marks, the blindfold, handovers and the ends of the programme.
    private var asides: [Row] {
        report.entries.compactMap { entry in
            let what: String
            switch entry.event.body {
            case .checkInMade(let made):
                what = say("checked in: ", "point avec le patient : ") + name(made.state)
            case .marked(let mark):
                let rate = report.sounds.last?.programme.rate
                let place = rate.map { " " + clock(FrameCount(mark.programmeFrame), $0) } ?? ""
                what = say("moment marked", "instant marqué") + place
            case .blindfoldChanged(let blindfold): what = name(blindfold.state)
            case .handedOver(let handover):
                what = say("handed over to ", "relais pris par ") + handover.to.text
            case .programmePassed(let passed):
                what =
                    passed.end == .first
                    ? say("the programme began", "le programme a commencé")
                    : say("the programme ended", "le programme a pris fin")
            default: return nil
            }
            return row(entry, what, text(entry.reasons))
        }
    }

    private func name(_ wish: Deviated.Wish) -> String {
        switch wish {
        case .notToday:
            say("no infusion or programme today", "ni perfusion ni programme aujourd’hui")
        case .stopMusic: say("the music ends", "arrêt de la musique")
        case .musicWanted: say("music is wanted", "musique souhaitée")
        case .headphonesOff: say("headphones off", "casque retiré")
        case .stopInfusion: say("the infusion ends", "arrêt de la perfusion")
        case .stopSession: say("the session ends", "arrêt de la séance")
        }
    }

    private func name(_ state: DistressChanged.State) -> String {
        switch state {
        case .began: say("noticed; outputs lowered", "remarquée ; son baissé")
        case .reassured: say("reassured by words", "apaisée par la parole")
        case .calmer: say("calmer sound", "son plus calme")
        case .soundOff: say("sound switched off", "son coupé")
        case .medicine: say("medicine given", "médicament donné")
        case .infusionStopped: say("infusion stopped", "perfusion arrêtée")
        case .eased: say("over", "passée")
        }
    }

    private func name(_ severity: AdverseEvent.Severity) -> String {
        say(severity.words.english, severity.words.french)
    }

    private func name(_ outcome: AdverseEvent.Outcome) -> String {
        say(outcome.words.english, outcome.words.french)
    }

    private func name(_ state: CheckInMade.State) -> String {
        switch state {
        case .well: say("well", "va bien")
        case .supported: say("reassured or guided", "rassuré ou guidé")
        case .undisturbed: say("left in peace", "laissé tranquille")
        }
    }

    /// The name of what became of the blindfold.
    func name(_ state: BlindfoldChanged.State) -> String {
        switch state {
        case .worn: say("blindfold on", "masque mis")
        case .removed: say("blindfold taken off", "masque retiré")
        case .declined: say("blindfold not wanted", "masque refusé")
        }
    }
}
