internal import MusikDigest
internal import MusikModel
internal import MusikRecord
internal import MusikStore
internal import MusikTrial

/// The table that a trial is analysed by: a row for each participant and session of the acute course.
struct AnalysisTable {
    let design: TrialDesign
    /// By site, participant and session.
    private(set) var rows: [AnalysisRow] = []
    /// The participants who took back their consent and had their data left out.
    private(set) var leftOut = 0

    /// Reads the records of a trial.
    /// - Parameter progress: called with how many participants are done, of how many.
    init(_ data: TrialData, progress: (Int, Int) -> Void = { _, _ in }) throws(Failure) {
        design = data.design
        let total = data.sites.reduce(0) { $0 + $1.trial.allocations.count }
        var done = 0
        for site in data.sites {
            let withdrawals = try Self.withdrawals(site.store)
            let ratings = try Self.ratings(site.store, before: withdrawals)
            let courses = try Self.acuteCourses(site.store)
            for (patient, made) in site.trial.allocations.sorted(by: { $0.patient < $1.patient }) {
                progress(done, total)
                done += 1
                let consents = site.trial.participants[patient]?.consents
                let wishes = [ConsentKind.trial, .treatment].map {
                    consents?.standing[$0]?.withdrawn?.data
                }
                guard !wishes.contains(.leftOut) else {
                    leftOut += 1
                    continue
                }
                let levels = site.trial.requests.last { $0.entry == made.request }?.request.levels
                let participant = Participant(
                    patient: patient, made: made, levels: levels ?? [],
                    withdrawal: (consents?.holds(.trial) ?? false)
                        ? nil : withdrawals[patient] ?? .max,
                    ratings: ratings[patient] ?? [:],
                    sessions: Self.course(of: courses[patient] ?? [], made.request))
                rows += try Self.rows(of: participant, at: site)
            }
        }
    }

    /// A participant, as all rows have it.
    fileprivate struct Participant {
        var patient: StudyCode
        var made: AllocationMade
        var levels: [String]
        /// The entry by which the consent to the trial was taken back; nil where it holds.
        var withdrawal: Int?
        var ratings: [SiteTrial.Rating: Double]
        var sessions: Range<Int>
    }

    private static func rows(
        of participant: Participant, at site: TrialData.Site
    ) throws(Failure) -> [AnalysisRow] {
        let sessions = try recording { () throws(StoreError) in
            try site.store.sessions(of: participant.patient)
        }.filter { participant.sessions.contains($0.code.number) }
        // Whoever was allocated is in the table, before a first course as well.
        if sessions.isEmpty {
            var row = AnalysisRow(participant, 1, at: site, try site.frozen(at: nil))
            row.absence = participant.withdrawal == nil ? .open : .withdrawal
            return [row]
        }
        var rows: [AnalysisRow] = []
        var first: CalendarDay?
        var last: CalendarDay?
        for session in sessions {
            let report = try SessionReport(session.code, in: site.store)
            let number = report.entries.first { $0.event.body.kind == .sessionStarted }?.number
            var row = AnalysisRow(
                participant, session.code.number - participant.sessions.lowerBound + 1, at: site,
                try site.frozen(at: number))
            row.date = session.started?.day ?? session.planned
            first = first ?? row.date
            row.day = row.date.flatMap { day in first.map { day.daysSince1970 - $0.daysSince1970 } }
            switch session.state {
            case .completed, .aborted:
                guard number ?? 0 < participant.withdrawal ?? .max else {
                    // Care after leaving the trial is not the trial's.
                    row.absence = .withdrawal
                    break
                }
                try row.take(report)
                row.daysSinceLast = row.date.flatMap { day in
                    last.map { day.daysSince1970 - $0.daysSince1970 }
                }
                last = row.date
            case .missed:
                let missed = report.standing(SessionMissed.self).last
                row.absence = missed.flatMap { .init(rawValue: $0.payload.by.rawValue) } ?? .open
                row.absenceReason = missed?.entry.reasons.first?.text
            case .planned, .running:
                row.absence = participant.withdrawal == nil ? .open : .withdrawal
            }
            rows.append(row)
        }
        for place in rows.indices.dropFirst()
        where rows[place].session == rows[place - 1].session + 1 {
            if rows[place - 1].isHeld { rows[place].before = rows[place - 1].course }
            if rows[place].isHeld { rows[place - 1].after = rows[place].course }
        }
        return rows
    }

