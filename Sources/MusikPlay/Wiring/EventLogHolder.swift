internal import MusikSession

/// The event log of a session that may have none.
final class EventLogHolder {
    private var log: EventLog?

    /// Opens a log where one is asked for.
    init(_ target: EventTarget?) throws(Failure) {
        if let target { log = try EventLog(target) }
    }

    /// Writes an event where there is a log.
    func write(_ event: SessionEvent) { log?.write(event) }

    /// The errno of the first line that could not be written; 0 while all could.
    var failure: Int32 { log?.failure ?? 0 }
}
