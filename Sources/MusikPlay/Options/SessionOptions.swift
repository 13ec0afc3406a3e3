public import ArgumentParser
public import MusikModel
public import MusikRecord

extension SupportArm: ExpressibleByArgument {}
extension DebriefRule: ExpressibleByArgument {}
extension Language: ExpressibleByArgument {}

/// From where the window is counted.
enum SessionProfile: String, Hashable, Sendable, CaseIterable, ExpressibleByArgument {
    /// From the programme's first frame, the opening exercise included, as the trial was registered.
    case registry
    /// From the first frame after the opening exercise, as the published protocol's Table 5 has it.
    case table5
}

/// Reads a patient's study code, and says where a file is named instead.
private func patientCode(_ text: String) throws -> StudyCode {
    guard StudyCode(text) != nil || !text.contains(where: { "./".contains($0) }) else {
        throw ValidationError(
            "“\(text)” is no study code: a playlist is named with --playlist, and a sound file in a "
                + "playlist, such as a text file that ends in .m3u8.")
    }
    return try code(text)
}

/// The options of `musik-play session`.
struct SessionOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The patient's study code; without one a programme is played and nothing recorded.",
            valueName: "patient"),
        transform: patientCode)
    var patient: StudyCode?

    /// The windows that a patient's session may have.
    static let windows = TimeSpan.minutes(50)...TimeSpan.minutes(60)

    @Option(
        name: .customLong("arm"),
        help: ArgumentHelp(
            "What accompanies the infusion; music unless it is said, or a trial's allocation.",
            discussion: "music; cues: recorded mindfulness cues and quiet; live: the clinician's "
                + "own support, with prompts to check in; silence: through the headphones."))
    var givenArm: SupportArm?

    /// What accompanies the infusion.
    var arm: SupportArm {
        get { givenArm ?? .music }
        set { givenArm = newValue }
    }

    @Option(
        help: ArgumentHelp(
            "What is played: a playlist file, or a name from Playlists.",
            discussion: "Otherwise the arm's first programme in the chosen language."),
        completion: .file(extensions: ["jspf", "xspf", "m3u8"]))
    var playlist: String?

    @Option(
        help: ArgumentHelp(
            "How long the programme lasts, 50m to 60m; anything in a rehearsal.",
            valueName: "time"),
        transform: TimeSpan.init(parsing:))
    var window: TimeSpan = .minutes(55)

    @Option(
        help: "Whether the window begins with the opening exercise (registry) or after it (table5)."
    )
    var profile: SessionProfile = .registry

    @Option(
        help: ArgumentHelp(
            "The exercise before everything else: recorded, live, none, or one by its name.",
            discussion: "recorded is the playlist's own; live is spoken by the clinician, and "
                + "Enter starts the rest.",
            valueName: "opening"),
        completion: .list(["recorded", "live", "none"]), transform: OpeningChoice.init(parsing:))
    var opening: OpeningChoice = .recorded

    @OptionGroup var programme: ProgrammeOptions

    @Option(help: "The language of the screen and of the cues; otherwise the account's own.")
    var language: Language?

    @Option(
        help: ArgumentHelp(
            "The patient's headphones, as “musik-play devices” names them.",
            valueName: "device"),
        transform: OutputName.init(parsing:))
    var headphones: OutputName?

    @Option(
        help: ArgumentHelp(
            "The room's speakers, as “musik-play devices” names them.",
            valueName: "device"),
        transform: OutputName.init(parsing:))
    var speakers: OutputName?

    @Flag(help: "A demonstration on the sample music: no patient, the default sound card.")
    var demo = false

    @Flag(help: "A rehearsal: no patient, any window.")
    var rehearsal = false

    @Flag(help: "Nobody is there to press keys; only with --demo or --rehearsal.")
    var unattended = false

    @Flag(
        inversion: .prefixedNo,
        help: "A quiet bed after the programme's last frame, until a key ends it.")
    var landing = true

    @Option(
        help: ArgumentHelp(
            "Where every event is written as a line of JSON; - is standard output.",
            valueName: "file"),
        completion: .file(), transform: EventTarget.init(parsing:))
    var events: EventTarget?

    @Option(
        help: ArgumentHelp(
            "The planned length of the infusion, which is recorded and never driven.",
            discussion: "Otherwise as the site has set it, or 40m.", valueName: "time"),
        transform: TimeSpan.init(parsing:))
    var infusion: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "When the debrief begins.",
            discussion: "Otherwise as the site has set it for the arm, or at the end of the "
                + "infusion, with music at the programme's."))
    var debrief: DebriefRule?

    @Option(
        help: ArgumentHelp(
            "How often a prompt to check in appears in the arms without music.",
            discussion: "Otherwise as the site has set it, or 5m.", valueName: "time"),
        transform: TimeSpan.init(parsing:))
    var checkIns: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "A file that answers the questions and presses the keys; in rehearsals only.",
            valueName: "file"),
        completion: .file(extensions: ["json"]))
    var answers: String?

    @Option(help: "A release of the library that lists are built from.")
    var release: String?

    @Option(help: "The seed of the lists that are offered; another one each time unless told.")
    var seed: UInt32?

    @Flag(
        help: ArgumentHelp(
            "Take back the session whose own process has ended; the music went on.",
            discussion: "Everything else is as that session was started."))
    var attach = false

    @Flag(
        help: ArgumentHelp(
            "Start the console with the session, and end it with the session.",
            discussion: "Its address and its code are printed; see “musik-play serve”."))
    var console = false

    @Flag(
        help: ArgumentHelp(
            "Ask and show everything on the console alone, without a terminal.",
            discussion: "So “musik-play serve” starts a patient's session."))
    var onConsole = false

    @OptionGroup var author: AuthorOptions
    @OptionGroup var data: DataOptions

    /// Whether somebody may hear all of the outputs; in a demonstration without names, the default card.
    var isHeard: Bool { [headphones, speakers].compactMap { $0 }.allSatisfy(\.isHeard) }

    /// The planned length of the infusion in minutes.
    var infusionMinutes: Double { infusion.map { $0.seconds / 60 } ?? 40 }

    /// With what a session is held at a site with these settings; what was typed goes before.
    func setup(_ settings: SiteSettings) -> SessionSetup {
        var settings = settings
        if let infusion { settings.infusionMinutes = infusion.seconds / 60 }
        if let checkIns { settings.checkInInterval = checkIns.seconds / 60 }
        if let debrief { settings.debrief[arm.rawValue] = debrief }
        return SessionSetup(
            version: MusikPlay.configuration.version, windowSeconds: window.seconds,
            profile: profile.rawValue, opening: opening.description,
            loudness: programme.loudness.target?.value, overlap: programme.overlap.description,
            arc: programme.arc.description, settings: settings)
    }

    func validate() throws {
        if attach { return }
        try validatePatient()
        if unattended && !demo && !rehearsal {
            throw ValidationError(
                "A patient is never left alone: --unattended needs --demo or --rehearsal.")
        }
        if unattended && opening == .live {
            throw ValidationError(
                "Nobody is there to speak the opening: with --unattended it is recorded or none.")
        }
        // Whether a patient's folder is a rehearsal is known only once it is open.
        if patient == nil && !rehearsal, let refusal = windowRefusal {
            throw ValidationError(refusal)
        }
        if window.milliseconds < 10_000 {
            throw ValidationError("The window is \(window); the shortest is 10s.")
        }
        if programme.loudness == .off {
            throw ValidationError(
                "In a session every piece is brought to one loudness: --loudness takes a number.")
        }
        if !demo && headphones == nil && speakers == nil {
            throw ValidationError(
                "A session names its sound cards: --headphones, --speakers or both. "
                    + "“musik-play devices” lists them; --demo takes the default one.")
        }
        if let headphones, headphones == speakers {
            throw ValidationError(
                "Headphones and speakers are both \(headphones); each needs an output of its own.")
        }
    }

    /// Why the window is none for a patient; nil where it is one.
    var windowRefusal: String? {
        Self.windows.contains(window)
            ? nil
            : "The window is \(window), and a session's is 50m to 60m; "
                + "with --rehearsal it may have any length."
    }

    private func validatePatient() throws {
        if onConsole && (patient == nil || answers != nil) {
            throw ValidationError(
                "The console leads a patient's session, and no file of answers with it.")
        }
        if patient != nil && demo {
            throw ValidationError("A demonstration has no patient: leave out one of the two.")
        }
        if patient != nil && unattended {
            throw ValidationError("A patient is never left alone: leave --unattended out.")
        }
        if answers != nil && patient == nil {
            throw ValidationError("--answers leads a session with a patient: name one.")
        }
        if let infusion, !(0.5...240).contains(infusion.seconds / 60) {
            throw ValidationError("An infusion lasts 30s to 240m, not \(infusion).")
        }
    }
}
