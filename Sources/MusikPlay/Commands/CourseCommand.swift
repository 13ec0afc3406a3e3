internal import ArgumentParser
internal import MusikModel
internal import MusikRecord
internal import MusikStore

/// `musik-play course`.
struct CourseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "course",
        abstract: "Plan a patient's sessions: start a course, move or miss a session.",
        subcommands: [Start.self, Move.self, Miss.self])

    /// `musik-play course start`.
    struct Start: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Plan a course: six sessions over four weeks, or a maintenance session.",
            discussion: """
                Acute: two sessions a week for two weeks, then one a week for two. Every day can \
                be moved.

                EXAMPLES
                  musik-play course start M01-017 --from 2026-11-23 --as NB
                  musik-play course start M01-017 --kind maintenance --from 2027-04-05 --as NB
                """)

        @Argument(help: "The study code.", transform: code)
        var patient: StudyCode
        @Option(help: "Six sessions over four weeks, or a single one.")
        var kind: CourseStarted.Kind = .acute
        @Option(help: ArgumentHelp("The first session's day.", valueName: "day"), transform: day)
        var from: CalendarDay
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            let (store, author) = try options.store(
                for: author, as: .clinician, or: [.coordinator])
            _ = try store.requirePatient(patient)
            let sessions = try recording { () throws(StoreError) in
                try store.sessions(of: patient)
            }
            if let open = sessions.first(where: { $0.state == .planned || $0.state == .running }) {
                throw Failure(
                    .usage, "\(patient) has a session ahead: \(open.line).",
                    remedy: "Hold it, or record that it was missed with “musik-play course miss”.")
            }
            let course = CourseStarted(
                kind: kind, days: CourseStarted.usualDays(kind, from: from),
                firstSession: (sessions.last?.code.number ?? 0) + 1)
            let planned = try recording { () throws(StoreError) in
                try store.append(
                    .courseStarted(course), RecordConcern(subject: patient), by: author)
                return try store.sessions(of: patient).suffix(course.days.count)
            }
            RecordMark.print(for: store)
            for session in planned { print(session.line) }
        }
    }

    /// `musik-play course move`.
    struct Move: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Move a planned session to another day.")

        @Argument(help: "The session, such as M01-017-S03.", transform: code)
        var session: SessionCode
        @Option(help: ArgumentHelp("The new day.", valueName: "day"), transform: day)
        var to: CalendarDay
        @Option(help: "Why it is moved.", transform: givenReason)
        var reason: String
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            try CourseCommand.record(
                .sessionMoved(SessionMoved(day: to)), session, reason, author, options)
        }
    }

    /// `musik-play course miss`.
    struct Miss: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record that a planned session did not take place.")

        @Argument(help: "The session, such as M01-017-S03.", transform: code)
        var session: SessionCode
        @Option(help: "Whose doing it was.")
        var by: Party
        @Option(help: "Why it did not take place.", transform: givenReason)
        var reason: String
        @OptionGroup var author: AuthorOptions
        @OptionGroup var options: RecordOptions

        func run() throws {
            try CourseCommand.record(
                .sessionMissed(SessionMissed(by: by)), session, reason, author, options)
        }
    }

    /// Records what becomes of a planned session.
    private static func record(
        _ body: RecordBody, _ session: SessionCode, _ reason: String, _ author: AuthorOptions,
        _ options: RecordOptions
    ) throws {
        let (store, author) = try options.store(
            for: author, as: .clinician, or: [.coordinator])
        let known = try recording { () throws(StoreError) in try store.session(session) }
        guard let known, known.state == .planned else {
            throw Failure(
                .usage,
                known.map { "\(session) is \($0.state.rawValue)." }
                    ?? "The record knows no session \(session).",
                remedy: "“musik-play patient show \(session.patient)” shows what is planned.")
        }
        let after = try recording { () throws(StoreError) in
            try store.append(
                body, RecordConcern(session: session), reason: Note(reason), by: author)
            return try store.session(session)
        }
        RecordMark.print(for: store)
        if let after { print(after.line) }
    }
}
