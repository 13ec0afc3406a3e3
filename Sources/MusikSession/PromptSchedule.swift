public import MusikRecord

/// When blood pressure is asked for and when the patient is looked after: at the same minutes of the
/// infusion in all arms.
///
/// Minutes are those of the infusion. One of less than ten minutes is a rehearsal: its minutes are
/// those of an infusion of 40, shrunk, so that a rehearsal of a minute has every prompt.
public struct PromptSchedule: Hashable, Sendable {
    /// The planned length of the infusion in minutes.
    public var infusionMinutes: Double
    /// Minutes of the infusion at which blood pressure is asked for; the first and the last,
    /// its beginning and its end, always are.
    public var readings: [Double] = [0, 10, 20, 30, 40]
    /// Minutes from one reading to the next after the end.
    public var interval = 15.0
    /// Minutes from one check-in to the next; nil where music carries the patient.
    public var checkIns: Double?

    /// The usual schedule for an infusion.
    public init(infusionMinutes: Double = 40, checkIns: Double?) {
        self.infusionMinutes = infusionMinutes
        self.checkIns = checkIns
    }

    /// The schedule of a session: as the site has set it, without check-ins where music carries
    /// the patient.
    public init(_ session: SessionStarted) {
        let settings = session.setup?.settings ?? SiteSettings()
        self.init(
            infusionMinutes: session.infusionMinutes,
            checkIns: session.arm == .music ? nil : settings.checkInInterval)
        readings = settings.readings
        interval = settings.readingInterval
    }

    private var stretch: Double { infusionMinutes < 10 ? infusionMinutes / 40 : 1 }

    /// The minute of the latest reading that is due and not made; nil where none is.
    ///
    /// A reading counts for the minute that was due before it, and for one that is due within a
    /// minute after it.
    /// - Parameters:
    ///   - minute: the infusion's minute.
    ///   - end: the minute at which it ended; nil while it hasn't.
    ///   - made: the minutes of the readings made.
    public func dueReading(at minute: Double, end: Double?, made: [Double]) -> Double? {
        guard let due = scheduled(until: minute, end: end).last else { return nil }
        let isMade = made.contains { $0 >= due - stretch }
        return isMade ? nil : due
    }

    /// All minutes at which a reading is asked for up to one.
    public func scheduled(until minute: Double, end: Double?) -> [Double] {
        let last = end ?? infusionMinutes
        // An infusion that goes on longer than planned is asked for as planned.
        var minutes = readings.map { $0 * stretch }.filter { 0 < $0 && $0 < last }
        if last > 0 { minutes.insert(0, at: 0) }
        minutes.append(last)
        var next = last + interval * stretch
        while next <= minute {
            minutes.append(next)
            next += interval * stretch
        }
        return minutes.filter { $0 <= minute }
    }

    /// Whether the patient is to be looked after.
    /// - Parameter last: the minute of the last check-in; nil before the first.
    public func isCheckInDue(at minute: Double, last: Double?) -> Bool {
        guard let checkIns else { return false }
        return minute - (last ?? 0) >= checkIns * stretch
    }
}
