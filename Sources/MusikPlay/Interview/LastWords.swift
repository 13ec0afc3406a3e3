internal import MusikModel
internal import MusikRecord
internal import MusikStore

/// What a patient's sessions left for the next one.
struct LastWords: Hashable, Sendable {
    /// The plan.
    private(set) var plan: String?
    /// The wish.
    private(set) var wish: String?
    /// How much the last one that was asked about was liked on the whole, 0 to 100.
    private(set) var liking: Int?

    /// Reads what stands in the record.
    ///
    /// - Parameter number: of the session before which it is asked; nil for after all of them.
    init(
        of patient: StudyCode, before number: Int? = nil, in store: RecordStore
    ) throws(Failure) {
        let events = try recording { () throws(StoreError) in
            var events: [RecordedEvent] = []
            for session in try store.sessions(of: patient)
            where number.map({ session.code.number < $0 }) ?? true {
                events += try store.events(of: session.code).standing
            }
            return events
        }
        for recorded in events {
            switch recorded.event.body {
            case .nextPlanned(let next): plan = next.plan?.text ?? plan
            case .preferenceLogged(let logged):
                wish = logged.wish?.text ?? wish
                liking = logged.liking ?? liking
            default: break
            }
        }
    }
}
