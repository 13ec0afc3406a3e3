internal import GRDB
public import MusikModel
public import MusikRecord

/// A patient, as the record has it now.
public struct PatientEntry: Hashable, Sendable {
    /// The study code.
    public var code: StudyCode
    /// The language in which the patient reads and hears.
    public var language: Language
    /// When the patient was added.
    public var added: WallTime
    /// The patient's name, where the site keeps names and it was not destroyed.
    public var name: String?
}

/// A session, as the record has it now.
public struct SessionEntry: Hashable, Sendable {
    /// What has become of it.
    public enum State: String, Hashable, Sendable {
        /// It lies ahead.
        case planned
        /// It did not take place.
        case missed
        /// It runs, or was left in the middle and can be resumed.
        case running
        /// It is over.
        case completed
        /// It was broken off.
        case aborted
    }

    /// The session's code.
    public var code: SessionCode
    /// What has become of it.
    public var state: State
    /// The day for which it is or was planned.
    public var planned: CalendarDay?
    /// What accompanied the infusion, once it has started.
    public var arm: SupportArm?
    /// When it started.
    public var started: WallTime?
    /// When it ended.
    public var ended: WallTime?
    /// The last step that was done or left out.
    public var step: SessionStep?
}

/// An event in one line.
public struct EntryLine: Hashable, Sendable {
    /// Its number.
    public var number: Int
    /// When it was recorded.
    public var time: WallTime
    /// By whom.
    public var actor: String
    /// Its kind.
    public var kind: String
    /// Whom it concerns.
    public var subject: String?
    /// Which session it concerns.
    public var session: String?
    /// Which event it corrects.
    public var corrects: Int?
    /// The last event that corrects it.
    public var correctedBy: Int?
}

extension RecordStore {
    /// A patient's music discussion as it stands, and its entry; nil before it was held.
    public func intake(
        of patient: StudyCode
    ) throws(StoreError) -> (number: Int, intake: PatientIntake)? {
        let number = try read("intake") {
            try Int.fetchOne(
                $0,
                sql: """
                    SELECT max(number) FROM entry
                    WHERE subject = ? AND kind = ? AND correctedBy IS NULL
                    """, arguments: [patient.text, RecordBody.Kind.intakeNoted.rawValue])
        }
        guard let number, case .intakeNoted(let intake)? = try event(number)?.body else {
            return nil
        }
        return (number, intake)
    }

    /// All patients by code.
    public func patients() throws(StoreError) -> [PatientEntry] {
        try read("patients") { database in
            try Row.fetchAll(database, sql: Self.patients + " ORDER BY code")
                .map { try patient($0) }
        }
    }

    /// A patient; nil where the record doesn't know one of this code.
    public func patient(_ code: StudyCode) throws(StoreError) -> PatientEntry? {
        try read("patient") { database in
            try Row.fetchOne(
                database, sql: Self.patients + " WHERE code = ?", arguments: [code.text]
            ).map { try patient($0) }
        }
    }

    private static let patients =
        "SELECT code, language, added, text FROM patient LEFT JOIN note ON reference = name"

    /// The site's settings as they stand, the usual ones where nobody set any.
    public func settings() throws(StoreError) -> SiteSettings {
        let number = try read("settings") {
            try Int.fetchOne($0, sql: "SELECT max(number) FROM settings")
        }
        guard let number, case .settingsChanged(let settings)? = try event(number)?.body else {
            return SiteSettings()
        }
        return settings
    }

    /// A patient's sessions by number.
    public func sessions(of patient: StudyCode) throws(StoreError) -> [SessionEntry] {
        try read("sessions") { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM session WHERE patient = ? ORDER BY number",
                arguments: [patient.text]
            ).map { try session($0) }
        }
    }

    /// A session; nil where the record doesn't know one of this code.
    public func session(_ code: SessionCode) throws(StoreError) -> SessionEntry? {
        try read("session") { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM session WHERE code = ?", arguments: [code.text]
            ).map { try session($0) }
        }
    }

    /// The last events in one line each, oldest first.
    ///
    /// - Parameters:
    ///   - subject: of this patient only.
    ///   - session: of this session only.
    ///   - count: at most so many.
    public func entries(
        subject: StudyCode? = nil, session: SessionCode? = nil, last count: Int
    ) throws(StoreError) -> [EntryLine] {
        try read("entries") { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM entry
                    WHERE (?1 IS NULL OR subject = ?1) AND (?2 IS NULL OR session = ?2)
                    ORDER BY number DESC LIMIT ?3
                    """,
                arguments: [subject?.text, session?.text, count])
            return try rows.reversed().map { row in
                EntryLine(
                    number: row["number"], time: try value(row, "time", WallTime.init),
                    actor: row["actor"], kind: row["kind"], subject: row["subject"],
                    session: row["session"], corrects: row["corrects"],
                    correctedBy: row["correctedBy"])
            }
        }
    }

    /// All events of some kinds, in order, with their notes' texts.
    public func events(of kinds: [RecordBody.Kind]) throws(StoreError) -> [RecordedEvent] {
        try read("events") { database in
            let marks = databaseQuestionMarks(count: kinds.count)
            let numbers = try Int.fetchAll(
                database, sql: "SELECT number FROM entry WHERE kind IN (\(marks)) ORDER BY number",
                arguments: StatementArguments(kinds.map(\.rawValue)))
            return try recorded(numbers, in: database)
        }
    }

    private func patient(_ row: Row) throws -> PatientEntry {
        PatientEntry(
            code: try value(row, "code", StudyCode.init),
            language: try value(row, "language", Language.init(rawValue:)),
            added: try value(row, "added", WallTime.init), name: row["text"])
    }

    private func session(_ row: Row) throws -> SessionEntry {
        SessionEntry(
            code: try value(row, "code", SessionCode.init),
            state: try value(row, "state", SessionEntry.State.init(rawValue:)),
            planned: try optional(row, "planned", CalendarDay.init),
            arm: try optional(row, "arm", SupportArm.init(rawValue:)),
            started: try optional(row, "started", WallTime.init),
            ended: try optional(row, "ended", WallTime.init),
            step: try optional(row, "step", SessionStep.init(rawValue:)))
    }

    /// What a column of a view says; an error where no event could have put it there.
    func value<Value>(
        _ row: Row, _ column: String, _ make: (String) -> Value?
    ) throws -> Value {
        guard let value = try optional(row, column, make) else {
            throw StoreError(
                reason: .viewsChanged(column: column), path: path, call: "read a view")
        }
        return value
    }

    /// As `value`, for a column that may be empty.
    func optional<Value>(
        _ row: Row, _ column: String, _ make: (String) -> Value?
    ) throws -> Value? {
        let text: String? = row[column]
        guard let text else { return nil }
        guard let value = make(text) else {
            throw StoreError(
                reason: .viewsChanged(column: column), path: path, call: "read a view")
        }
        return value
    }
}
