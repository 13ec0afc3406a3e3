internal import MusikMeasures
internal import MusikRecord
internal import MusikStore

extension SessionWalk {
    /// Offers an instrument, and asks it where it is wanted now.
    func administer(_ instrument: Instrument, standard: Bool) throws(Interruption) {
        let isAsked = try interviewer.yes(
            "\(instrument.id).now",
            Bilingual("\(instrument.name): now?", "\(instrument.name) : maintenant ?"),
            standard: standard)
        guard isAsked else { return }
        let interview = MeasureInterview(
            interviewer: interviewer, patientLanguage: patient.language, language: language)
        let scored = try interview.ask(instrument)
        try keep(.answered(scored.answered))
        try interview.show(scored.score, of: instrument) { body throws(Interruption) in
            try keep(body)
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
