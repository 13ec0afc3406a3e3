public import MusikModel

/// A patient begins to be known here, or changes.
public struct PatientNoted: Hashable, Sendable, Codable {
    /// The language in which the patient reads and hears.
    public var language: Language
    /// The patient's name, where the site allows names; nil keeps the one that is known.
    public var name: Note?

    /// What is noted of a patient.
    public init(language: Language, name: Note? = nil) {
        self.language = language
        self.name = name
    }
}

/// A course of sessions begins.
public struct CourseStarted: Hashable, Sendable, Codable {
    /// What kind of course.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Six infusions over four weeks.
        case acute
        /// A single session every some months.
        case maintenance
    }

    /// What kind of course.
    public var kind: Kind
    /// The planned days in order, one for each session.
    public var days: [CalendarDay]
    /// The number of the first session among all of the patient's.
    public var firstSession: Int

    /// Describes a course.
    public init(kind: Kind, days: [CalendarDay], firstSession: Int) {
        self.kind = kind
        self.days = days
        self.firstSession = firstSession
    }

    /// The usual days of a kind: twice a week for two weeks, then once a week for two; a
    /// maintenance session stands alone.
    public static func usualDays(_ kind: Kind, from first: CalendarDay) -> [CalendarDay] {
        let distances = kind == .acute ? [0, 3, 7, 10, 14, 21] : [0]
        return distances.map { first.adding(days: $0) }
    }
}

/// A planned session takes place on another day; the reason is the event's.
public struct SessionMoved: Hashable, Sendable, Codable {
    /// The new day.
    public var day: CalendarDay

    /// Names the new day.
    public init(day: CalendarDay) { self.day = day }
}

/// A planned session did not take place; the reason is the event's.
public struct SessionMissed: Hashable, Sendable, Codable {
    /// Whose doing it was.
    public var by: Party

    /// Names whose doing it was.
    public init(by: Party) { self.by = by }
}

/// Who wished something, or whose doing it was.
public enum Party: String, Hashable, Sendable, Codable, CaseIterable {
    /// The patient.
    case patient
    /// Whoever was with the patient.
    case clinician
    /// A machine, a building, the weather.
    case technical
}
