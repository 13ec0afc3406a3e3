extension Sequence<RecordedEvent> {
    /// What stands: each event in its place and with its time, but with the number, the body and the
    /// reason of the last one that corrects it.
    ///
    /// Explanations are left out: they change nothing of what they explain.
    public var standing: [RecordedEvent] {
        var places: [Int: Int] = [:]
        var standing: [RecordedEvent] = []
        for recorded in self {
            if case .explained = recorded.event.body { continue }
            guard let place = recorded.event.concern.corrects.flatMap({ places[$0] }) else {
                places[recorded.number] = standing.count
                standing.append(recorded)
                continue
            }
            places[recorded.number] = place
            standing[place].number = recorded.number
            standing[place].event.body = recorded.event.body
            standing[place].event.reason = recorded.event.reason
        }
        return standing
    }
}

extension RecordBody.Kind {
    /// Whether a person says it and may have mistyped it.
    ///
    /// What a machine found or did, what a key did at once, and the order of a session's steps
    /// happened as they are written.
    public var isCorrectable: Bool {
        switch self {
        case .checkedIn, .intended, .dayNoted, .gateJudged, .vitalSigns, .checkInMade,
            .blindfoldChanged,
            .adverseEvent, .debriefed, .fidelityChecked, .answered, .preferenceLogged, .nextPlanned,
            .discharged, .sessionMissed, .intakeNoted, .excerptsCompared:
            true
        default: false
        }
    }
}
