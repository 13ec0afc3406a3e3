/// One step of a session, in the order in which they are taken.
public enum SessionStep: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
    /// The wall clock is confirmed.
    case clock
    /// Life, risk, symptoms, treatment; the depression self-report.
    case checkIn
    /// The last session, its plan and its wish.
    case lastPlan
    /// Today's intentions and how much guiding is wanted.
    case intentions
    /// What music, if any.
    case music
    /// Files, plan and both outputs are ready.
    case preflight
    /// Headphones on, the loudest passage, a comfortable level.
    case comfort
    /// Baseline haemodynamics, readiness, consent to proceed, who confirmed it.
    case gate
    /// The intravenous line.
    case line
    /// Infusion and programme.
    case infusion
    /// The debrief.
    case debrief
    /// Questionnaires after the session.
    case measures
    /// The preference log.
    case preferences
    /// Plans for the next days and the next session, its wish included.
    case nextPlan
    /// Ready to leave, vital signs within limits, reminders, whom to call.
    case discharge

    /// The order in which steps are taken.
    public static func < (one: SessionStep, other: SessionStep) -> Bool {
        one.place < other.place
    }

    /// The step after this one; nil after the last.
    public var next: SessionStep? {
        place + 1 < Self.allCases.count ? Self.allCases[place + 1] : nil
    }

    private var place: Int {
        guard let place = Self.allCases.firstIndex(of: self) else {
            preconditionFailure("every step is a case")
        }
        return place
    }
}
