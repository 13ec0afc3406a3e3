internal import MusikModel
internal import MusikRecord
internal import MusikStore

/// The alerts that patients' answers in sessions raised since they were last rated, and those that
/// nobody has confirmed: a view of the record, of which a rater is told.
///
/// An alert has its patient, its day and what asked; no session, no time and no entry, from which an
/// arm could be guessed.
struct PatientAlerts {
    struct Alert: Hashable {
        var patient: StudyCode
        var day: CalendarDay
        var instrument: String
        var item: String
        /// Whether somebody has seen it and acted upon it.
        var isAcknowledged: Bool
    }

    /// In the order in which they were raised, one for each day and item.
    private(set) var alerts: [Alert] = []

    init(_ store: RecordStore) throws(Failure) {
        let events = try recording { () throws(StoreError) in
            try store.events(of: [.flagChanged, .answered])
        }
        for recorded in events { note(recorded.event) }
    }

    private mutating func note(_ event: RecordEvent) {
        switch event.body {
        case .answered(let answered) where answered.visit != nil:
            guard let patient = event.concern.subject else { return }
            alerts.removeAll { $0.patient == patient && $0.isAcknowledged }
        case .flagChanged(let changed):
            guard let patient = event.concern.session?.patient else { return }
            var alert = Alert(
                patient: patient, day: event.time.day, instrument: changed.instrument,
                item: changed.item, isAcknowledged: false)
            if !changed.isAcknowledged {
                // Raised once more, it waits to be seen once more.
                alerts.removeAll { $0.isSame(as: alert) }
                alerts.append(alert)
            } else if let place = alerts.lastIndex(where: {
                $0.patient == patient && $0.instrument == alert.instrument
                    && $0.item == alert.item
            }) {
                alert.day = alerts[place].day
                alert.isAcknowledged = true
                alerts[place] = alert
            }
        default: return
        }
    }
}

extension PatientAlerts.Alert {
    fileprivate func isSame(as other: Self) -> Bool {
        var other = other
        other.isAcknowledged = isAcknowledged
        return self == other
    }

    /// In words.
    var words: Bilingual {
        Bilingual(
            "! \(patient): \(instrument), item \(item), raised the alert on \(day); "
                + (isAcknowledged ? "seen and acted upon." : "nobody has confirmed it yet."),
            "! \(patient) : \(instrument), question \(item), alerte du \(day) ; "
                + (isAcknowledged ? "vue et traitée." : "personne ne l’a encore confirmée."))
    }
}
