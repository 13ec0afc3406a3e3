internal import FoundationEssentials
internal import MusikConsole
internal import MusikModel
internal import MusikRecord
internal import MusikStore
private import Synchronization

#if canImport(Glibc)
    internal import Glibc
#endif

/// The record as the console reads and signs it: by the same calls as the commands.
final class ConsoleRecord: Sendable {
    private struct Asked: Hashable {
        var person: String?
        var right: ConsoleRight
    }

    private struct State {
        var refusals: [Asked: (reason: String?, at: ContinuousClock.Instant)] = [:]
        var days: [Language: (day: ConsoleDay, at: ContinuousClock.Instant)] = [:]
        var people: (has: Bool, at: ContinuousClock.Instant)?
    }

    /// What was looked up is looked up again after so long, because others change it as well.
    private static let freshness = Duration.seconds(2)
    /// The most sessions ahead that are listed.
    private static let mostAhead = 100

    private let folder: DataFolder
    private let usual: SessionStarter.Usual
    private let state = Mutex(State())

    init(_ folder: DataFolder, usual: SessionStarter.Usual) {
        self.folder = folder
        self.usual = usual
    }

    private var isThere: Bool { unsafe access(folder.recordPath, F_OK) == 0 }

    // MARK: Who may what

    /// Whether people sign in here; as it was known last where the record can't be read.
    var hasPeople: Bool {
        let now = ContinuousClock.now
        let known = state.withLock { $0.people }
        if let known, now - known.at < Self.freshness { return known.has }
        guard isThere else { return false }
        do throws(Failure) {
            let has = try !PeopleBook(folder.record()).isEmpty
            state.withLock { $0.people = (has, now) }
            return has
        } catch {
            // Who can't be looked up isn't let in.
            return known?.has ?? true
        }
    }

    func refusal(of person: String?, _ right: ConsoleRight) -> String? {
        let (now, asked) = (ContinuousClock.now, Asked(person: person, right: right))
        let known = state.withLock { $0.refusals[asked] }
        if let known, now - known.at < Self.freshness { return known.reason }
        var reason: String?
        do throws(Failure) {
            try admit(person, right)
        } catch {
            reason = error.sentences
        }
        state.withLock { [reason] state in
            if state.refusals.count > 64 { state.refusals = [:] }
            state.refusals[asked] = (reason, now)
        }
        return reason
    }

    private func admit(_ person: String?, _ right: ConsoleRight) throws(Failure) {
        guard isThere else { return }
        let store = try folder.record()
        let book = try PeopleBook(store)
        if book.isEmpty { return }
        guard let code = person.flatMap(ActorCode.init) else {
            throw Failure(
                .noPermission, "Nobody is signed in here.", remedy: "Sign in for the shift.")
        }
        switch right {
        case .read:
            try book.admitReader(
                code, under: Account.number, at: store.now.wall, hidesArms: store.hidesArms())
        case .curate:
            try book.admitReader(
                code, under: Account.number, at: store.now.wall, hidesArms: false)
        case .lead:
            _ = try book.admit(
                code, as: [.clinician], under: Account.number, at: store.now.wall)
        }
    }

    private func forget() { state.withLock { $0 = State() } }

    func signIn(_ person: String, _ passphrase: String) -> String? {
        guard let code = ActorCode(person) else {
            return "“\(person)” is no code of a person: that is \(ActorCode.form)."
        }
        return trying { () throws(Failure) in
            _ = try SignIn(folder.record()).begin(code, TypedPassphrase(text: passphrase))
        }
    }

    func signOut(_ person: String) {
        guard let code = ActorCode(person) else { return }
        _ = trying { () throws(Failure) in _ = try SignIn(folder.record()).end(code) }
    }

    func sign(_ session: String, by person: String, _ passphrase: String) -> String? {
        trying { () throws(Failure) in
            guard let session = SessionCode(session), let person = ActorCode(person) else {
                throw Failure(
                    .usage, "“\(session)” is no session.", remedy: "Load the page again.")
            }
            let store = try folder.record()
            let author = RecordAuthor(actor: person, role: .clinician, site: store.site)
            try SignIn(store).signClosed(session, by: author, TypedPassphrase(text: passphrase))
        }
    }

    /// Changes something; returns why not, nil where it was done.
    private func trying(_ work: () throws(Failure) -> Void) -> String? {
        defer { forget() }
        do throws(Failure) {
            try work()
            return nil
        } catch {
            return error.sentences
        }
    }

    // MARK: What is shown

    func report(_ session: String, _ language: Language) -> String? {
        guard let code = SessionCode(session), isThere,
            let report = try? SessionReport(code, in: folder.record()), report.hasBegun
        else { return nil }
        return HTMLReport.page(ReportWriter(report, language).document)
    }

