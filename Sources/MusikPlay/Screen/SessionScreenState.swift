internal import MusikModel
internal import MusikRecord

/// Everything that the screen of a session shows, at one moment.
struct SessionScreenState: Hashable, Sendable {
    /// What the session is doing.
    enum Phase: Hashable, Sendable, CaseIterable {
        case ready, opening, openingLive, playing, paused, windingDown, landing, ended
    }

    /// Whether there is a patient.
    enum Purpose: Hashable, Sendable {
        case patient, demonstration, rehearsal
    }

    /// The piece that sounds.
    struct Piece: Hashable, Sendable {
        /// Its title.
        var title: String
        /// Seconds of it heard, and its length in seconds.
        var elapsed: Double
        var length: Double
    }

    /// The piece that follows.
    struct Next: Hashable, Sendable {
        /// Its title.
        var title: String
        /// Seconds until it starts.
        var startsIn: Double
    }

    /// One place where the sound goes.
    struct Output: Hashable, Sendable {
        /// Whose ears it is for.
        enum Purpose: Hashable, Sendable { case headphones, speakers }
        /// How its device is.
        enum Condition: Hashable, Sendable { case opening, playing, lost, silent }

        var purpose: Purpose
        /// The device's name.
        var device: String
        /// The level that was set, in dB.
        var level: Decibels
        var isMuted = false
        /// The loudest sample of the last moments, in dBFS; minus infinity for silence.
        var peak = Decibels(-.infinity)
        var condition: Condition
        /// Underruns since the start.
        var underruns = 0
        /// By how many parts per million the card is fast; nil while unknown, and without a card.
        var clockError: Double?
        /// Seconds by which the programme is ahead of it; nil on the output that sets its clock.
        var skew: Double?
        /// Whether the level keys act on it.
        var isChosen = false
    }

    /// A question with the keys that answer it, the harmless answer first.
    struct Prompt: Hashable, Sendable {
        /// One answer.
        struct Answer: Hashable, Sendable {
            var key: Key
            var label: Phrase
            var meaning: Phrase
        }
        var question: Phrase
        var answers: [Answer]
    }

    var purpose: Purpose = .patient
    var arm: SupportArm = .music
    /// The title of the playlist.
    var title = ""
    var phase: Phase = .ready
    /// Seconds of the programme heard, and its length in seconds.
    var elapsed = 0.0
    var total = 0.0
    var current: Piece?
    var next: Next?
    /// Seconds since the infusion started, pauses left out; nil before it.
    var infusion: Double?
    /// Where the infusion ends on the programme's timeline, in seconds; nil before it.
    var infusionEnd: Double?
    /// What can become of it next, its end left out; nil where nothing can.
    var infusionChange: InfusionChanged.Change?
    /// Whether it can be over now.
    var canInfusionStop = false
    /// Its planned length in minutes.
    var infusionMinutes = 40.0
    var isTalkingOver = false
    var isQuiet = false
    var outputs: [Output] = []
    /// What must be known, the latest last.
    var notices: [Phrase] = []
    var prompt: Prompt?
    /// What is being typed, and what it is for.
    var entry: Entry?
    /// Whether there is a patient's session around it, with keys of its own.
    var hasPatient = false
    var isHelpShown = false

    /// A line that is being typed.
    struct Entry: Hashable, Sendable {
        var label: Phrase
        var typed: String
    }
}

extension SessionScreenState.Prompt {
    /// Asked once after a pause.
    static func endAfterPause(length: String) -> Self {
        .init(
            question: .askEndAfterPause(length: length),
            answers: [
                .init(key: .enter, label: .keyEnter, meaning: .keepEnd),
                .init(key: .character("y"), label: .keyLetter("y"), meaning: .moveEnd),
            ])
    }

    /// Asked once after a wish that another programme could fulfil, where the site allows it.
    static func otherProgramme(_ arm: SupportArm) -> Self {
        .init(
            question: .askOtherProgramme(arm),
            answers: [
                .init(key: .enter, label: .keyEnter, meaning: .stayAsItIs),
                .init(key: .character("y"), label: .keyLetter("y"), meaning: .takeOther),
            ])
    }

    /// Asked once after the infusion started late, was held or ended early.
    ///
    /// - Parameters:
    ///   - length: by how much the end would move.
    ///   - calm: after how long a calm end would come.
    static func endAfterInfusion(isEarlier: Bool, length: String, calm: String) -> Self {
        .init(
            question: .askEndAfterInfusion,
            answers: [
                .init(key: .enter, label: .keyEnter, meaning: .keepEnd),
                .init(
                    key: .character("y"), label: .keyLetter("y"),
                    meaning: isEarlier ? .endEarlier(length) : .endLater(length)),
                .init(key: .character("r"), label: .keyLetter("r"), meaning: .endCalmly(calm)),
            ])
    }

    /// Asked once before a session ends early.
    static let stop = Self(
        question: .askStop,
        answers: [
            .init(key: .enter, label: .keyEnter, meaning: .goOn),
            .init(key: .character("x"), label: .keyLetter("x"), meaning: .stopNow),
        ])

    /// Asked at preflight for a file that can't be played.
    static func reserve(bad: String, reason: String) -> Self {
        .init(
            question: .askReserve(bad: bad, reason: reason),
            answers: [
                .init(key: .enter, label: .keyEnter, meaning: .takeReserve),
                .init(key: .character("x"), label: .keyLetter("x"), meaning: .stopNow),
            ])
    }

    /// Stands while the landing bed sounds.
    static let landing = Self(
        question: .askLandingEnd,
        answers: [.init(key: .enter, label: .keyEnter, meaning: .endLanding)])

    /// Stands while the clinician speaks the opening exercise.
    static let spokenOpening = Self(
        question: .askSpokenOpening,
        answers: [.init(key: .enter, label: .keyEnter, meaning: .openingIsOver)])

    /// Stands while the patient is in distress.
    static let distress = Self(
        question: .askDistress,
        answers: [
            .init(key: .character("r"), label: .keyLetter("r"), meaning: .isReassured),
            .init(key: .character("c"), label: .keyLetter("c"), meaning: .isCalmer),
            .init(key: .character("o"), label: .keyLetter("o"), meaning: .soundOff),
            .init(key: .character("m"), label: .keyLetter("m"), meaning: .medicineGiven),
            .init(key: .character("z"), label: .keyLetter("z"), meaning: .infusionStopped),
            .init(key: .character("e"), label: .keyLetter("e"), meaning: .hasEased),
        ])

    /// The place of the answer that a key gives; nil for a key that answers nothing.
    func answer(to key: Key) -> Int? { answers.firstIndex { $0.key == key } }
}
