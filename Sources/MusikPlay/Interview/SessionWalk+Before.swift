internal import MusikMeasures
internal import MusikModel
internal import MusikRecord
internal import MusikSession
internal import MusikStore

extension SessionWalk {
    func confirmClock() throws(Interruption) {
        let now = store.now.wall
        let isRight = try interviewer.yes(
            "clock.isRight",
            Bilingual("It is \(now) (UTC). Is that right?", "Il est \(now) (UTC). Est-ce exact ?"),
            standard: true)
        guard isRight else {
            throw .failed(
                Failure(
                    .configuration, "The machine's clock is wrong.",
                    remedy: "Set it, for example with “timedatectl set-time”, and start the "
                        + "session again: it goes on here."))
        }
        try keep(.clockConfirmed(ClockConfirmed(shown: now)))
    }

    func checkIn() throws(Interruption) {
        let note = try interviewer.text(
            "checkIn.note",
            Bilingual(
                "Life, risk, symptoms, treatment, therapy, goals: what is worth keeping?",
                "Vie, risque, symptômes, traitement, thérapie, buts : que faut-il noter ?"))
        if let instrument = instruments[.depressionSelfReport] {
            try administer(instrument, standard: true)
        } else {
            interviewer.say(
                Bilingual(
                    "  No depression self-report is set up: put its pack into "
                        + "\(stage.data.path)/instruments.",
                    "  Pas d’auto-évaluation de la dépression : placez son fichier dans "
                        + "\(stage.data.path)/instruments."))
        }
        try keep(.checkedIn(CheckedIn(note: note.map(Note.init))))
    }

    func showLastPlan() throws(Interruption) {
        let last = try doing { () throws(Failure) in
            try LastWords(of: patient.code, before: journal.session.number, in: store)
        }
        if let plan = last.plan {
            interviewer.say(Bilingual("  Plan: \(plan)", "  Plan : \(plan)"))
        }
        if let wish = last.wish {
            interviewer.say(Bilingual("  Wish: \(wish)", "  Souhait : \(wish)"))
        }
        if last.plan == nil && last.wish == nil {
            interviewer.say(
                Bilingual("  No plan and no wish so far.", "  Ni plan ni souhait à ce jour."))
        }
        try interviewer.read("lastPlan.read", Bilingual("Read?", "Lu ?"))
    }

    func askIntentions() throws(Interruption) {
        let intentions = try interviewer.text(
            "intentions.text", Bilingual("Intentions for today:", "Intentions du jour :"))
        let guiding = try interviewer.choice(
            "intentions.guiding",
            Bilingual("How much guiding is wanted?", "Quel degré de guidance ?"),
            [
                (Character("l"), Intended.Guiding.little, Bilingual("little", "peu")),
                ("s", .some, Bilingual("some", "un peu plus")),
                ("m", .much, Bilingual("much", "beaucoup")),
            ], standard: .little)
        try keep(
            .intended(Intended(intentions: intentions.map(Note.init), guiding: guiding)))
    }

    func judgeGate() throws(Interruption) {
        let vitals = try askVitals("gate")
        try keep(.vitalSigns(vitals))
        let isStable = try interviewer.yes(
            "gate.isStable",
            Bilingual(
                "Blood pressure, heart rate and saturation satisfactory?",
                "Tension, fréquence et saturation satisfaisantes ?"))
        let isReady = try interviewer.yes(
            "gate.isReady", Bilingual("Is the patient ready?", "Le patient est-il prêt ?"))
        let consents = try interviewer.yes(
            "gate.consents",
            Bilingual("Does the patient consent to proceed?", "Le patient consent-il à commencer ?")
        )
        let gate = GateJudged(
            isStable: isStable, isReady: isReady, consents: consents,
            confirmedBy: journal.author.actor)
        try keep(.gateJudged(gate))
        if !consents { throw .notToday }
        if !gate.isOpen {
            interviewer.say(
                Bilingual(
                    "  Without these the infusion does not go ahead.",
                    "  Sans cela, la perfusion n’a pas lieu."))
            throw .skip
        }
    }

    func confirmLine() throws(Interruption) {
        try interviewer.read("line.isIn", Bilingual("The line is in?", "La voie est posée ?"))
    }

    /// Asks for the vital signs, for a question of so many names.
    func askVitals(_ name: String) throws(Interruption) -> VitalSigns {
        let possible = VitalSigns.possible
        let systolic = try interviewer.number(
            "\(name).systolic", Bilingual("Systolic, mmHg", "Systolique, mmHg"),
            possible.systolic, isOptional: false)
        let diastolic = try interviewer.number(
            "\(name).diastolic", Bilingual("Diastolic, mmHg", "Diastolique, mmHg"),
            possible.diastolic, isOptional: false)
        let heartRate = try interviewer.number(
            "\(name).heartRate", Bilingual("Heart rate, /min", "Fréquence, /min"),
            possible.heartRate)
        let saturation = try interviewer.number(
            "\(name).saturation", Bilingual("Saturation, %", "Saturation, %"),
            possible.saturation)
        return VitalSigns(
            infusionMinute: journal.proceedings.infusion.minute(at: journal.seconds),
            systolic: systolic ?? 0, diastolic: diastolic ?? 0, heartRate: heartRate,
            saturation: saturation)
    }
}
