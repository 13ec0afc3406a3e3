internal import MusikCuration
internal import MusikModel
internal import MusikProgramme
internal import MusikSoundFile

/// The cues of one language, measured: what a programme can be built from.
struct CueShelf: Sendable {
    /// One cue.
    struct Cue: Hashable, Sendable {
        /// What is heard.
        var recording: CueRecordings.Recording
        /// What a patient chooses it for, and who speaks.
        var part: CuePart
        /// The file's content.
        var digest: ContentDigest
        /// How long it is heard, its bell included, in seconds.
        var seconds: Double
        /// The length of the file in milliseconds.
        var milliseconds: Int
    }

    /// The language that is spoken.
    let language: Language
    /// What can be chosen from; each content once.
    private(set) var cues: [Cue] = []
    /// The cue that ends a programme; it is never chosen, so that its kind is of no consequence.
    let closing: Cue
    /// The bell before each cue; nil where there is none.
    let bell: String?
    /// Cues that can't be played, and are not chosen from.
    private(set) var problems: [SoundFileError] = []
    private let recordings: CueRecordings
    private let store: AnalysisStore

    /// Finds and measures the cues of a language; what was measured before only has its digest
    /// checked.
    /// - Throws: 78 where the language has none, 66 without a closing cue, 65 where a list of cues is
    ///   wrong or the closing or the bell can't be played.
    init(
        _ language: Language, recordings: CueRecordings, store: AnalysisStore
    ) throws(Failure) {
        var recordings = recordings
        // First, because it says what is missing where a language has nothing at all.
        let last = try recordings.exercise("closing", language)
        let choices = try recordings.choices(language)
        bell = recordings.bell
        let outcomes = SoundFileScan(store: store).run(
            choices.map(\.recording.path) + [last.path] + [bell].compactMap { $0 })
        let bellSeconds = try bell == nil ? 0 : Self.bellSeconds(outcomes[choices.count + 1])
        closing = Cue(
            last, CuePart(kind: .voice), try Self.analysis(outcomes[choices.count]),
            after: bellSeconds)
        for (choice, outcome) in zip(choices, outcomes) {
            switch outcome {
            case .failure(let error): problems.append(error)
            case .success(let track):
                guard !cues.contains(where: { $0.digest == track.analysis.digest }) else {
                    continue
                }
                cues.append(
                    Cue(
                        choice.recording, CuePart(kind: choice.kind, speaker: choice.speaker),
                        track.analysis, after: bellSeconds))
            }
        }
        self.language = language
        self.recordings = recordings
        self.store = store
    }

    /// How long an exercise is heard, in seconds.
    /// - Throws: 66 where there is none of that name, 65 where it can't be played.
    func seconds(ofExercise name: String) throws(Failure) -> Double {
        var recordings = recordings
        let path = try recordings.exercise(name, language).path
        return try Self.analysis(SoundFileScan(store: store).run([path])[0]).audibleSeconds
    }

    private static func analysis(
        _ outcome: SoundFileScan.Outcome
    ) throws(Failure) -> TrackAnalysis {
        switch outcome {
        case .failure(let error): throw Failure(error)
        case .success(let track): return track.analysis
        }
    }

    /// From a bell to the first word of its cue.
    private static func bellSeconds(
        _ outcome: SoundFileScan.Outcome
    ) throws(Failure) -> Double {
        try analysis(outcome).audibleSeconds + CueParameters(cues: []).bellGapSeconds
    }
}

extension CueShelf.Cue {
    fileprivate init(
        _ recording: CueRecordings.Recording, _ part: CuePart, _ analysis: TrackAnalysis,
        after bellSeconds: Double
    ) {
        self.init(
            recording: recording, part: part, digest: analysis.digest,
            seconds: bellSeconds + analysis.audibleSeconds,
            milliseconds: Int((analysis.seconds * 1000).rounded()))
    }
}

extension TrackAnalysis {
    /// How long a programme plays it on its own, in seconds.
    fileprivate var audibleSeconds: Double {
        let points = CuePoints(self)
        return (points.audibleEnd - points.audibleStart).seconds(at: rate)
    }
}
