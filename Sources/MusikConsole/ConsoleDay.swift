/// What lies ahead while no session runs.
public struct ConsoleDay: Hashable, Sendable {
    /// A session that lies ahead, or was left in the middle.
    public struct Session: Hashable, Sendable {
        /// The patient's study code.
        public var patient: String
        /// The session's code, its day and its state, as a line.
        public var line: String

        /// A session with its line.
        public init(patient: String, line: String) {
            self.patient = patient
            self.line = line
        }
    }

    /// Those of today, of days that have passed, and those that were left.
    public var due: [Session]
    /// Those of the days that come.
    public var coming: [Session]
    /// Those that ended today and wait for a signature.
    public var unsigned: [Session]
    /// How the last session that was started here ended, where it didn't end well.
    public var trouble: String?

    /// What lies ahead.
    public init(
        due: [Session] = [], coming: [Session] = [], unsigned: [Session] = [],
        trouble: String? = nil
    ) {
        self.due = due
        self.coming = coming
        self.unsigned = unsigned
        self.trouble = trouble
    }
}

/// A patient as the clinician sees one before a session.
public struct ConsolePatient: Hashable, Sendable {
    /// A session of the patient.
    public struct Session: Hashable, Sendable {
        /// Its code.
        public var code: String
        /// Its day, its state and what accompanied it, as a line.
        public var line: String
        /// Whether it ever began, so that there is something to report.
        public var hasReport: Bool
        /// Whether it is closed and nobody has signed it yet.
        public var isToBeSigned: Bool
        /// Whose name is to it.
        public var signedBy: String?

        /// A session with its line.
        public init(
            code: String, line: String, hasReport: Bool, isToBeSigned: Bool, signedBy: String?
        ) {
            self.code = code
            self.line = line
            self.hasReport = hasReport
            self.isToBeSigned = isToBeSigned
            self.signedBy = signedBy
        }
    }

    /// A part of the history, with what is known of it.
    public struct Fact: Hashable, Sendable {
        /// What it is.
        public var label: String
        /// What is known.
        public var value: String

        /// A fact in words.
        public init(label: String, value: String) {
            self.label = label
            self.value = value
        }
    }

    /// What a session that lies ahead is started with, unless somebody says otherwise.
    public struct Next: Hashable, Sendable {
        /// The session's code.
        public var code: String
        /// Whether it was begun already.
        public var isLeft: Bool
        /// What may accompany it, by its word and in words; empty where that is settled.
        public var arms: [ConsoleInterview.Choice]
        /// The window in minutes.
        public var minutes: Int
        /// The devices, as `musik-play devices` names them; empty where none was named.
        public var headphones: String
        /// The room's.
        public var speakers: String
        /// Whether whoever starts it has to be named.
        public var asksPerson: Bool

        /// A session that can be started.
        public init(
            code: String, isLeft: Bool, arms: [ConsoleInterview.Choice], minutes: Int,
            headphones: String, speakers: String, asksPerson: Bool
        ) {
            self.code = code
            self.isLeft = isLeft
            self.arms = arms
            self.minutes = minutes
            self.headphones = headphones
            self.speakers = speakers
            self.asksPerson = asksPerson
        }
    }

    /// The study code.
    public var code: String
    /// The history at a glance.
    public var facts: [Fact]
    /// All sessions, the last one first.
    public var sessions: [Session]
    /// The session that can be started; nil where none lies ahead.
    public var next: Next?

    /// A patient.
    public init(code: String, facts: [Fact], sessions: [Session], next: Next?) {
        self.code = code
        self.facts = facts
        self.sessions = sessions
        self.next = next
    }
}

/// How a session is to be started.
public struct ConsoleStart: Hashable, Sendable {
    /// The patient's study code.
    public var patient: String
    /// The code of who leads it.
    public var person: String
    /// What accompanies it; empty where that is settled.
    public var arm: String
    /// The window in minutes.
    public var minutes: String
    /// The devices; empty for none.
    public var headphones: String
    /// The room's.
    public var speakers: String
    /// Whether it is the session whose own process has gone, to be taken back; nothing else counts then.
    public var isTakenBack: Bool

    /// Reads a form.
    init(_ fields: [String: String], person: String?) {
        func field(_ name: String) -> String {
            (fields[name] ?? "").split(separator: " ").joined(separator: " ")
        }
        patient = field("patient")
        self.person = person ?? field("person").uppercased()
        arm = field("arm")
        minutes = field("minutes")
        headphones = field("headphones")
        speakers = field("speakers")
        isTakenBack = fields["attach"] != nil
    }
}
