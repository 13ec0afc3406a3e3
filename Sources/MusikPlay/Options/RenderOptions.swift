internal import ArgumentParser
internal import MusikModel
internal import MusikRecord

/// The options of `musik-play render`.
struct RenderOptions: ParsableArguments {
    @Option(
        help: "What is rendered: a playlist file, or a name from Playlists.",
        completion: .file(extensions: ["jspf", "xspf", "m3u8"]))
    var playlist: String?

    @Option(
        help: ArgumentHelp(
            "Instead: the events of a session, to render again what it delivered.",
            discussion: "The last session in the file, command by command, on its first output.",
            valueName: "file"),
        completion: .file())
    var events: String?

    @Option(
        help: ArgumentHelp(
            "Instead: a session in the record, such as M01-017-S03, as with --events.",
            valueName: "session"),
        transform: code)
    var session: SessionCode?

    @Option(
        help: ArgumentHelp("The programme's length, 10s to 4h.", valueName: "time"),
        transform: TimeSpan.init(parsing:))
    var window: TimeSpan?

    @Flag(help: "The playlist's own length; nothing is fitted.")
    var natural = false

    @Option(
        help: ArgumentHelp("The file to write, .wav or .flac.", valueName: "file"),
        completion: .file(extensions: ["wav", "flac"]), transform: RenderTarget.init(parsing:))
    var out: RenderTarget

    @OptionGroup var programme: ProgrammeOptions

    @Option(
        help: ArgumentHelp(
            "The opening exercise by its name, recorded (the playlist's own) or none.",
            valueName: "name"),
        transform: OpeningChoice.init(parsing:))
    var opening: OpeningChoice?

    @Option(
        help: ArgumentHelp("The sample rate in hertz.", valueName: "hz"), transform: parseRate)
    var rate: SampleRate?

    @Option(help: "How exactly sample rates are converted: to 20 or to 28 bits.")
    var resampling: ResamplingChoice = .high

    @Option(help: "The sample format.")
    var bits: BitDepth = .integer16

    @Option(help: "The dither; tpdf unless the file holds floats.")
    var dither: DitherChoice?

    @Flag(help: "Report the programme and the file's measures as one JSON object.")
    var json = false

    @OptionGroup var data: DataOptions

    /// The rate that is meant.
    var sampleRate: SampleRate { rate ?? .standard }

    /// The dither that is meant.
    var effectiveDither: DitherChoice { dither ?? (bits == .float32 ? .none : .tpdf) }

    func validate() throws {
        let sources = [playlist != nil, events != nil, session != nil].count { $0 }
        guard sources == 1 else {
            throw ValidationError(
                sources == 0
                    ? "What? Give --playlist, or a session by --session or --events."
                    : "--playlist, --session and --events exclude each other; give one.")
        }
        if playlist != nil { try validateProgramme() } else { try validateRecord() }
        if bits == .float32 && out.container == .flac {
            throw ValidationError("FLAC holds no floats; write a .wav file, or use --bits 24.")
        }
        if bits == .float32 && dither == .tpdf {
            throw ValidationError("Floats need no dither; leave --dither tpdf out.")
        }
    }

    /// What a session's record says already can't be asked for.
    private func validateRecord() throws {
        guard window == nil, !natural, programme.isUsual, opening == nil, rate == nil,
            resampling == .high
        else {
            throw ValidationError(
                "Everything is as the session had it; only --out, --bits, --dither and --json may be "
                    + "given with it.")
        }
    }

    private func validateProgramme() throws {
        guard (window == nil) == natural else {
            throw ValidationError(
                natural
                    ? "--window and --natural exclude each other; leave one out."
                    : "How long? Give --window 55m, or --natural for the playlist's own length.")
        }
        if let window, !(10_000...14_400_000).contains(window.milliseconds) {
            throw ValidationError("The window is \(window); it may last 10s to 4h.")
        }
        if opening == .live {
            throw ValidationError(
                "A spoken opening can't be rendered; name a recorded one, or say --opening none.")
        }
    }

    /// Checks what only the disk can tell, before anything is done.
    /// - Throws: 66 for a missing arc, 73 or 77 where the file can't be created.
    func checkFiles() throws(Failure) {
        if let events {
            try NamedFile(events).requireReadable(as: "the record of a session")
        }
        try programme.checkFiles()
        try requireCreatable(out.path)
    }
}
