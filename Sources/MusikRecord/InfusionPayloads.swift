/// The infusion, which is recorded here and driven elsewhere.
public struct InfusionChanged: Hashable, Sendable, Codable {
    /// What became of it.
    public enum Change: String, Hashable, Sendable, Codable, CaseIterable {
        /// It began.
        case started
        /// It is held.
        case paused
        /// It goes on.
        case resumed
        /// It is over, early or not.
        case stopped
    }

    /// What became of it.
    public var change: Change

    /// Names a change.
    public init(change: Change) { self.change = change }
}

/// The programme's first or last frame was heard.
public struct ProgrammePassed: Hashable, Sendable, Codable {
    /// Which of its ends.
    public enum End: String, Hashable, Sendable, Codable {
        /// The first frame.
        case first
        /// The last frame, or the moment it was broken off.
        case last
    }

    /// Which of its ends.
    public var end: End

    /// Names an end.
    public init(end: End) { self.end = end }
}

/// The programme went over to another arm's, as the patient wished.
public struct ProgrammeSwitched: Hashable, Sendable, Codable {
    /// The arm whose programme follows.
    public var to: SupportArm

    /// Names an arm.
    public init(to: SupportArm) { self.to = to }
}

/// What happened in the sound, to the frame: a line of the player, kept as it came.
public struct SoundLine: Hashable, Sendable, Codable {
    /// The line.
    public var line: JSONValue

    /// Keeps a line.
    public init(line: JSONValue) { self.line = line }

    /// Reads a line, or passes it over where the decoder's `userInfo` says so.
    public init(from decoder: any Decoder) throws {
        if decoder.userInfo[.passesOverSound] as? Bool == true {
            line = .null
            return
        }
        line = try decoder.container(keyedBy: CodingKeys.self).decode(JSONValue.self, forKey: .line)
    }
}

/// A reading of the vital signs.
public struct VitalSigns: Hashable, Sendable, Codable {
    /// Minutes of infusion; nil before it began.
    public var infusionMinute: Double?
    /// The programme's frame; nil before it began.
    public var programmeFrame: Int64?
    /// Systolic blood pressure, mmHg.
    public var systolic: Int
    /// Diastolic blood pressure, mmHg.
    public var diastolic: Int
    /// Heart rate per minute.
    public var heartRate: Int?
    /// Oxygen saturation, %.
    public var saturation: Int?

    /// Keeps a reading.
    public init(
        infusionMinute: Double? = nil, programmeFrame: Int64? = nil, systolic: Int,
        diastolic: Int, heartRate: Int? = nil, saturation: Int? = nil
    ) {
        self.infusionMinute = infusionMinute
        self.programmeFrame = programmeFrame
        self.systolic = systolic
        self.diastolic = diastolic
        self.heartRate = heartRate
        self.saturation = saturation
    }

    /// Values that a person can have; what lies outside them was mistyped.
    public static let possible = (
        systolic: 40...300, diastolic: 20...200, heartRate: 20...250, saturation: 40...100
    )

    /// Whether a person can have these values.
    public var isPossible: Bool {
        let possible = Self.possible
        return possible.systolic.contains(systolic) && possible.diastolic.contains(diastolic)
            && diastolic < systolic && heartRate.map(possible.heartRate.contains) ?? true
            && saturation.map(possible.saturation.contains) ?? true
    }
}

/// A prompt to check in with the patient was followed.
public struct CheckInMade: Hashable, Sendable, Codable {
    /// How the patient was.
    public enum State: String, Hashable, Sendable, Codable, CaseIterable {
        /// Well, without need of anything.
        case well
        /// Reassured or guided.
        case supported
        /// Left in peace.
        case undisturbed
    }

    /// How the patient was.
    public var state: State

    /// Keeps a state.
    public init(state: State) { self.state = state }
}

/// A moment was marked.
public struct Marked: Hashable, Sendable, Codable {
    /// The programme's frame.
    public var programmeFrame: Int64

    /// Marks a frame.
    public init(programmeFrame: Int64) { self.programmeFrame = programmeFrame }
}

/// The blindfold.
public struct BlindfoldChanged: Hashable, Sendable, Codable {
    /// What became of it.
    public enum State: String, Hashable, Sendable, Codable, CaseIterable {
        /// It is worn.
        case worn
        /// It was taken off.
        case removed
        /// The patient does not want it.
        case declined
    }

    /// What became of it.
    public var state: State

    /// Keeps a state.
    public init(state: State) { self.state = state }
}

/// Another clinician takes over.
public struct HandedOver: Hashable, Sendable, Codable {
    /// Who takes over.
    public var to: ActorCode

    /// Names who takes over.
    public init(to: ActorCode) { self.to = to }
}

/// Something untoward happened to the patient.
public struct AdverseEvent: Hashable, Sendable, Codable {
    /// How severe, as adverse events are commonly graded.
    public enum Severity: String, Hashable, Sendable, Codable, CaseIterable {
        /// Noticed, easily borne.
        case mild
        /// Interferes, needs little.
        case moderate
        /// Incapacitates or needs treatment.
        case severe
        /// Endangers life, or needs a hospital.
        case serious
    }
    /// What became of it.
    public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
        /// Over, without trace.
        case resolved
        /// Still there, easing.
        case resolving
        /// Unchanged.
        case continuing
        /// Over, with something left.
        case sequelae
        /// Not known yet.
        case unknown
    }

    /// What it was.
    public var description: Note
    /// How severe.
    public var severity: Severity
    /// What became of it.
    public var outcome: Outcome

    /// Describes an adverse event.
    public init(description: Note, severity: Severity, outcome: Outcome) {
        self.description = description
        self.severity = severity
        self.outcome = outcome
    }
}

/// The patient was in distress, and what helped.
public struct DistressChanged: Hashable, Sendable, Codable {
    /// How it went on.
    public enum State: String, Hashable, Sendable, Codable, CaseIterable {
        /// It was noticed; the outputs went down to talk.
        case began
        /// Words were enough.
        case reassured
        /// Calmer sound followed.
        case calmer
        /// The sound was switched off.
        case soundOff
        /// A medicine was given.
        case medicine
        /// The infusion was stopped.
        case infusionStopped
        /// It is over.
        case eased
    }

    /// How it went on.
    public var state: State

    /// Keeps a state.
    public init(state: State) { self.state = state }
}

/// What was to be heard was changed against the plan, and who wished it.
public struct Deviated: Hashable, Sendable, Codable {
    /// What was wished.
    public enum Wish: String, Hashable, Sendable, Codable, CaseIterable {
        /// No infusion, or no programme, today.
        case notToday
        /// The music ends.
        case stopMusic
        /// Music is wanted.
        case musicWanted
        /// The headphones come off.
        case headphonesOff
        /// The infusion ends.
        case stopInfusion
        /// The session ends.
        case stopSession
    }

    /// What was wished.
    public var wish: Wish
    /// Who wished it.
    public var by: Party

    /// Keeps a wish.
    public init(wish: Wish, by: Party) {
        self.wish = wish
        self.by = by
    }
}