    /// What lies ahead; nothing where the record can't be read, which any step with it says.
    func day(_ language: Language) -> ConsoleDay {
        let now = ContinuousClock.now
        if let known = state.withLock({ $0.days[language] }), now - known.at < Self.freshness {
            return known.day
        }
        var day = ConsoleDay()
        if isThere, let store = try? folder.record(), let patients = try? store.patients() {
            let today = store.now.wall.day
            var ahead: [(day: CalendarDay?, isDue: Bool, session: ConsoleDay.Session)] = []
            for patient in patients {
                let sessions = (try? store.sessions(of: patient.code)) ?? []
                day.unsigned += sessions.filter { session in
                    session.ended?.day == today && hasPeople
                        && signature(in: (try? store.events(of: session.code)) ?? []) == nil
                }.map {
                    ConsoleDay.Session(patient: patient.code.text, line: $0.line(language))
                }
                guard
                    let next = sessions.first(where: {
                        $0.state == .planned || $0.state == .running
                    })
                else { continue }
                let isDue = next.state == .running || next.planned.map { $0 <= today } ?? true
                ahead.append(
                    (
                        next.planned, isDue,
                        ConsoleDay.Session(
                            patient: patient.code.text, line: next.line(language))
                    ))
            }
            let sorted = ahead.sorted { first, second in
                guard first.day != second.day else {
                    return first.session.line < second.session.line
                }
                guard let one = first.day, let other = second.day else { return first.day == nil }
                return one < other
            }.prefix(Self.mostAhead)
            day.due = sorted.filter(\.isDue).map(\.session)
            day.coming = sorted.filter { !$0.isDue }.map(\.session)
        }
        state.withLock { [day] in $0.days[language] = (day, now) }
        return day
    }

    func patient(_ code: String, _ language: Language) -> ConsolePatient? {
        guard let code = StudyCode(code), isThere,
            let store = try? folder.record(), let known = try? store.patient(code),
            let sessions = try? store.sessions(of: code)
        else { return nil }
        let rows = sessions.reversed().map { session in
            let events = (try? store.events(of: session.code)) ?? []
            let signed = signature(in: events)
            return ConsolePatient.Session(
                code: session.code.text, line: session.line(language),
                hasReport: session.started != nil,
                isToBeSigned: signed == nil
                    && events.contains { $0.event.body.kind == .sessionClosed },
                signedBy: signed?.event.author.actor.text)
        }
        return ConsolePatient(
            code: code.text, facts: facts(of: known, in: store, language), sessions: rows,
            next: next(of: sessions, code, in: store, language))
    }

    /// The last name that was put to a session.
    private func signature(in events: [RecordedEvent]) -> RecordedEvent? {
        events.last { $0.event.body.kind == .signed }
    }

    private func next(
        of sessions: [SessionEntry], _ patient: StudyCode, in store: RecordStore,
        _ language: Language
    ) -> ConsolePatient.Next? {
        guard
            let ahead = sessions.first(where: { $0.state == .running || $0.state == .planned })
        else { return nil }
        let allocated = try? TrialCare(patient, in: store).arm(asked: nil)
        let isSettled = ahead.arm != nil || (allocated ?? nil) != nil
        let arms: [ConsoleInterview.Choice] =
            isSettled
            ? []
            : SupportArm.allCases.map {
                ConsoleInterview.Choice(
                    line: $0.rawValue, label: $0.phrase.text(language))
            }
        return ConsolePatient.Next(
            code: ahead.code.text, isLeft: ahead.state == .running, arms: arms,
            minutes: usual.window.milliseconds / 60_000,
            headphones: usual.headphones?.description ?? "",
            speakers: usual.speakers?.description ?? "", asksPerson: !hasPeople)
    }

    private func facts(
        of patient: PatientEntry, in store: RecordStore, _ language: Language
    ) -> [ConsolePatient.Fact] {
        var facts: [(Bilingual, Bilingual?)] = [
            (
                Bilingual("Reads and hears", "Lit et entend"),
                patient.language == .english
                    ? Bilingual("English", "anglais") : Bilingual("French", "français")
            )
        ]
        func same(_ text: String?) -> Bilingual? { text.map { Bilingual(same: $0) } }
        if let intake = try? store.intake(of: patient.code)?.intake {
            facts += [
                (Bilingual("Likes", "Aime"), same(intake.likes?.text)),
                (Bilingual("Dislikes", "N’aime pas"), same(intake.aversions?.text)),
                (Bilingual("Bound up with", "Associe à"), same(intake.associations?.text)),
                (
                    Bilingual("Never", "Jamais"),
                    same(
                        intake.avoided?.isEmpty ?? true
                            ? nil : intake.avoided?.joined(separator: ", "))
                ),
            ]
        } else {
            facts.append(
                (
                    Bilingual("Music discussion", "Entretien musical"),
                    Bilingual(
                        "none yet: musik-play patient intake \(patient.code)",
                        "pas encore : musik-play patient intake \(patient.code)")
                ))
        }
        if let last = try? LastWords(of: patient.code, in: store) {
            facts += [
                (Bilingual("Last plan", "Dernier plan"), same(last.plan)),
                (Bilingual("Last wish", "Dernier souhait"), same(last.wish)),
                (
                    Bilingual("Last liking", "Dernière appréciation"),
                    same(last.liking.map { "\($0)/100" })
                ),
            ]
        }
        return facts.compactMap { label, value in
            value.map {
                ConsolePatient.Fact(label: label.text(language), value: $0.text(language))
            }
        }
    }
}

extension SessionEntry {
    /// The session in one line, in the words of a language.
    fileprivate func line(_ language: Language) -> String {
        let words =
            switch state {
            case .planned: Bilingual("planned", "prévue")
            case .missed: Bilingual("missed", "manquée")
            case .running: Bilingual("left in the middle", "interrompue")
            case .completed: Bilingual("held", "tenue")
            case .aborted: Bilingual("broken off", "arrêtée")
            }
        let parts = [
            code.text, planned.map { "\($0)" }, words.text(language),
            arm.map { $0.phrase.text(language) },
        ]
        return parts.compactMap { $0 }.joined(separator: " · ")
    }
}