    /// The scores that raters gave, those that stand and were given before a participant left.
    private static func ratings(
        _ store: RecordStore, before withdrawals: [StudyCode: Int]
    ) throws(Failure) -> [StudyCode: [SiteTrial.Rating: Double]] {
        let events = try recording { () throws(StoreError) in try store.events(of: [.answered]) }
        var ratings: [StudyCode: [SiteTrial.Rating: Double]] = [:]
        for recorded in events.standing {
            guard let patient = recorded.event.concern.subject,
                case .answered(let answered) = recorded.event.body, let visit = answered.visit,
                recorded.number < withdrawals[patient] ?? .max
            else { continue }
            let rating = SiteTrial.Rating(visit: visit, instrument: answered.instrument)
            ratings[patient, default: [:]][rating] = answered.mainScore
        }
        return ratings
    }

    /// The entries by which consents to the trial were taken back that were not given again.
    private static func withdrawals(_ store: RecordStore) throws(Failure) -> [StudyCode: Int] {
        let events = try recording { () throws(StoreError) in
            try store.events(of: [.consentGiven, .consentWithdrawn])
        }
        var withdrawals: [StudyCode: Int] = [:]
        for recorded in events {
            guard let patient = recorded.event.concern.subject else { continue }
            switch recorded.event.body {
            case .consentGiven(let given) where given.kind == .trial:
                withdrawals[patient] = nil
            case .consentWithdrawn(let withdrawn) where withdrawn.kind == .trial:
                withdrawals[patient] = recorded.number
            default: continue
            }
        }
        return withdrawals
    }

    /// An acute course: the entry that began it, and the numbers of its sessions.
    private typealias Course = (entry: Int, sessions: Range<Int>)

    /// Each patient's acute courses in their order.
    private static func acuteCourses(
        _ store: RecordStore
    ) throws(Failure) -> [StudyCode: [Course]] {
        let events = try recording { () throws(StoreError) in
            try store.events(of: [.courseStarted])
        }
        var courses: [StudyCode: [Course]] = [:]
        for recorded in events {
            guard let patient = recorded.event.concern.subject,
                case .courseStarted(let course) = recorded.event.body, course.kind == .acute,
                !course.days.isEmpty
            else { continue }
            let sessions = course.firstSession..<(course.firstSession + course.days.count)
            courses[patient, default: []].append((recorded.number, sessions))
        }
        return courses
    }

    /// The sessions of the trial's course: the first that began after the allocation was requested,
    /// or the last that was planned before it.
    private static func course(of courses: [Course], _ request: Int) -> Range<Int> {
        (courses.first { $0.entry > request } ?? courses.last)?.sessions ?? 0..<0
    }
}

extension AnalysisRow {
    fileprivate init(
        _ participant: AnalysisTable.Participant, _ session: Int, at site: TrialData.Site,
        _ frozen: (versions: TrialVersions, digest: ContentDigest, amendment: Int)
    ) {
        self.init(
            patient: participant.patient, site: site.part.site, levels: participant.levels,
            code: SessionCode(
                participant.patient, number: max(participant.sessions.lowerBound, 1) + session - 1),
            session: session, allocated: participant.made.arm, ratings: participant.ratings,
            model: frozen.versions.model, release: frozen.versions.release?.name,
            frozen: frozen.digest, amendment: frozen.amendment)
    }
}

extension TrialData.Site {
    /// What was frozen when an entry was written: by which versions, and after how many amendments.
    ///
    /// - Parameter entry: nil for now.
    func frozen(
        at entry: Int?
    ) throws(Failure) -> (versions: TrialVersions, digest: ContentDigest, amendment: Int) {
        let before = trial.amendments.filter { amended in entry.map { amended.entry < $0 } ?? true }
        let versions: TrialVersions
        if let amended = before.last {
            versions = amended.versions
        } else {
            versions = try trial.package.parsedVersions()
        }
        let text = try jsonText(versions)
        return (versions, ContentDigest(bytes: Digester.sha256(Array(text.utf8))), before.count)
    }
}
