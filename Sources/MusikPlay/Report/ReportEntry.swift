internal import MusikRecord

/// An event of a session as its report shows it: with what became of it afterwards.
struct ReportEntry: Hashable, Sendable {
    /// Its number in the record.
    var number: Int
    /// The event.
    var event: RecordEvent
    /// When it happened: for a correction, when what it corrects did.
    var moment: WallTime
    /// The number of the last event that corrects it; nil where it stands.
    var correctedBy: Int?
    /// The reasons: the event's own, and the one that was given afterwards.
    var reasons: [Note] = []

    /// Whether it stands as it was written.
    var stands: Bool { correctedBy == nil }

    /// The events of a session in the order in which they happened, without the sound's lines and
    /// without the explanations, which stand beside what they explain.
    static func list(_ events: [RecordedEvent]) -> [ReportEntry] {
        var correctedBy: [Int: Int] = [:]
        var explanations: [Int: Note] = [:]
        var moments: [Int: WallTime] = [:]
        var entries: [ReportEntry] = []
        for recorded in events {
            let (number, event) = (recorded.number, recorded.event)
            let corrected = event.concern.corrects
            if case .explained = event.body {
                if let corrected { explanations[corrected] = event.reason }
                continue
            }
            if let corrected { correctedBy[corrected] = number }
            let moment = corrected.flatMap { moments[$0] } ?? event.time
            moments[number] = moment
            if case .soundLine = event.body { continue }
            entries.append(ReportEntry(number: number, event: event, moment: moment))
        }
        for place in entries.indices {
            let number = entries[place].number
            entries[place].correctedBy = correctedBy[number]
            entries[place].reasons = [entries[place].event.reason, explanations[number]]
                .compactMap { $0 }
        }
        return entries.sorted { ($0.moment, $0.number) < ($1.moment, $1.number) }
    }
}
