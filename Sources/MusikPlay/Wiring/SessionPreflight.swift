internal import MusikALSA
internal import MusikModel
internal import MusikProgramme
internal import MusikRecord
internal import MusikSoundFile

/// Everything that is made sure before a session can start.
struct SessionPreflight {
    /// The playlist that is played.
    let playlist: LocatedPlaylist
    /// Its files, in memory.
    private(set) var material: ProgrammeMaterial
    /// What the plan is made from.
    let request: PlanRequest
    /// The plan.
    let plan: Plan
    /// What is to be known of placeholders among the recordings, and what was decided about files
    /// that can't be played.
    private(set) var notices: [Phrase] = []

    /// Finds the playlist, loads its files and plans the programme.
    ///
    /// - Parameter accept: asked for each file that can't be played, with the piece that would
    ///   take its place; false ends the session.
    /// - Throws: what keeps the session from starting, with the way out.
    init(
        _ options: SessionOptions, language: Language, data: DataFolder,
        surroundings: Surroundings, say: (Phrase) -> Void, accept: (Phrase) -> Bool
    ) throws(Failure) {
        try options.programme.checkFiles()
        let list = options.playlist ?? Self.usual(options.arm.sound, language)
        var playlist = try LocatedPlaylist(list, data: data, surroundings: surroundings)
        // Only the opening exercise, which every arm has, is taken from it.
        if options.arm.isQuiet { playlist.document.entries = [] }
        self.playlist = playlist
        if let name = options.playlist, options.arm.isQuiet {
            throw Failure(
                .usage,
                "The arm “\(options.arm.rawValue)” plays no playlist, and \(name) is named.",
                remedy: "Leave --playlist out, or choose --arm music or cues.")
        }
        guard playlist.document.arm == options.arm.sound else {
            throw Failure(
                .usage,
                "\(playlist.path) is made for the arm “\(playlist.document.arm.rawValue)”.",
                remedy: "Choose another, or say --arm \(playlist.document.arm.rawValue).")
        }
        let name = options.opening.exercise(in: playlist.document)
        var recordings = CueRecordings(data: data, surroundings: surroundings)
        var opening: CueRecordings.Recording?
        if let name { opening = try recordings.exercise(name, language) }
        let progress = ProgressLine(Phrase.preflight.text(language))
        let store = AnalysisStore(folder: data.path + "/analysis")
        var material = try ProgrammeMaterial(
            playlist, recordings: recordings, opening: opening,
            withBed: options.arm == .music && !options.unattended && options.landing, store: store,
            language: language, progress: { progress.show($0, of: $1) })
        progress.clear()
        for problem in material.problems {
            let notice = material.replace(problem, language)
            guard accept(notice) else {
                throw Failure(problem.error)
            }
            notices.append(notice)
        }
        if options.isHeard { try material.share() }
        self.material = material
        say(.filesReady(material.fileCount, withOpening: material.opening != nil))
        if let notice = material.spoken.placeholderNotice {
            say(notice)
            notices.append(notice)
        }
        request = try Self.request(options, material, playlist.document)
        do throws(PlanError) {
            plan = try Planner.plan(request)
        } catch {
            throw Failure(error)
        }
        let pieces = plan.programme.clips.filter { $0.kind == .music || $0.kind == .cue }.count
        let length = plan.programme.end.seconds(at: plan.programme.rate)
        say(.planned(pieces: pieces, length: SessionScreen.clock(length)))
    }

    /// What an arm plays unless told otherwise.
    static func usual(_ arm: Arm, _ language: Language) -> String {
        switch arm {
        case .music: "calm-shore"
        case .cues: "cues-breath-\(language.rawValue)"
        }
    }

    private static func request(
        _ options: SessionOptions, _ material: ProgrammeMaterial, _ document: PlaylistDocument
    ) throws(Failure) -> PlanRequest {
        let rate = SampleRate.standard
        var request = PlanRequest(
            material, document: document,
            window: .frames(FrameCount(seconds: options.window.seconds, at: rate)), rate: rate)
        request.profile = options.profile == .registry ? .registry : .table5
        if options.arm.isQuiet { request.cues = .quiet }
        try options.programme.apply(to: &request)
        request.arc.infusion = InfusionCourse(plannedMinutes: options.infusionMinutes)
        if options.opening == .live { request.opening = .live }
        // A window shorter than the closing cue, or than the exercise, has no room for it: only
        // rehearsals are that short.
        if options.rehearsal, let closing = request.cues?.closing,
            closing.analysis.seconds + 60 > options.window.seconds
        {
            request.cues?.closing = nil
            request.cues?.mayBeQuiet = true
        }
        if case .recorded(let opening)? = Optional(request.opening),
            options.rehearsal, opening.analysis.seconds + 30 > options.window.seconds
        {
            request.opening = .none
        }
        return request
    }
}

extension SupportArm {
    /// What is heard of it: music, or cues and quiet.
    var sound: Arm { self == .music ? .music : .cues }

    /// Whether nothing sounds after the opening exercise.
    var isQuiet: Bool { self == .live || self == .silence }

    /// The arm that a patient's wish leads to, where the site allows it.
    var other: SupportArm { self == .music ? .cues : .music }

    /// Its name for people.
    var phrase: Phrase {
        switch self {
        case .music: .armMusic
        case .cues: .armCues
        case .live: .armLive
        case .silence: .armSilence
        }
    }
}

extension ProgrammeMaterial {
    /// What was measured of the files, by content.
    var analyses: [ContentDigest: TrackAnalysis] {
        let all = main + reserve + [closing, bell, opening, bed].compactMap { $0 }
        return Dictionary(all.map { ($0.analysis.digest, $0.analysis) }) { first, _ in first }
    }

    /// Whether a synthesiser speaks anywhere in it.
    var hasPlaceholders: Bool { spoken.contains(where: \.isPlaceholder) }

    /// How many files are ready, the opening exercise aside.
    var fileCount: Int {
        main.count + reserve.count + [closing, bell, bed].compactMap { $0 }.count
    }

    /// Puts the reserve piece nearest in length in the place of one that can't be played; returns
    /// what was done.
    mutating func replace(_ problem: Problem, _ language: Language) -> Phrase {
        let name = problem.entry.title.isEmpty ? problem.entry.location : problem.entry.title
        let reason = SoundFileText.reason(problem.error, language)
        guard problem.entry.role == .main, !reserve.isEmpty else {
            return .pieceDropped(bad: name, reason: reason)
        }
        let wanted = Double(problem.entry.durationMilliseconds ?? 300_000) / 1000
        let index = reserve.indices.min {
            abs(reserve[$0].analysis.seconds - wanted) < abs(reserve[$1].analysis.seconds - wanted)
        }
        guard let index else { return .pieceDropped(bad: name, reason: reason) }
        let piece = reserve.remove(at: index)
        main.insert(piece, at: min(problem.place, main.count))
        return .pieceReplaced(bad: name, by: piece.title, reason: reason)
    }
}
