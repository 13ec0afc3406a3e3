/// One thing that happened, as the record keeps it.
public struct RecordEvent: Hashable, Sendable {
    /// When, by the machine's wall clock.
    public var time: WallTime
    /// CLOCK_MONOTONIC in nanoseconds: orders and spaces what happened between two starts of the
    /// machine, whatever became of the wall clock.
    public var monotonicNanoseconds: UInt64
    /// Who did it and where.
    public var author: RecordAuthor
    /// Whom, which session and which earlier event it concerns.
    public var concern: RecordConcern
    /// What happened.
    public var body: RecordBody
    /// Why, where something changed or was left out.
    public var reason: Note?
    /// Whether the whole folder is a rehearsal.
    public var isRehearsal: Bool

    /// Holds the parts of an event.
    public init(
        time: WallTime, monotonicNanoseconds: UInt64, author: RecordAuthor,
        concern: RecordConcern = RecordConcern(), body: RecordBody, reason: Note? = nil,
        isRehearsal: Bool = false
    ) {
        self.time = time
        self.monotonicNanoseconds = monotonicNanoseconds
        self.author = author
        self.concern = concern
        self.body = body
        self.reason = reason
        self.isRehearsal = isRehearsal
    }
}

/// Who did something, in which role, at which site.
public struct RecordAuthor: Hashable, Sendable {
    /// In what capacity somebody acts.
    public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
        /// With the patient.
        case clinician
        /// Of the music.
        case curator
        /// Of a trial.
        case coordinator
        /// Who rates without knowing the arm.
        case rater
        /// Who analyses.
        case statistician
        /// Watches over the safety of a trial, and may know arms while it runs.
        case safetyBoard
        /// Who answers a questionnaire alone.
        case patient
        /// Nobody: it happened by itself.
        case machine
    }

    /// The person's code.
    public var actor: ActorCode
    /// The person's role in this.
    public var role: Role
    /// The site.
    public var site: SiteCode

    /// Names an author.
    public init(actor: ActorCode, role: Role, site: SiteCode) {
        self.actor = actor
        self.role = role
        self.site = site
    }

    /// The machine itself, at the same site.
    public var machine: RecordAuthor {
        RecordAuthor(actor: .machine, role: .machine, site: site)
    }
}

/// What an event concerns.
public struct RecordConcern: Hashable, Sendable {
    /// The patient; with a session that session's.
    public var subject: StudyCode?
    /// The session.
    public var session: SessionCode?
    /// The number of the event that this one corrects; the first entry stays visible.
    public var corrects: Int?

    /// Names what an event concerns; a session names its patient.
    public init(
        subject: StudyCode? = nil, session: SessionCode? = nil, corrects: Int? = nil
    ) {
        self.subject = subject ?? session?.patient
        self.session = session
        self.corrects = corrects
    }
}

extension RecordEvent: Decodable {
    private enum CodingKeys: String, CodingKey {
        case time, monotonic, actor, role, site, subject, session, corrects, kind, payload, reason
        case rehearsal
    }

    /// Reads an event; keys that it doesn't know are passed over.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        time = try values.decode(WallTime.self, forKey: .time)
        monotonicNanoseconds = try values.decode(UInt64.self, forKey: .monotonic)
        author = RecordAuthor(
            actor: try values.decode(ActorCode.self, forKey: .actor),
            role: try values.decode(RecordAuthor.Role.self, forKey: .role),
            site: try values.decode(SiteCode.self, forKey: .site))
        concern = RecordConcern(
            subject: try values.decodeIfPresent(StudyCode.self, forKey: .subject),
            session: try values.decodeIfPresent(SessionCode.self, forKey: .session),
            corrects: try values.decodeIfPresent(Int.self, forKey: .corrects))
        let kind = try values.decode(RecordBody.Kind.self, forKey: .kind)
        body = try RecordBody(kind, from: values.superDecoder(forKey: .payload))
        reason = try values.decodeIfPresent(Note.self, forKey: .reason)
        isRehearsal = try values.decodeIfPresent(Bool.self, forKey: .rehearsal) ?? false
    }
}
