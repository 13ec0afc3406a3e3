internal import MusikMeasures
internal import MusikModel
internal import MusikRecord

/// Asks an instrument's items, in the patient's language where it has them, and shows what is raised.
///
/// A skeleton without texts is asked by the numbers of the paper form.
struct MeasureInterview {
    let interviewer: any Interviewer
    /// The language in which items are read to the patient, or by the patient.
    let patientLanguage: Language
    /// The language of whoever asks.
    let language: Language

    /// Asks all items.
    func ask(
        _ instrument: Instrument
    ) throws(Interruption) -> (answered: Answered, score: InstrumentScore) {
        var answers: [String: Int] = [:]
        var place = 0
        while place < instrument.items.count {
            let item = instrument.items[place]
            let text = item.text.text(preferring: patientLanguage) ?? "\(instrument.id) \(item.id)"
            let standing = answers[item.id]
            let answer = try interviewer.ask(
                Question(
                    name: "\(instrument.id).\(item.id)",
                    text: Bilingual(same: text).showing(standing.map { Bilingual(same: "\($0)") }),
                    kind: .number(item.range, isOptional: true),
                    standard: standing.map { .number($0) },
                    anchors: anchors(of: item, instrument), isForPatient: true,
                    canGoBack: place > 0))
            switch answer {
            case .back: place -= 1
            case .number(let value):
                answers[item.id] = value
                place += 1
            default: place += 1
            }
        }
        do throws(Failure) {
            return try instrument.answered(answers, in: patientLanguage)
        } catch {
            throw .failed(error)
        }
    }

    /// What an item's numbers stand for, in the patient's language.
    private func anchors(
        of item: InstrumentItem, _ instrument: Instrument
    ) -> [Int: Bilingual] {
        var anchors: [Int: Bilingual] = [:]
        for anchor in instrument.anchors(of: item) {
            guard let text = anchor.text.text(preferring: patientLanguage) else { continue }
            anchors[anchor.value] = Bilingual(same: text)
        }
        return anchors
    }

    /// Shows raised flags with the site's plan, each until somebody has seen it.
    func show(
        _ score: InstrumentScore, of instrument: Instrument,
        keep: (RecordBody) throws(Interruption) -> Void
    ) throws(Interruption) {
        for flag in score.flags { try show(flag, of: instrument, keep) }
    }

    private func show(
        _ flag: InstrumentScore.Flag, of instrument: Instrument,
        _ keep: (RecordBody) throws(Interruption) -> Void
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
}
