internal import FoundationEssentials
internal import GRDB
internal import MusikDigest
internal import MusikModel
internal import MusikRecord

/// Feeds events into the views that are kept beside the chain.
struct RecordViews {
    let database: Database

    /// Takes up the next event.
    func apply(_ recorded: RecordedEvent) throws {
        let event = recorded.event
        try index(recorded)
        switch event.body {
        case .patientAdded(let patient): try add(patient, recorded)
        case .patientChanged(let patient):
            try run(
                "UPDATE patient SET language = ?, name = coalesce(?, name) WHERE code = ?",
                [
                    patient.language.rawValue, patient.name?.reference,
                    event.concern.subject?.text,
                ])
        case .settingsChanged:
            try run("INSERT INTO settings (number) VALUES (?)", [recorded.number])
        case .courseStarted(let course): try add(course, recorded)
        case .sessionMoved(let moved):
            try run(
                "UPDATE session SET planned = ? WHERE code = ?",
                [moved.day.description, event.concern.session?.text])
        case .sessionMissed: try change(event, state: "missed")
        case .sessionStarted(let started): try add(started, event)
        case .stepTaken(let taken):
            try run(
                "UPDATE session SET step = ? WHERE code = ?",
                [taken.step.rawValue, event.concern.session?.text])
        case .sessionClosed(let closed):
            try change(event, state: closed.outcome.rawValue)
            try run(
                "UPDATE session SET ended = ? WHERE code = ?",
                [event.time.description, event.concern.session?.text])
        case .vitalSigns(let vitals): try add(vitals, recorded)
        case .answered(let answered): try add(answered, recorded)
        case .preferenceLogged(let preference): try add(preference, recorded)
        case .trackAdded(let added): try add(added, recorded)
        case .trackMeasured(let measured):
            try measure(measured.digest, measured.figures, recorded)
        case .trackFound(let found): try find(found)
        case .trackTagged(let tagged): try tag(tagged, recorded)
        case .trackRetired(let retired): try retire(retired, event)
        case .releaseMade(let release): try self.release(release, recorded)
        default: break
        }
    }

    /// Empties all views.
    func clear() throws {
        for (table, _) in RecordSchema.viewTables {
            try database.execute(sql: "DELETE FROM \(table)")
        }
    }

    /// A digest over everything in the views.
    func digest() throws -> ContentDigest {
        var digester = Digester(.sha256)
        for (table, order) in RecordSchema.viewTables {
            let rows = try Row.fetchCursor(
                database, sql: "SELECT * FROM \(table) ORDER BY \(order)")
            while let row = try rows.next() {
                let line = row.databaseValues.map { "\($0)" }.joined(separator: "\u{1F}")
                unsafe Array("\(table)\u{1F}\(line)\n".utf8).withUnsafeBytes {
                    unsafe digester.update($0)
                }
            }
        }
        return ContentDigest(bytes: digester.finish())
    }

    // MARK: One kind after the other

    func run(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws {
        try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
    }

    private func index(_ recorded: RecordedEvent) throws {
        let event = recorded.event
        try run(
            """
            INSERT INTO entry (number, time, actor, kind, subject, session, corrects)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                recorded.number, event.time.description, event.author.actor.text,
                event.body.kind.rawValue, event.concern.subject?.text,
                event.concern.session?.text, event.concern.corrects,
            ])
        guard let corrected = event.concern.corrects else { return }
        // A reason given afterwards leaves what it explains as it is.
        if case .explained = event.body { return }
        try run(
            "UPDATE entry SET correctedBy = ? WHERE number = ?", [recorded.number, corrected])
        // These tables hold what stands; the first entry stays in the chain and in `entry`.
        for table in RecordSchema.standingTables {
            try run("DELETE FROM \(table) WHERE number = ?", [corrected])
        }
    }

    private func add(_ patient: PatientNoted, _ recorded: RecordedEvent) throws {
        try run(
            "INSERT INTO patient (code, language, added, name) VALUES (?, ?, ?, ?)",
            [
                recorded.event.concern.subject?.text, patient.language.rawValue,
                recorded.event.time.description, patient.name?.reference,
            ])
    }

    private func add(_ course: CourseStarted, _ recorded: RecordedEvent) throws {
        guard let patient = recorded.event.concern.subject else { return }
        try run(
            """
            INSERT INTO course (patient, firstSession, kind, sessions, started)
            VALUES (?, ?, ?, ?, ?)
            """,
            [
                patient.text, course.firstSession, course.kind.rawValue, course.days.count,
                recorded.event.time.description,
            ])
        for (place, day) in course.days.enumerated() {
            let code = SessionCode(patient, number: course.firstSession + place)
            try run(
                """
                INSERT INTO session (code, patient, number, state, planned)
                VALUES (?, ?, ?, 'planned', ?)
                """, [code.text, patient.text, code.number, day.description])
        }
    }

    private func add(_ started: SessionStarted, _ event: RecordEvent) throws {
        guard let code = event.concern.session else { return }
        try run(
            """
            INSERT INTO session (code, patient, number, state, planned, arm, started)
            VALUES (?1, ?2, ?3, 'running', ?4, ?5, ?6)
            ON CONFLICT (code) DO UPDATE SET state = 'running', arm = ?5, started = ?6
            """,
            [
                code.text, code.patient.text, code.number, started.planned?.description,
                started.arm.rawValue, event.time.description,
            ])
    }

    private func change(_ event: RecordEvent, state: String) throws {
        try run(
            "UPDATE session SET state = ? WHERE code = ?", [state, event.concern.session?.text])
    }

    private func add(_ vitals: VitalSigns, _ recorded: RecordedEvent) throws {
        guard let session = recorded.event.concern.session else { return }
        try run(
            """
            INSERT INTO vitals (number, session, infusionMinute, programmeFrame, systolic,
                diastolic, heartRate, saturation)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                recorded.number, session.text, vitals.infusionMinute, vitals.programmeFrame,
                vitals.systolic, vitals.diastolic, vitals.heartRate, vitals.saturation,
            ])
    }

    private func add(_ answered: Answered, _ recorded: RecordedEvent) throws {
        guard let subject = recorded.event.concern.subject else { return }
        for (scale, value) in answered.scores.sorted(by: { $0.key < $1.key }) {
            try run(
                """
                INSERT INTO score (number, subject, session, instrument, version, scale, value)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    recorded.number, subject.text, recorded.event.concern.session?.text,
                    answered.instrument, answered.version, scale, value,
                ])
        }
    }

    private func add(_ preference: PreferenceLogged, _ recorded: RecordedEvent) throws {
        guard let session = recorded.event.concern.session else { return }
        let remembered = try JSONEncoder().encode(preference.remembered)
        try run(
            """
            INSERT INTO preference (number, session, patient, liking, remembered, wish)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                recorded.number, session.text, session.patient.text, preference.liking,
                String(decoding: remembered, as: UTF8.self), preference.wish?.reference,
            ])
    }
}
