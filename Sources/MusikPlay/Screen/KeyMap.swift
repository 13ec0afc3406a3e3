internal import MusikConsole
internal import MusikRecord

/// What a clinician asks for with a key.
enum SessionAction: String, Hashable, Sendable, CaseIterable {
    case start, infusionStarted, pause, skip, levelUp, levelDown, nextOutput, mute, talkOver
    case calmer, stronger, windDown, extend, marker, emergencyQuiet, stop, help
    // With a patient.
    case infusionOver, vitals, vitalsAgain, checkIn, distress, stopMusic, musicWanted, headphonesOff
    case stopInfusion, blindfold, handOver, adverseEvent, stopAtOnce
}

extension SessionAction {
    /// What a control of the console does.
    init(_ deed: ConsoleDeed) {
        self =
            switch deed {
            case .start: .start
            case .skip: .skip
            case .calmer: .calmer
            case .stronger: .stronger
            case .windDown: .windDown
            case .extend: .extend
            case .marker: .marker
            case .stop: .stop
            case .checkIn: .checkIn
            case .distress: .distress
            case .stopMusic: .stopMusic
            case .musicWanted: .musicWanted
            case .headphonesOff: .headphonesOff
            case .stopInfusion: .stopInfusion
            case .stopAtOnce: .stopAtOnce
            }
    }
}

extension InfusionChanged.Change {
    /// What a control of the console says of it.
    init(_ change: ConsoleInfusion) {
        self =
            switch change {
            case .started: .started
            case .paused: .paused
            case .resumed: .resumed
            case .stopped: .stopped
            }
    }
}

/// The keys of a session: the same in every language.
///
/// No digit and no sign that needs shift on one keyboard and not on another is used, except that
/// plus and minus stand beside the arrows.
enum KeyMap {
    /// One line of the help: the action, its keys, and how they are written.
    struct Binding: Sendable {
        let action: SessionAction
        let keys: [Key]
        let label: Phrase
    }

    /// All keys, in the order of the help.
    static let bindings: [Binding] = [
        Binding(action: .start, keys: [.enter], label: .keyEnter),
        Binding(action: .infusionStarted, keys: [.character("i")], label: .keyLetter("i")),
        Binding(action: .pause, keys: [.character(" "), .character("p")], label: .keySpace),
        Binding(action: .skip, keys: [.character("n")], label: .keyLetter("n")),
        Binding(action: .talkOver, keys: [.character("t")], label: .keyLetter("t")),
        Binding(action: .emergencyQuiet, keys: [.character("q")], label: .keyLetter("q")),
        Binding(action: .calmer, keys: [.character("c")], label: .keyLetter("c")),
        Binding(action: .stronger, keys: [.character("s")], label: .keyLetter("s")),
        Binding(action: .windDown, keys: [.character("w")], label: .keyLetter("w")),
        Binding(action: .extend, keys: [.character("e")], label: .keyLetter("e")),
        Binding(action: .levelUp, keys: [.up, .character("+")], label: .keyLetter("↑ +")),
        Binding(action: .levelDown, keys: [.down, .character("-")], label: .keyLetter("↓ -")),
        Binding(action: .nextOutput, keys: [.tab], label: .keyTab),
        Binding(action: .mute, keys: [.character("m")], label: .keyLetter("m")),
        Binding(action: .marker, keys: [.character("k")], label: .keyLetter("k")),
        Binding(action: .help, keys: [.character("h"), .character("?")], label: .keyLetter("h ?")),
        Binding(action: .stop, keys: [.interrupt], label: .keyLetter("Ctrl-C")),
    ]

    /// The keys that there are besides with a patient.
    static let patientBindings: [Binding] = [
        letter("b", .vitals), letter("v", .vitalsAgain), letter("a", .checkIn),
        letter("d", .distress), letter("j", .infusionOver), letter("x", .stopMusic),
        letter("u", .musicWanted),
        letter("o", .headphonesOff), letter("z", .stopInfusion), letter("f", .blindfold),
        letter("l", .handOver), letter("g", .adverseEvent), letter(".", .stopAtOnce),
    ]

    private static func letter(_ letter: Character, _ action: SessionAction) -> Binding {
        Binding(action: action, keys: [.character(letter)], label: .keyLetter(String(letter)))
    }

    /// All keys of a session with or without a patient, in the order of the help.
    static func bindings(withPatient: Bool) -> [Binding] {
        withPatient ? bindings + patientBindings : bindings
    }

    /// The action of a key; nil for a key without one.
    static func action(for key: Key, withPatient: Bool = false) -> SessionAction? {
        bindings(withPatient: withPatient).first { $0.keys.contains(key) }?.action
    }

    /// The keys that the bottom line names as far as it reaches, the most urgent first; the others
    /// are in the help.
    static func named(isReady: Bool, withPatient: Bool) -> [(key: Phrase, meaning: Phrase)] {
        if isReady {
            return [
                (.keyEnter, .shortStart), (.keyLetter("h"), .shortHelp),
                (.keyLetter("Ctrl-C"), .shortStop),
            ]
        }
        if withPatient {
            return [
                (.keyLetter("q"), .shortQuiet), (.keyLetter("d"), .shortDistress),
                (.keyLetter("b"), .shortVitals), (.keyLetter("x"), .shortStopMusic),
                (.keyLetter("h"), .shortHelp), (.keyLetter("a"), .shortCheckIn),
                (.keyLetter("t"), .shortTalk), (.keyOnlySpace, .shortPause),
                (.keyLetter("c"), .shortCalmer), (.keyLetter("n"), .shortSkip),
                (.keyLetter("Ctrl-C"), .shortStop),
            ]
        }
        return [
            (.keyLetter("q"), .shortQuiet), (.keyLetter("t"), .shortTalk),
            (.keyOnlySpace, .shortPause), (.keyLetter("h"), .shortHelp),
            (.keyLetter("n"), .shortSkip), (.keyLetter("c"), .shortCalmer),
            (.keyLetter("w"), .shortWindDown), (.keyLetter("e"), .shortExtend),
            (.keyLetter("Ctrl-C"), .shortStop),
        ]
    }

    /// What the action does, for the help.
    static func description(of action: SessionAction) -> Phrase {
        switch action {
        case .start: .doStart
        case .infusionStarted: .doInfusionStarted
        case .pause: .doPause
        case .skip: .doSkip
        case .levelUp: .doLevelUp
        case .levelDown: .doLevelDown
        case .nextOutput: .doNextOutput
        case .mute: .doMute
        case .talkOver: .doTalkOver
        case .calmer: .doCalmer
        case .stronger: .doStronger
        case .windDown: .doWindDown
        case .extend: .doExtend
        case .marker: .doMarker
        case .emergencyQuiet: .doEmergencyQuiet
        case .stop: .doStop
        case .help: .doHelp
        case .infusionOver: .doInfusionOver
        case .vitals: .doVitals
        case .vitalsAgain: .doVitalsAgain
        case .checkIn: .doCheckIn
        case .distress: .doDistress
        case .stopMusic: .doWish(.stopMusic)
        case .musicWanted: .doWish(.musicWanted)
        case .headphonesOff: .doWish(.headphonesOff)
        case .stopInfusion: .doWish(.stopInfusion)
        case .blindfold: .doBlindfold
        case .handOver: .doHandOver
        case .adverseEvent: .doAdverseEvent
        case .stopAtOnce: .doWish(.stopSession)
        }
    }
}
