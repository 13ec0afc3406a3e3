public import MusikModel

/// A trial was designed here; its draws were made and sealed.
public struct TrialDesigned: Hashable, Sendable, Codable {
    /// The trial's name.
    public var trial: String
    /// The design, as the packages write it.
    public var design: String
    /// What is frozen with it, as the packages write it.
    public var versions: String
    /// The SHA-256 that commits to the seed, 64 hexadecimal digits: it is published.
    public var commitment: String

    /// Designs a trial.
    public init(trial: String, design: String, versions: String, commitment: String) {
        self.trial = trial
        self.design = design
        self.versions = versions
        self.commitment = commitment
    }
}

/// The site takes part in a trial, by the package that was made for it.
public struct TrialJoined: Hashable, Sendable, Codable {
    /// The trial's name.
    public var trial: String
    /// The package, as it came: the design, what is frozen with it, the commitment and the sealed
    /// draws.
    public var package: String

    /// Joins a trial.
    public init(trial: String, package: String) {
        self.trial = trial
        self.package = package
    }
}

/// What was frozen with a trial's design changes from here on.
public struct TrialAmended: Hashable, Sendable, Codable {
    /// The trial's name.
    public var trial: String
    /// What is frozen now, as the package writes it.
    public var versions: String

    /// Amends a trial; the reason is the event's.
    public init(trial: String, versions: String) {
        self.trial = trial
        self.versions = versions
    }
}

/// A patient becomes a participant of a trial.
public struct Enrolled: Hashable, Sendable, Codable {
    /// The trial's name.
    public var trial: String
    /// Whether all criteria were found to be met; why not is the event's reason.
    public var isEligible: Bool
    /// The levels of the design's factors, in its order.
    public var levels: [String]

    /// Enrols a patient.
    public init(trial: String, isEligible: Bool, levels: [String]) {
        self.trial = trial
        self.isEligible = isEligible
        self.levels = levels
    }
}

/// What a patient can agree to.
public enum ConsentKind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Ketamine with its support.
    case treatment
    /// The trial.
    case trial
    /// That others' lists are chosen by what this patient liked.
    case learning
    /// That data without a name are given to other researchers.
    case sharing
}

/// A patient agreed to something on a form.
public struct ConsentGiven: Hashable, Sendable, Codable {
    /// Who agreed.
    public enum Giver: String, Hashable, Sendable, Codable, CaseIterable {
        /// The patient.
        case patient
        /// Somebody who may speak for the patient.
        case representative
    }

    /// To what.
    public var kind: ConsentKind
    /// The form's name, such as `ICF-2`.
    public var form: String
    /// The form's version, such as `1.3`.
    public var version: String
    /// The form's language, as a BCP 47 tag.
    public var language: String
    /// The day on which it was signed.
    public var day: CalendarDay
    /// Who signed.
    public var giver: Giver

    /// Notes a consent.
    public init(
        kind: ConsentKind, form: String, version: String, language: String, day: CalendarDay,
        giver: Giver
    ) {
        self.kind = kind
        self.form = form
        self.version = version
        self.language = language
        self.day = day
        self.giver = giver
    }
}

/// A patient took a consent back; why is the event's reason, where it was said.
public struct ConsentWithdrawn: Hashable, Sendable, Codable {
    /// What happens to what was recorded under it.
    public enum Data: String, Hashable, Sendable, Codable, CaseIterable {
        /// It stays and is analysed.
        case kept
        /// It stays in the record, and no export or analysis has it.
        case leftOut
    }

    /// Which.
    public var kind: ConsentKind
    /// What happens to the data.
    public var data: Data

    /// Takes a consent back.
    public init(kind: ConsentKind, data: Data) {
        self.kind = kind
        self.data = data
    }
}

/// A participant is about to be allocated: written before the draw is opened.
public struct AllocationRequested: Hashable, Sendable, Codable {
    /// The trial's name.
    public var trial: String
    /// The allocation's number at the site, from 1.
    public var number: Int
    /// The levels of the design's factors, in its order.
    public var levels: [String]

    /// Requests an allocation.
    public init(trial: String, number: Int, levels: [String]) {
        self.trial = trial
        self.number = number
        self.levels = levels
    }
}

/// A participant was allocated; this is never undone.
public struct AllocationMade: Hashable, Sendable, Codable {
    /// The trial's name.
    public var trial: String
    /// The allocation's number at the site, from 1.
    public var number: Int
    /// The number of the event that requested it; its digest is on the medium's receipt.
    public var request: Int
    /// The opened draw, 64 hexadecimal digits.
    public var draw: String
    /// The arm's name in the design.
    public var arm: String

    /// Allocates a participant.
    public init(trial: String, number: Int, request: Int, draw: String, arm: String) {
        self.trial = trial
        self.number = number
        self.request = request
        self.draw = draw
        self.arm = arm
    }
}

/// What a trial's draws follow from is no secret any more.
public struct TrialOpened: Hashable, Sendable, Codable {
    /// The trial's name.
    public var trial: String
    /// The seed of all draws, 64 hexadecimal digits.
    public var seed: String
    /// The commitment's salt, 64 hexadecimal digits.
    public var salt: String

    /// Opens a trial's secret.
    public init(trial: String, seed: String, salt: String) {
        self.trial = trial
        self.seed = seed
        self.salt = salt
    }
}

/// Somebody who should not know it came to know a participant's arm, or what tells it.
public struct BlindingBroken: Hashable, Sendable, Codable {
    /// How.
    public enum Manner: String, Hashable, Sendable, Codable {
        /// It had to be known for the participant's safety.
        case emergency
        /// The participant told the rater.
        case told
    }

    /// How.
    public var manner: Manner

    /// Notes a break; in an emergency the reason is the event's.
    public init(manner: Manner) { self.manner = manner }
}

/// A participant is rated by this rater from here on.
public struct RaterNamed: Hashable, Sendable, Codable {
    /// The rater.
    public var rater: ActorCode

    /// Names a rater.
    public init(rater: ActorCode) { self.rater = rater }
}

/// A rater's guess of a participant's arm, after the last rating.
public struct ArmGuessed: Hashable, Sendable, Codable {
    /// The arm; nil for "don't know".
    public var arm: String?

    /// Keeps a guess.
    public init(arm: String?) { self.arm = arm }
}

/// The verified records of several sites were put side by side.
public struct RecordsMerged: Hashable, Sendable, Codable {
    /// One site's.
    public struct Part: Hashable, Sendable, Codable {
        /// The site's code.
        public var site: String
        /// The number of its last event.
        public var events: Int
        /// That event's digest.
        public var head: ContentDigest

        /// Describes a site's record.
        public init(site: String, events: Int, head: ContentDigest) {
            self.site = site
            self.events = events
            self.head = head
        }
    }

    /// The sites, by code.
    public var parts: [Part]

    /// Notes a merge.
    public init(parts: [Part]) { self.parts = parts }
}
