internal import MusikMeasures
internal import MusikModel
internal import MusikRecord
internal import MusikStore

extension SessionWalk {
    /// Asks an instrument's items, in the patient's language where it has them.
    ///
    /// A skeleton without texts is asked by the numbers of the paper form.
    func administer(_ instrument: Instrument, standard: Bool) throws(Interruption) {
        let isAsked = try interviewer.yes(
            "\(instrument.id).now",
            Bilingual("\(instrument.name): now?", "\(instrument.name) : maintenant ?"),
            standard: standard)
        guard isAsked else { return }
        var answers: [String: Int] = [:]
        for item in instrument.items {
            let text = item.text.text(preferring: patient.language) ?? "\(instrument.id) \(item.id)"
            let answer = try interviewer.number(
                "\(instrument.id).\(item.id)", Bilingual(same: text), item.range)
            if let answer { answers[item.id] = answer }
        }
        let scored = try doing { () throws(Failure) in
            try instrument.answered(answers, in: patient.language)
        }
        try keep(.answered(scored.answered))
        for flag in scored.score.flags { try show(flag, of: instrument) }
    }

    /// Shows a raised flag with the site's plan, until somebody has seen it.
    private func show(
        _ flag: InstrumentScore.Flag, of instrument: Instrument
    ) throws(Interruption) {
        guard let known = instrument.flag(flag.id) else { return }
        switch flag.state {
        case .clear: return
        case .unanswered:
            interviewer.say(
                Bilingual(
                    "  ! \(instrument.name), item \(known.item) was not answered: ask.",
                    "  ! \(instrument.name), question \(known.item) sans réponse : demandez."))
        case .raised:
            let raised = FlagChanged(
                instrument: instrument.id, item: known.item, isAcknowledged: false)
            try keep(.flagChanged(raised))
            let plan = known.plan.text(preferring: language)
            interviewer.say(
                Bilingual(
                    "\n!!! \(instrument.name), item \(known.item): \(flag.id)\n!!! "
                        + (plan ?? "The site has set no plan: follow its own procedure now."),
                    "\n!!! \(instrument.name), question \(known.item) : \(flag.id)\n!!! "
                        + (plan ?? "Aucun plan défini : suivez la procédure du site.")))
            try interviewer.read(
                "\(instrument.id).flagSeen", Bilingual("Seen and acted upon?", "Vu et traité ?"))
            var seen = raised
            seen.isAcknowledged = true
            try keep(.flagChanged(seen))
        }
    }

    func measure() throws(Interruption) {
        for id in ["ebi", "meq30"] {
            guard let instrument = instruments[id] else { continue }
            try administer(instrument, standard: false)
        }
    }
}

extension InstrumentEdition {
    /// Version and pack in one text.
    var text: String { pack.map { "\(version)+\($0)" } ?? version }
}
