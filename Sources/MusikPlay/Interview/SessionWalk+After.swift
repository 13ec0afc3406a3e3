internal import MusikModel
internal import MusikRecord
internal import MusikSession
internal import MusikStore

extension SessionWalk {
    func debrief() throws(Interruption) {
        if journal.proceedings.infusion.started != nil, journal.proceedings.infusion.stopped == nil
        {
            let isOver = try interviewer.yes(
                "debrief.infusionIsOver",
                Bilingual("Has the infusion ended?", "La perfusion est-elle terminée ?"),
                standard: true)
            if isOver { try keep(.infusionChanged(InfusionChanged(change: .stopped))) }
        }
        if let checked = try interviewer.askFidelity(options.arm) {
            try keep(.fidelityChecked(checked))
        }
        try keep(.debriefPassed(DebriefPassed(began: true)))
        try keep(.debriefed(interviewer.askDebrief()))
        try keep(.debriefPassed(DebriefPassed(began: false)))
    }

    func logPreferences() throws(Interruption) {
        let heard = try doing { () throws(Failure) -> [HeardPiece] in
            try journal.flush()
            return try HeardPiece.list(
                recording { () throws(StoreError) in try store.events(of: journal.session) })
        }
        let recordings = CueRecordings(data: stage.data, surroundings: stage.surroundings)
        let support = SupportQuestion(options.arm, heard: heard, recordings)
        let preference = try interviewer.askPreference(of: heard, support: support) {
            (piece) throws(Interruption) in try self.hearAgain(piece)
        }
        try keep(.preferenceLogged(preference))
    }

    func planNext() throws(Interruption) {
        try keep(.nextPlanned(interviewer.askNextPlan()))
    }

    func discharge() throws(Interruption) {
        let isReady = try interviewer.yes(
            "discharge.isReady",
            Bilingual("Does the patient feel ready to leave?", "Le patient se sent-il prêt ?"))
        let isStable = try interviewer.yes(
            "discharge.isStable",
            Bilingual("Vital signs within limits?", "Signes vitaux dans les limites ?"))
        let isReminded = try interviewer.yes(
            "discharge.isReminded",
            Bilingual("Were the reminders given?", "Les consignes sont-elles données ?"))
        try askOutcomes()
        let card = try doing { () throws(Failure) -> String in
            try PatientCard.text(in: stage.data, patient.language)
        }
        interviewer.say(Bilingual(same: "\n" + card + "\n"))
        let command = "musik-play card \(patient.code) --format pdf --out card.pdf"
        interviewer.say(Bilingual("  On paper: \(command)", "  Sur papier : \(command)"))
        let isGiven = try interviewer.yes(
            "discharge.cardGiven",
            Bilingual("Was this card given?", "Cette carte est-elle remise ?"), standard: true)
        try keep(
            .discharged(
                Discharged(
                    isReady: isReady, isStable: isStable, isReminded: isReminded,
                    card: isGiven ? patient.language : nil)))
        guard isReady && isStable else {
            interviewer.say(
                Bilingual(
                    "  The patient stays until both hold.",
                    "  Le patient reste jusqu’à ce que ce soit le cas."))
            throw .skip
        }
    }

    /// Asks what became of every adverse event whose outcome is open; what is unchanged stays.
    private func askOutcomes() throws(Interruption) {
        for (number, adverse) in try openAdverseEvents() {
            let what = adverse.description.text ?? ""
            let words = adverse.outcome.words
            let outcome = try interviewer.choice(
                "discharge.outcome",
                Bilingual(
                    "Adverse event “\(what)” (\(words.english)): what became of it?",
                    "Événement indésirable « \(what) » (\(words.french)) : quelle évolution ?"),
                AdverseEvent.Outcome.choices, standard: adverse.outcome)
            guard outcome != adverse.outcome else { continue }
            var followed = adverse
            followed.outcome = outcome
            try doing { () throws(Failure) in
                try recording { () throws(StoreError) in
                    _ = try store.append(
                        .adverseEvent(followed),
                        RecordConcern(session: journal.session, corrects: number),
                        reason: Note("at discharge"), by: journal.author)
                }
            }
        }
    }

    /// The adverse events that were not over when they were last spoken of.
    private func openAdverseEvents() throws(Interruption) -> [(Int, AdverseEvent)] {
        let events = try doing { () throws(Failure) -> [RecordedEvent] in
            try journal.flush()
            return try recording { () throws(StoreError) in try store.events(of: journal.session) }
        }
        return events.standing.compactMap { recorded in
            guard case .adverseEvent(let adverse) = recorded.event.body,
                [.unknown, .continuing, .resolving].contains(adverse.outcome)
            else { return nil }
            return (recorded.number, adverse)
        }
    }

    /// Asks for the reasons of what was wished against the plan, which nobody was asked for then.
    func explainDeviations() throws(Interruption) {
        let events = try doing { () throws(Failure) -> [RecordedEvent] in
            try journal.flush()
            return try recording { () throws(StoreError) in try store.events(of: journal.session) }
        }
        var owed: [(number: Int, deviated: Deviated)] = []
        for recorded in events {
            switch recorded.event.body {
            case .deviated(let deviated) where recorded.event.reason == nil:
                owed.append((recorded.number, deviated))
            case .explained, .deviated:
                owed.removeAll { $0.number == recorded.event.concern.corrects }
            default: break
            }
        }
        for (number, deviated) in owed {
            let name = "explained.\(deviated.wish.rawValue)"
            let title = deviated.wish.title
            let reason = try interviewer.reason(
                name, Bilingual("Why “\(title.english)”?", "Pourquoi « \(title.french) » ?"))
            let party = try interviewer.choice(
                name + ".by", Bilingual("Whose wish was it?", "Qui l’a souhaité ?"),
                [
                    (Character("p"), Party.patient, Bilingual("the patient", "le patient")),
                    ("c", .clinician, Bilingual("the clinician", "l’équipe")),
                    ("t", .technical, Bilingual("technical", "technique")),
                ], standard: deviated.by)
            // The key named whose wish it usually is.
            let body: RecordBody =
                party == deviated.by
                ? .explained(Explained())
                : .deviated(Deviated(wish: deviated.wish, by: party))
            try doing { () throws(Failure) in
                try recording { () throws(StoreError) in
                    _ = try store.append(
                        body, RecordConcern(session: journal.session, corrects: number),
                        reason: Note(reason), by: journal.author)
                }
            }
        }
    }
}

extension Deviated.Wish {
    /// The wish, for the clinician.
    var title: Bilingual {
        switch self {
        case .notToday: Bilingual("not today", "pas aujourd’hui")
        case .stopMusic: Bilingual("stop the music", "arrêter la musique")
        case .musicWanted: Bilingual("music wanted", "musique souhaitée")
        case .headphonesOff: Bilingual("headphones off", "enlever le casque")
        case .stopInfusion: Bilingual("stop the infusion", "arrêter la perfusion")
        case .stopSession: Bilingual("stop the session", "arrêter la séance")
        }
    }
}
